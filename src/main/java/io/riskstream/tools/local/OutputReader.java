package io.riskstream.tools.local;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * Reads every topic but the input, enters each output in the ledger by the origin in its headers, and writes the scores and the dead letters
 * to files, one JSON object a line.
 */
final class OutputReader implements AutoCloseable {
    private static final int TOP = 10;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIND_TOPICS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    /** A score worth telling. */
    record Scored(String id, double score, String decision, List<String> reasons) {}

    /** Where an output says that its event came from. */
    private record Place(String topic, int partition, long offset) {
        static Place of(String origin) {
            int at = origin.lastIndexOf('@');
            int dash = origin.lastIndexOf('-', at);
            return new Place(
                    origin.substring(0, dash),
                    Integer.parseInt(origin.substring(dash + 1, at)),
                    Long.parseLong(origin.substring(at + 1)));
        }
    }

    private final String inputTopic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DeliveryLedger ledger;
    private final BufferedWriter scores;
    private final BufferedWriter deadLetters;
    private long findTopicsAt = System.nanoTime();
    private final PriorityQueue<Scored> highest = new PriorityQueue<>(Comparator.comparingDouble(Scored::score));

    OutputReader(String bootstrapServers, String inputTopic, DeliveryLedger ledger, Path directory) throws IOException {
        this.inputTopic = inputTopic;
        this.ledger = ledger;
        this.scores = Files.newBufferedWriter(directory.resolve("scores.jsonl"));
        this.deadLetters = Files.newBufferedWriter(directory.resolve("dead-letters.jsonl"));
        this.consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // topics named by a template appear as they are first written to
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                500,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class));
    }

    /** Takes in what there is; waits a tenth of a second if there is nothing. */
    void poll() {
        findTopics();
        if (!consumer.assignment().isEmpty()) {
            take(consumer.poll(POLL));
        }
    }

    /** Topics that a template names appear as they are first written to. Without a consumer group, since one is slow to come back with its broker. */
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
            consumer.assign(outputs); // those assigned before go on where they were
        } catch (TimeoutException e) {
            // the broker is away; it is asked again
        }
    }

    /** Takes in all there is by now; for when nothing more is written. */
    void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
    }

    /** The highest scores, from the highest down. */
    List<Scored> highest() {
        List<Scored> sorted = new ArrayList<>(highest);
        sorted.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::id));
        return sorted;
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                take(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write what came out", e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        Optional<String> outcome = header(record, OutputHeaders.OUTCOME);
        if (outcome.isEmpty()) {
            return; // not an output of a pipeline of ours
        }
        Place origin = Place.of(required(record, OutputHeaders.ORIGIN));
        switch (outcome.get()) {
            case OutputHeaders.SCORED -> score(record, origin);
            case OutputHeaders.REJECTED -> {
                if (ledger.rejected(origin.partition(), origin.offset(), required(record, PublishDeadLetter.CODE))) {
                    writeLine(deadLetters, deadLetter(record, origin));
                }
            }
            case OutputHeaders.DROPPED -> ledger.dropped(origin.partition(), origin.offset());
            default ->
                throw new IllegalStateException(
                        "topic '" + record.topic() + "' has an output of unknown outcome '" + outcome.get() + "'");
        }
    }

    private void score(ConsumerRecord<byte[], byte[]> record, Place origin) throws IOException {
        String line = new String(record.value(), StandardCharsets.UTF_8);
        JsonObject body = JsonParser.parseString(line).getAsJsonObject();
        boolean verdict = body.has("decision");
        String decision = verdict ? body.get("decision").getAsString() : "";
        long latency = record.timestamp() - Long.parseLong(required(record, OutputHeaders.TIMESTAMP));
        if (!ledger.scored(origin.partition(), origin.offset(), decision, latency)) {
            return;
        }
        // a claim may have been sent over several lines; inside a JSON string there are no line ends
        writeLine(scores, line.indexOf('\n') < 0 && line.indexOf('\r') < 0 ? line : GSON.toJson(body));
        if (verdict) {
            List<String> reasons = new ArrayList<>();
            JsonArray all = body.getAsJsonArray("reasons");
            for (JsonElement reason : all) {
                reasons.add(reason.getAsJsonObject().get("code").getAsString());
            }
            highest.add(
                    new Scored(body.get("id").getAsString(), body.get("score").getAsDouble(), decision, reasons));
            if (highest.size() > TOP) {
                highest.remove();
            }
        }
    }

    private static String deadLetter(ConsumerRecord<byte[], byte[]> record, Place origin) {
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
        return GSON.toJson(line);
    }

    private static void writeLine(BufferedWriter file, String line) throws IOException {
        file.write(line);
        file.write('\n');
    }

    private static String required(ConsumerRecord<byte[], byte[]> record, String name) {
        return header(record, name)
                .orElseThrow(() -> new IllegalStateException(
                        "an output in topic '" + record.topic() + "' has no header '" + name + "'"));
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? Optional.empty() : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try (scores;
                deadLetters) {
            consumer.close();
        }
    }
}
