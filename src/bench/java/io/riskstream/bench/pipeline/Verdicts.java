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
 * What became of every claim of a run: a fingerprint of its score, decision and reasons, or that it is a dead letter. Two contestants that fared
 * alike have equal verdicts.
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
     * Reads all that was published.
     *
     * @throws IllegalStateException if of some claim nothing came, or two different things did
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
                throw new IllegalStateException(contestant + ": nothing came of claim " + i);
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
            throw new IllegalStateException(contestant + ": claim " + claim + " came to two different ends");
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

    /** Of code and points of each reason; the order of reasons with equal points is free. */
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
     * Compares with another contestant on the claims that both had.
     *
     * @throws IllegalStateException if they differ, naming the first claim
     */
    void expectSameAs(Verdicts other, String contestant) {
        int both = Math.min(byClaim.length, other.byClaim.length);
        int difference = Arrays.mismatch(byClaim, 0, both, other.byClaim, 0, both);
        if (difference >= 0) {
            throw new IllegalStateException(contestant + ": claim " + difference + " did not end as the others had it: "
                    + told(byClaim[difference]) + " instead of " + told(other.byClaim[difference]));
        }
    }

    private static String told(long verdict) {
        return verdict == DEAD_LETTER ? "a dead letter" : "a score (" + Long.toHexString(verdict) + ")";
    }
}
