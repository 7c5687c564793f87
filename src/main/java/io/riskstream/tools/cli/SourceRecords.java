package io.riskstream.tools.cli;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Event;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.backtest.TopicEvents;
import io.riskstream.tools.flux.Pipeline;
import java.util.List;

/** Records of a pipeline's Kafka. */
final class SourceRecords {
    private SourceRecords() {}

    /**
     * Returns the record at a position.
     *
     * @param origin {@code TOPIC-PARTITION@OFFSET}
     * @throws IllegalArgumentException if the text is no position, or the topic does not contain it
     */
    static Event event(Pipeline pipeline, String origin) {
        SourcePosition position = SourcePosition.parse(origin)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + origin + "' is no position; expected TOPIC-PARTITION@OFFSET"));
        return TopicEvents.at(position, kafka(pipeline).consumerProperties())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the cluster has no record at " + origin + "; its retention may have ended"));
    }

    /**
     * Returns the Kafka of a pipeline.
     *
     * @throws IllegalArgumentException unless it has exactly one
     */
    static Kafka kafka(Pipeline pipeline) {
        List<Kafka> clusters = pipeline.components(Kafka.class);
        if (clusters.size() != 1) {
            throw new IllegalArgumentException(
                    pipeline.path() + ": declares " + clusters.size() + " Kafka clusters; a topic needs exactly one");
        }
        return clusters.get(0);
    }
}
