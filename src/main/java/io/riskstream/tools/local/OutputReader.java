package io.riskstream.tools.local;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads every topic except the input, enters each output in the ledger by the origin in its headers, and writes scores and dead letters to files. */
final class OutputReader implements AutoCloseable {
    private static final int HIGHEST = 10;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIND_TOPICS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The position of an event in its topic, as the header of an output contains it. */
    private record RecordPosition(String topic, int partition, long offset) {
        static RecordPosition of(String origin) {
            int at = origin.lastIndexOf('@');
            int dash = origin.lastIndexOf('-', at);
            return new RecordPosition(
                    origin.substring(0, dash),
                    Integer.parseInt(origin.substring(dash + 1, at)),
                    Long.parseLong(origin.substring(at + 1)));
        }
    }

    private final String inputTopic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DeliveryLedger ledger;
    private final OutputFiles files;
    private long findTopicsAt = System.nanoTime();
    private final PriorityQueue<ScoredEvent> highest =
            new PriorityQueue<>(Comparator.comparingDouble(ScoredEvent::score));

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

    /** Returns the highest scores in descending order. */
    List<ScoredEvent> highest() {
        List<ScoredEvent> sorted = new ArrayList<>(highest);
        sorted.sort(Comparator.comparingDouble(ScoredEvent::score).reversed().thenComparing(ScoredEvent::id));
        return sorted;
    }

    private void read(ConsumerRecords<byte[], byte[]> records) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                read(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the outputs of the run", e);
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) throws IOException {
        Optional<String> outcome = header(record, OutputHeaders.OUTCOME);
        if (outcome.isEmpty()) {
            return; // not an output of a pipeline
        }
        RecordPosition origin = RecordPosition.of(required(record, OutputHeaders.ORIGIN));
        switch (outcome.get()) {
            case OutputHeaders.SCORED -> score(record, origin);
            case OutputHeaders.REJECTED -> {
                if (ledger.rejected(origin.partition(), origin.offset(), required(record, PublishDeadLetter.CODE))) {
                    files.writeDeadLetter(deadLetter(record, origin));
                }
            }
            case OutputHeaders.DROPPED -> ledger.dropped(origin.partition(), origin.offset());
            default ->
                throw new IllegalStateException("topic '" + record.topic()
                        + "' contains an output with the unknown outcome '" + outcome.get() + "'");
        }
    }

    private void score(ConsumerRecord<byte[], byte[]> record, RecordPosition origin) throws IOException {
        String text = new String(record.value(), StandardCharsets.UTF_8);
        JsonObject body = JsonParser.parseString(text).getAsJsonObject();
        boolean verdict = body.has("decision");
        String decision = verdict ? body.get("decision").getAsString() : "";
        long latency = record.timestamp() - Long.parseLong(required(record, OutputHeaders.TIMESTAMP));
        if (!ledger.scored(origin.partition(), origin.offset(), decision, latency)) {
            return;
        }
        files.writeScore(text, body);
        if (verdict) {
            List<String> reasons = new ArrayList<>();
            JsonArray all = body.getAsJsonArray("reasons");
            for (JsonElement reason : all) {
                reasons.add(reason.getAsJsonObject().get("code").getAsString());
            }
            highest.add(new ScoredEvent(
                    body.get("id").getAsString(), body.get("score").getAsDouble(), decision, reasons));
            if (highest.size() > HIGHEST) {
                highest.remove();
            }
        }
    }

    private static JsonObject deadLetter(ConsumerRecord<byte[], byte[]> record, RecordPosition origin) {
        JsonObject line = new JsonObject();
        line.addProperty("topic", origin.topic());
        line.addProperty("partition", origin.partition());
        line.addProperty("offset", origin.offset());
        line.addProperty("stage", required(record, PublishDeadLetter.STAGE));
        line.addProperty("code", required(record, PublishDeadLetter.CODE));
        line.addProperty("path", required(record, PublishDeadLetter.PATH));
        line.addProperty("message", required(record, PublishDeadLetter.MESSAGE));
        line.addProperty("attempts", Integer.parseInt(required(record, PublishDeadLetter.ATTEMPTS)));
        line.add("rejections", JsonParser.parseString(required(record, PublishDeadLetter.REJECTIONS)));
        header(record, PublishDeadLetter.SIZE)
                .ifPresent(size -> line.addProperty("original_size", Long.parseLong(size)));
        if (record.value() != null) {
            try {
                line.addProperty(
                        "original",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(record.value()))
                                .toString());
            } catch (CharacterCodingException e) {
                line.addProperty("original_base64", Base64.getEncoder().encodeToString(record.value()));
            }
        }
        return line;
    }

    private static String required(ConsumerRecord<byte[], byte[]> record, String name) {
        return header(record, name)
                .orElseThrow(() -> new IllegalStateException(
                        "an output in topic '" + record.topic() + "' lacks the header '" + name + "'"));
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? Optional.empty() : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try (files) {
            consumer.close();
        }
    }
}
