package io.riskstream.tools.local;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.topic.OutputRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads every topic except the input, adds each output to the ledger by the origin in its headers, and writes scores and dead letters to files. */
final class OutputReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIND_TOPICS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String inputTopic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DeliveryLedger ledger;
    private final OutputFiles files;
    private long findTopicsAt = System.nanoTime();
    private final HighestScores highest = new HighestScores();

    OutputReader(String bootstrapServers, String inputTopic, DeliveryLedger ledger, OutputFiles files) {
        this.inputTopic = inputTopic;
        this.ledger = ledger;
        this.files = files;
        this.consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // a topic named by a template is created by its first message
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                500,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class));
    }

    /** Reads the available outputs; waits up to 0.1 s if there are none. */
    void poll() {
        findTopics();
        if (!consumer.assignment().isEmpty()) {
            read(consumer.poll(POLL));
        }
    }

    /** Assigns all output topics that exist by now. No consumer group is used, because a group recovers slowly after a restart of its broker. */
    private void findTopics() {
        long now = System.nanoTime();
        if (now - findTopicsAt < 0) {
            return;
        }
        findTopicsAt = now + FIND_TOPICS_NANOS;
        try {
            List<TopicPartition> outputs = new ArrayList<>();
            consumer.listTopics(POLL.multipliedBy(5)).forEach((topic, partitions) -> {
                if (!topic.equals(inputTopic) && !topic.startsWith("__")) {
                    partitions.forEach(partition -> outputs.add(new TopicPartition(topic, partition.partition())));
                }
            });
            consumer.assign(outputs); // partitions that were assigned before keep their positions
        } catch (TimeoutException e) {
            // the broker is down; the next poll tries again
        }
    }

    /** Reads all outputs that exist by now, after the topology has ended. */
    void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
    }

    HighestScores highest() {
        return highest;
    }

    private void read(ConsumerRecords<byte[], byte[]> records) {
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
            consumer.close();
        }
    }
}
