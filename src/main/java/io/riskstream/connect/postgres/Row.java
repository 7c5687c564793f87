package io.riskstream.connect.postgres;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.StoredOutput;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * A message that waits to be written as a row, with its receipt.
 *
 * @param key the key of the row: the key of the message, in hexadecimal digits after {@code \x} if it is no text, or the origin if it has none, and for dead letters
 * @param month the first day of the month of the input record, in UTC: the partition of the table; at most the last month of the year 9999
 * @param origin the input record, {@code TOPIC-PARTITION@OFFSET}
 * @param timestamp the Kafka timestamp of the input record in milliseconds: the first part of the row's version
 * @param offset the offset of the input record: the second part of the version
 * @param scored true for a verdict, false for a dead letter
 */
record Row(
        Message message,
        Publisher.Receipt receipt,
        String key,
        LocalDate month,
        String origin,
        long timestamp,
        long offset,
        boolean scored) {
    /** The end of the year 9999. A sender can choose any Kafka timestamp, and PostgreSQL's dates have a limit. */
    private static final long MAX_TIMESTAMP = 253_402_300_799_999L;

    /** The order in which all writers lock rows. With different orders, two workers that write the same rows would deadlock. */
    static final Comparator<Row> LOCK_ORDER = Comparator.comparing(Row::key).thenComparing(Row::month);

    /** The order of the versions of one row. */
    static final Comparator<Row> VERSION_ORDER =
            Comparator.comparingLong(Row::timestamp).thenComparingLong(Row::offset);

    /**
     * Returns the row of a message.
     *
     * @throws IllegalArgumentException if the message lacks the headers of an output
     */
    static Row of(Message message, Publisher.Receipt receipt) {
        StoredOutput output = StoredOutput.of(message);
        // with its sign, unlike in the version of an output: a column for numbers can have it
        long timestamp = StoredOutput.header(message, OutputHeaders.TIMESTAMP)
                .map(Long::parseLong)
                .orElseThrow();
        return new Row(
                message,
                receipt,
                text(output.key()),
                month(timestamp),
                output.position().toString(),
                timestamp,
                output.position().offset(),
                output.scored());
    }

    /** Returns the partition of a record with a Kafka timestamp in milliseconds. */
    static LocalDate month(long timestamp) {
        return Instant.ofEpochMilli(Math.min(timestamp, MAX_TIMESTAMP))
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1);
    }

    /**
     * Returns the text of a key. The key of a Kafka record can be any bytes: those that are no UTF-8, or contain U+0000, become hexadecimal digits, since
     * replaced characters would make different keys equal.
     */
    static String text(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        boolean exact = text.indexOf('\0') < 0
                && (text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key));
        return exact ? text : "\\x" + HexFormat.of().formatHex(key);
    }

    /** Returns the value of a header; empty text if there is none. */
    String optionalHeader(String name) {
        return StoredOutput.header(message, name).orElse("");
    }

    /** Returns the topic alone, because the content may be personal data. */
    @Override
    public String toString() {
        return "Row[" + message + "]";
    }
}
