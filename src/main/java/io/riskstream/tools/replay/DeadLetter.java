package io.riskstream.tools.replay;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.topic.OutputRecord;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of a dead-letter topic, with the headers that {@link PublishDeadLetter} adds.
 *
 * @param origin the position of the event that was rejected
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, SourcePosition origin) {
    /** Returns the dead letter in a record; empty if the record has no origin, since a topic may also contain records of other writers. */
    static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> record) {
        return new OutputRecord(record)
                .header(OutputHeaders.ORIGIN)
                .flatMap(SourcePosition::parse)
                .map(origin -> new DeadLetter(record, origin));
    }

    /** Returns the origin of the event when it was rejected for the first time: its own origin unless it is a replayed event. */
    String firstOrigin() {
        return header(OutputHeaders.REPLAY_ORIGIN).orElseGet(origin::toString);
    }

    /** Returns how many times the event was replayed before; 0 if the header is absent or is no number. */
    int replays() {
        return header(OutputHeaders.REPLAY_COUNT).map(DeadLetter::count).orElse(0);
    }

    private static int count(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0; // a sender wrote this header itself
        }
    }

    boolean isRejection() {
        return header(OutputHeaders.OUTCOME)
                .filter(OutputHeaders.REJECTED::equals)
                .isPresent();
    }

    /** True if the dead letter contains only a part of the original. */
    boolean isCut() {
        return header(PublishDeadLetter.SIZE).isPresent();
    }

    /**
     * True if this dead letter can be a part of a record. A topic that was deleted and created again has other records at the same offsets.
     *
     * @param original the record at the origin
     */
    boolean isPartOf(ConsumerRecord<byte[], byte[]> original) {
        byte[] part = record.value() == null ? new byte[0] : record.value();
        byte[] whole = original.value() == null ? new byte[0] : original.value();
        return header(PublishDeadLetter.SIZE)
                        .filter(Integer.toString(whole.length)::equals)
                        .isPresent()
                && part.length <= whole.length
                && Arrays.equals(part, 0, part.length, whole, 0, part.length);
    }

    /** Returns the code of the first rejection; empty text for a dropped event. */
    String code() {
        return header(PublishDeadLetter.CODE).orElse("");
    }

    /** Returns the name of the stage that rejected the event; empty text for a dropped event. */
    String stage() {
        return header(PublishDeadLetter.STAGE).orElse("");
    }

    /** Returns when the event became a dead letter; the record's own timestamp if the header is missing. */
    Instant time() {
        try {
            return header(PublishDeadLetter.TIME).map(Instant::parse).orElseGet(this::timestamp);
        } catch (DateTimeParseException e) {
            return timestamp();
        }
    }

    private Instant timestamp() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** Returns the Kafka timestamp of the original; that of the dead letter if the header is missing. */
    long originalTimestamp() {
        try {
            return header(OutputHeaders.TIMESTAMP).map(Long::parseLong).orElseGet(record::timestamp);
        } catch (NumberFormatException e) {
            return record.timestamp();
        }
    }

    private Optional<String> header(String name) {
        return new OutputRecord(record).header(name);
    }
}
