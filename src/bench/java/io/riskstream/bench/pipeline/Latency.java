package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures the latency from the time a claim is due, which is its record's timestamp, to the timestamp that the broker assigns to its score, on the same
 * machine's clock. Claims are sent at a fixed rate, independently of the contestant, so a pause delays all claims that are due meanwhile. The broker's
 * timestamps are whole milliseconds and count as their middles: a single latency has a precision of half a millisecond.
 */
final class Latency implements AutoCloseable {
    /** Latencies in microseconds at one rate. */
    record Result(Contestant contestant, int perSecond, Histogram micros) {}

    private static final int WARM_UP_RATE = 20_000;
    private static final long MIN_PAUSE_NANOS = 200_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Map<String, String> STAMPED = Map.of("message.timestamp.type", "LogAppendTime");

    /** The claims sent at one rate: the number of the first, and when it was due. */
    private record SentClaims(int perSecond, int first, int count, long startMicros) {
        long dueMicros(int number) {
            return startMicros + (number - first) * 1_000_000L / perSecond;
        }
    }

    private final Servers servers;
    private final Broker broker;
    private final Path directory;
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile Exception failure;

    Latency(Servers servers, Broker broker, Path directory) {
        this.servers = servers;
        this.broker = broker;
        this.directory = directory;
        this.producer = new KafkaProducer<>(job("").producer());
    }

    private ContestantJob job(String group) {
        return new ContestantJob(servers.bootstrapServers(), servers.redisPort(), group, List.of());
    }

    /**
     * Measures one contestant, after it has warmed up at 20,000 claims a second.
     *
     * @param seconds duration of each rate; the warm-up takes twice as long
     */
    List<Result> measure(Contestant contestant, List<Integer> rates, int seconds) {
        return measure(
                contestant,
                () -> contestant.start(servers, directory, Optional.empty()),
                rates,
                seconds,
                2 * seconds,
                process -> {});
    }

    /**
     * Measures a contestant that {@code start} starts.
     *
     * @param whileIdle called with its process at the end, when no more claims are sent
     */
    List<Result> measure(
            Contestant contestant,
            Supplier<JavaProcess> start,
            List<Integer> rates,
            int seconds,
            int warmUpSeconds,
            Consumer<JavaProcess> whileIdle) {
        broker.recreate(Topics.CLAIMS, Map.of());
        broker.recreate(Topics.SCORES, STAMPED);
        broker.recreate(Topics.DEAD_LETTERS, STAMPED);
        broker.deleteOffsets(contestant.group());
        Claims claims = new Claims();
        List<SentClaims> sentClaims = new ArrayList<>();
        try (JavaProcess process = start.get()) {
            int next = send(claims, 1, 0, 1).count(); // when this claim is scored, the contestant is running
            awaitDone(contestant, process, next);
            next += send(claims, WARM_UP_RATE, next, warmUpSeconds).count();
            awaitDone(contestant, process, next);
            for (int rate : rates) {
                SentClaims sent = send(claims, rate, next, seconds);
                sentClaims.add(sent);
                next += sent.count();
                awaitDone(contestant, process, next);
            }
            whileIdle.accept(process);
        }
        return results(contestant, sentClaims);
    }

    private SentClaims send(Claims claims, int perSecond, int first, int seconds) {
        int count = perSecond * seconds;
        Claims.Claim[] prepared = new Claims.Claim[count];
        for (int i = 0; i < count; i++) {
            prepared[i] = claims.next();
        }
        long start = System.nanoTime();
        SentClaims sent =
                new SentClaims(perSecond, first, count, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        for (int i = 0; i < count; ) {
            long nanos = System.nanoTime() - start;
            for (; i < count && i * 1_000_000_000L / perSecond <= nanos; i++) {
                long due = sent.dueMicros(first + i) / 1_000;
                producer.send(
                        new ProducerRecord<>(Topics.CLAIMS, null, due, prepared[i].key(), prepared[i].value()),
                        (metadata, failed) -> failure = failed == null ? failure : failed);
            }
            LockSupport.parkNanos(Math.max(MIN_PAUSE_NANOS, i * 1_000_000_000L / perSecond - nanos));
        }
        producer.flush();
        if (failure != null) {
            throw new IllegalStateException("a claim could not be sent", failure);
        }
        return sent;
    }

    private void awaitDone(Contestant contestant, JavaProcess process, int count) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (broker.written(Topics.SCORES) + broker.written(Topics.DEAD_LETTERS) < count) {
            process.cpu(); // throws if it has ended
            if (System.nanoTime() > end) {
                throw new IllegalStateException(contestant.name() + " did not complete " + count + " claims");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private List<Result> results(Contestant contestant, List<SentClaims> sentClaims) {
        List<Result> results = new ArrayList<>();
        sentClaims.forEach(sent -> results.add(new Result(contestant, sent.perSecond(), new Histogram(3))));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(job("bench-latency").consumer())) {
            List<TopicPartition> outputs = List.of(new TopicPartition(Topics.SCORES, 0));
            consumer.assign(outputs);
            consumer.seekToBeginning(outputs);
            long end = consumer.endOffsets(outputs).get(outputs.get(0));
            while (consumer.position(outputs.get(0)) < end) {
                for (ConsumerRecord<byte[], byte[]> score : consumer.poll(POLL)) {
                    enter(score, sentClaims, results);
                }
            }
        }
        return results;
    }

    private static void enter(ConsumerRecord<byte[], byte[]> score, List<SentClaims> sentClaims, List<Result> results) {
        int number = Workload.numberOf(score.key());
        for (int i = 0; i < sentClaims.size(); i++) {
            SentClaims sent = sentClaims.get(i);
            if (number >= sent.first() && number < sent.first() + sent.count()) {
                long micros = score.timestamp() * 1_000 + 500 - sent.dueMicros(number);
                results.get(i).micros().recordValue(Math.max(0, micros));
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
