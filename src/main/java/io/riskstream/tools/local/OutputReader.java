package io.riskstream.tools.local;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.topic.OutputRecord;
import io.riskstream.tools.topic.TopicTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads every topic except the input, adds each output to the ledger by the origin in its headers, and writes scores and dead letters to files. */
final class OutputReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    /** A topic that a template names is created by its first message, and its scores count for the progress of the run. */
    private static final TopicTail.Search SEARCH = new TopicTail.Search(Duration.ofMillis(500), Duration.ofMillis(500));

    private final String inputTopic;
    private final TopicTail tail;
    private final DeliveryLedger ledger;
    private final OutputFiles files;
    private final HighestScores highest = new HighestScores();

    OutputReader(String bootstrapServers, String inputTopic, DeliveryLedger ledger, OutputFiles files) {
        this.inputTopic = inputTopic;
        this.ledger = ledger;
        this.files = files;
        Map<String, Object> properties = new Kafka(Map.of("bootstrap.servers", bootstrapServers)).consumerProperties();
        this.tail = new TopicTail(
                properties, topic -> !topic.equals(inputTopic) && !topic.startsWith("__"), Long.MAX_VALUE, SEARCH);
    }

    /** Reads the available outputs; waits up to 0.1 s if there are none. */
    void poll() {
        try {
            read(tail.poll(POLL));
        } catch (TimeoutException e) {
            // the broker is down; the next poll tries again
        }
    }

    /** Reads all outputs that exist by now, after the topology has ended. */
    void readToEnd() {
        tail.extendToPresentEnds();
        while (!tail.isCaughtUp()) {
            poll();
        }
    }

    HighestScores highest() {
        return highest;
    }

    private void read(List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                read(new OutputRecord(record));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the outputs of the run", e);
        }
    }

    private void read(OutputRecord output) throws IOException {
        Optional<String> outcome = output.header(OutputHeaders.OUTCOME);
        if (outcome.isEmpty()) {
            return; // not an output of a pipeline
        }
        SourcePosition origin = output.origin();
        if (!origin.topic().equals(inputTopic)) {
            return; // of a topology that stores the outputs
        }
        switch (outcome.get()) {
            case OutputHeaders.SCORED -> readScore(output, origin);
            case OutputHeaders.REJECTED -> {
                if (ledger.rejected(origin.partition(), origin.offset(), output.required(PublishDeadLetter.CODE))) {
                    files.writeDeadLetter(output.deadLetter());
                }
            }
            case OutputHeaders.DROPPED -> ledger.dropped(origin.partition(), origin.offset());
            default ->
                throw new IllegalStateException("topic '" + output.record().topic()
                        + "' contains an output with the unknown outcome '" + outcome.get() + "'");
        }
    }

    private void readScore(OutputRecord output, SourcePosition origin) throws IOException {
        String text = new String(output.record().value(), StandardCharsets.UTF_8);
        JsonObject score = JsonParser.parseString(text).getAsJsonObject();
        boolean hasVerdict = score.has("decision");
        String decision = hasVerdict ? score.get("decision").getAsString() : "";
        if (ledger.scored(origin.partition(), origin.offset(), decision, output.latencyMillis())) {
            files.writeScore(text, score);
            if (hasVerdict) {
                ScoredEvent event = ScoredEvent.of(score);
                ledger.unevaluated(event.unevaluated());
                highest.add(event);
                if (score.get("shadow") instanceof JsonObject shadow && shadow.has("decision")) {
                    ledger.shadow(decision, shadow.get("decision").getAsString());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (files) {
            tail.close();
        }
    }
}
