package io.riskstream.tools.events;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** The JSON events of a file, encoded in Avro. An event that does not fit the parser's schema is not sent. */
final class EncodedEvents implements EventFile.Cursor {
    private final EventFile.Cursor events;
    private final UnaryOperator<byte[]> encoder;
    private byte[] value = {};
    private Optional<String> problem = Optional.empty();

    EncodedEvents(EventFile.Cursor events, UnaryOperator<byte[]> encoder) {
        this.events = events;
        this.encoder = encoder;
    }

    @Override
    public boolean next() {
        if (!events.next()) {
            return false;
        }
        problem = events.problem();
        if (problem.isEmpty()) {
            byte[] json = events.value();
            try {
                value = encoder.apply(json);
            } catch (IllegalArgumentException e) {
                problem = Optional.of("the event does not fit the Avro schema: " + e.getMessage());
            }
        }
        return true;
    }

    @Override
    public Optional<String> problem() {
        return problem;
    }

    @Override
    public Optional<String> warning() {
        return events.warning();
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public long line() {
        return events.line();
    }

    @Override
    public long blankLines() {
        return events.blankLines();
    }

    @Override
    public String form() {
        return events.form() + " encoded in Avro";
    }

    @Override
    public void close() {
        events.close();
    }
}
