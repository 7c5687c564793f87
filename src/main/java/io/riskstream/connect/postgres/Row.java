package io.riskstream.connect.postgres;

import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A message that waits to be written as a row, with its receipt.
 *
 * @param key the key of the row: the key of the message, in hexadecimal digits after {@code \x} if it is no text, or the origin if it has none, and for dead letters
 * @param origin the input record, {@code TOPIC-PARTITION@OFFSET}
 * @param timestamp the Kafka timestamp of the input record in milliseconds: the first part of the row's version
 * @param offset the offset of the input record: the second part of the version
 * @param scored true for a verdict, false for a dead letter
 */
record Row(
        Message message,
        Publisher.Receipt receipt,
        String key,
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
        String origin = header(message.headers(), OutputHeaders.ORIGIN);
        boolean scored = OutputHeaders.SCORED.equals(header(message.headers(), OutputHeaders.OUTCOME));
        String key = scored ? message.key().map(Row::text).orElse(origin) : origin;
        return new Row(
                message,
                receipt,
                key,
                origin,
                Long.parseLong(header(message.headers(), OutputHeaders.TIMESTAMP)),
                Long.parseLong(origin.substring(origin.lastIndexOf('@') + 1)),
                scored);
    }

    /**
     * Returns the text of a key. The key of a Kafka record can be any bytes: those that are no UTF-8, or contain U+0000, become hexadecimal digits, since
     * replaced characters would make different keys equal.
     */
    private static String text(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        boolean exact = text.indexOf('\0') < 0
                && (text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key));
        return exact ? text : "\\x" + HexFormat.of().formatHex(key);
    }

    private static String header(List<Header> headers, String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(name)) {
                return new String(headers.get(i).value(), StandardCharsets.UTF_8);
            }
        }
        throw new IllegalArgumentException("the message has no header '" + name + "'");
    }

    /** Returns the value of a header; empty text if there is none. */
    String optionalHeader(String name) {
        for (Header header : message.headers()) {
            if (header.name().equals(name)) {
                return new String(header.value(), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    /** Returns the first day of the month of the input record, in UTC: the partition of the table. A later month than the last of the year 9999 is that one. */
    LocalDate month() {
        return Instant.ofEpochMilli(Math.min(timestamp, MAX_TIMESTAMP))
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1);
    }

    /** Returns the topic alone, because the content may be personal data. */
    @Override
    public String toString() {
        return "Row[" + message + "]";
    }
}
