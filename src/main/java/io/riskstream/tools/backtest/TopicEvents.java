package io.riskstream.tools.backtest;

import io.riskstream.connect.kafka.RecordToEvent;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.topic.TopicCursor;
import io.riskstream.tools.topic.TopicReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The records that a Kafka topic contains when the backtest begins. */
public final class TopicEvents implements EventSource {
    private final String topic;
    private final String explainOption;
    private final TopicCursor records;
    private long read;

    /**
     * Opens a topic.
     *
     * @param properties the properties of a consumer of the cluster
     * @param explainOption the option of {@code explain} that takes the origin of a record
     * @throws IllegalArgumentException if the cluster has no such topic
     */
    public TopicEvents(String topic, Map<String, Object> properties, String explainOption) {
        this.topic = topic;
        this.explainOption = explainOption;
        this.records = new TopicCursor(topic, properties);
    }

    /**
     * Returns the record at a position; empty if its topic does not contain it.
     *
     * @param properties the properties of a consumer of the cluster
     */
    public static Optional<Event> at(SourcePosition position, Map<String, Object> properties) {
        try (TopicReader reader = new TopicReader(properties)) {
            return reader.recordAt(position).map(RecordToEvent::event);
        }
    }

    @Override
    public Optional<Event> next() {
        Optional<Event> next = records.next().map(RecordToEvent::event);
        read += next.isPresent() ? 1 : 0;
        return next;
    }

    @Override
    public Optional<String> explainArguments(Origin origin) {
        return Optional.of(explainOption + " " + ShellText.quoted(origin.toString()));
    }

    @Override
    public List<String> summary() {
        return List.of(String.format(Locale.ROOT, "records from topic %s: %,d", topic, read));
    }

    @Override
    public void close() {
        records.close();
    }
}
