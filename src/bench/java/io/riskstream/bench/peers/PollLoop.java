package io.riskstream.bench.peers;

import io.riskstream.bench.pipeline.ContestantJob;
import io.riskstream.bench.pipeline.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer, a producer and a loop on one thread, with at-least-once delivery. About once a second it notes the offsets read so far, and commits them as
 * soon as everything sent until then is acknowledged, without waiting. A failed send ends it.
 */
final class PollLoop {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long COMMIT_NANOS =
            Duration.ofMillis(ContestantJob.COMMIT_MILLIS).toNanos();

    /** Processes the records of one poll. */
    interface Step {
        void apply(ConsumerRecords<byte[], byte[]> polled, PollLoop loop);
    }

    /** Counts the sent and the acknowledged records of one topic; they are acknowledged in order, since there is one partition. */
    private final class Output implements Callback {
        final String topic;
        long sent;
        long toAwait;
        volatile long acknowledged;

        Output(String topic) {
            this.topic = topic;
        }

        void send(byte[] key, byte[] value) {
            sent++;
            producer.send(new ProducerRecord<>(topic, key, value), this);
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // only the producer's thread writes it
        public void onCompletion(RecordMetadata metadata, Exception failed) {
            if (failed != null) {
                failure = failed;
            }
            acknowledged++;
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Output scores = new Output(Topics.SCORES);
    private final Output deadLetters = new Output(Topics.DEAD_LETTERS);
    private Map<TopicPartition, OffsetAndMetadata> read = Map.of();
    private Map<TopicPartition, OffsetAndMetadata> toCommit = Map.of();
    private volatile Exception failure;

    private PollLoop(ContestantJob job) {
        consumer = new KafkaConsumer<>(job.consumer());
        producer = new KafkaProducer<>(job.producer());
    }

    /** Repeats the step until the process ends. */
    static void run(ContestantJob job, Step step) throws Exception {
        new PollLoop(job).run(step);
    }

    private void run(Step step) throws Exception {
        consumer.subscribe(List.of(Topics.CLAIMS));
        long noteAt = System.nanoTime();
        while (true) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                step.apply(polled, this);
                read = polled.nextOffsets();
            }
            if (failure != null) {
                throw failure;
            }
            if (!toCommit.isEmpty()) {
                commitIfAcknowledged();
            } else if (!read.isEmpty() && System.nanoTime() - noteAt >= 0) {
                noteAt = System.nanoTime() + COMMIT_NANOS;
                note();
            }
        }
    }

    private void note() {
        toCommit = read;
        read = Map.of();
        scores.toAwait = scores.sent;
        deadLetters.toAwait = deadLetters.sent;
    }

    private void commitIfAcknowledged() {
        if (scores.acknowledged >= scores.toAwait && deadLetters.acknowledged >= deadLetters.toAwait) {
            consumer.commitAsync(toCommit, null);
            toCommit = Map.of();
        }
    }

    void score(byte[] key, byte[] value) {
        scores.send(key, value);
    }

    void deadLetter(byte[] key, byte[] value) {
        deadLetters.send(key, value);
    }
}
