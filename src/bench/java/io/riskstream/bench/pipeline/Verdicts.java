package io.riskstream.bench.pipeline;

import com.google.gson.stream.JsonReader;
import io.riskstream.bench.Workload;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The output of every claim of a run: a fingerprint of its score, decision and reasons, or a marker for a dead letter. Two contestants with the same
 * outputs have equal verdicts.
 */
final class Verdicts {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long NOTHING = 0;
    private static final long DEAD_LETTER = 1;

    private final long[] byClaim;
    private int deadLetters;
    private int duplicates;

    private Verdicts(int claims) {
        byClaim = new long[claims];
    }

    /**
     * Reads all outputs.
     *
     * @throws IllegalStateException if a claim has no output, or two different ones
     */
    static Verdicts read(Servers servers, String contestant, int claims) {
        Verdicts verdicts = new Verdicts(claims);
        ContestantJob job =
                new ContestantJob(servers.bootstrapServers(), servers.redisPort(), "bench-verdicts", List.of());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(job.consumer())) {
            List<TopicPartition> outputs =
                    List.of(new TopicPartition(Topics.SCORES, 0), new TopicPartition(Topics.DEAD_LETTERS, 0));
            consumer.assign(outputs);
            consumer.seekToBeginning(outputs);
            Map<TopicPartition, Long> ends = consumer.endOffsets(outputs);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(record -> verdicts.take(record, contestant));
            }
        }
        for (int i = 0; i < claims; i++) {
            if (verdicts.byClaim[i] == NOTHING) {
                throw new IllegalStateException(contestant + ": no output for claim " + i);
            }
        }
        return verdicts;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, String contestant) {
        boolean dead = record.topic().equals(Topics.DEAD_LETTERS);
        int claim = Workload.numberOf(record.key());
        long verdict = dead ? DEAD_LETTER : fingerprint(record.value());
        if (byClaim[claim] == NOTHING) {
            byClaim[claim] = verdict;
            deadLetters += dead ? 1 : 0;
        } else if (byClaim[claim] == verdict) {
            duplicates++;
        } else {
            throw new IllegalStateException(contestant + ": claim " + claim + " has two different outputs");
        }
    }

    private static long fingerprint(byte[] message) {
        try (JsonReader json = new JsonReader(
                new InputStreamReader(new java.io.ByteArrayInputStream(message), StandardCharsets.UTF_8))) {
            double score = Double.NaN;
            String decision = "";
            long reasons = 0;
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "score" -> score = json.nextDouble();
                    case "decision" -> decision = json.nextString();
                    case "reasons" -> reasons = reasons(json);
                    default -> json.skipValue();
                }
            }
            json.endObject();
            long mixed = (Double.doubleToLongBits(score) * 31 + decision.hashCode()) * 0x9E3779B97F4A7C15L + reasons;
            return mixed == NOTHING || mixed == DEAD_LETTER ? 2 : mixed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a fingerprint of code and points of each reason, independent of the order of reasons with equal points. */
    private static long reasons(JsonReader json) throws IOException {
        long all = 0;
        json.beginArray();
        while (json.hasNext()) {
            long one = 17;
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "code" -> one += 31L * json.nextString().hashCode();
                    case "points" -> one += 1_000_003 * Double.doubleToLongBits(json.nextDouble());
                    default -> json.skipValue();
                }
            }
            json.endObject();
            all += one * one;
        }
        json.endArray();
        return all;
    }

    @Override
    public String toString() {
        return deadLetters + " dead letters, " + duplicates + " duplicates";
    }

    /**
     * Compares the outputs of another contestant for the claims that both processed.
     *
     * @throws IllegalStateException if they differ; the message names the first claim
     */
    void expectSameAs(Verdicts other, String contestant) {
        int both = Math.min(byClaim.length, other.byClaim.length);
        int difference = Arrays.mismatch(byClaim, 0, both, other.byClaim, 0, both);
        if (difference >= 0) {
            throw new IllegalStateException(
                    contestant + ": claim " + difference + " differs from that of the other contestants: "
                            + describe(byClaim[difference]) + " instead of " + describe(other.byClaim[difference]));
        }
    }

    private static String describe(long verdict) {
        return verdict == DEAD_LETTER ? "a dead letter" : "a score (" + Long.toHexString(verdict) + ")";
    }
}
