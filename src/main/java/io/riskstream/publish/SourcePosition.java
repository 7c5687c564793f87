package io.riskstream.publish;

import io.riskstream.text.TopicName;
import java.util.Optional;

/** The position of an event in its source topic, as the header {@link OutputHeaders#ORIGIN} of an output contains it. */
public record SourcePosition(String topic, int partition, long offset) {
    /** Reads {@code TOPIC-PARTITION@OFFSET}; empty if the text has another form. */
    public static Optional<SourcePosition> parse(String text) {
        int at = text.lastIndexOf('@');
        int dash = at < 0 ? -1 : text.lastIndexOf('-', at);
        if (dash <= 0 || !TopicName.isValid(text.substring(0, dash))) {
            return Optional.empty();
        }
        try {
            int partition = Integer.parseInt(text.substring(dash + 1, at));
            long offset = Long.parseLong(text.substring(at + 1));
            return partition < 0 || offset < 0
                    ? Optional.empty()
                    : Optional.of(new SourcePosition(text.substring(0, dash), partition, offset));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
