package io.riskstream.tools.replay;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.replay.ReplayReport.Result;
import io.riskstream.tools.topic.AdminProperties;
import io.riskstream.tools.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Sends the originals of dead letters to their source topic again, with the key, the headers and the timestamp that they had. Two headers are added:
 * how many times the event was replayed, and its first origin. An event that is rejected again keeps them in its next dead letter.
 *
 * <p>It reads the dead letters that exist when it starts. Each original is sent once, whatever happens: the original and the mark that it was sent are
 * one Kafka transaction ({@link SentOriginals}), and a second replay of the same topic that starts meanwhile ends the first. The next dead letter of a
 * replayed event has a new origin, so it can be replayed again until the maximum number of attempts.
 */
public final class Replay {
    private static final int TRANSACTION_RECORDS = 500;
    private static final long TRANSACTION_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_REQUEST_BYTES = 100_000_000;
    private static final String OWN_HEADERS = "riskstream.";
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final ReplaySettings settings;
    private final Map<String, Object> consumerProperties;
    private final Map<String, Object> producerProperties;
    private final SentOriginals sent;
    private final ReplayReport report = new ReplayReport();

    private Optional<KafkaProducer<byte[], byte[]>> producer = Optional.empty();
    private int inTransaction;
    private long transactionStart;
    private long committed;
    private long nextSend;

    /**
     * Creates a replay.
     *
     * @param consumerProperties the properties of a consumer of the cluster, without deserialisers
     * @param producerProperties the properties of a producer of the cluster, with serialisers for byte arrays
     */
    public Replay(
            ReplaySettings settings, Map<String, Object> consumerProperties, Map<String, Object> producerProperties) {
        this.settings = settings;
        this.consumerProperties = consumerProperties;
        this.producerProperties = new HashMap<>(producerProperties);
        // the fixed value of a bolt's producer never blocks; here only the command waits
        this.producerProperties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
        // the broker's limit decides: an original that its topic has accepted must not be too large for the producer
        this.producerProperties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        this.producerProperties.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
        this.producerProperties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "riskstream-replay-" + settings.topic());
        this.sent = new SentOriginals(settings.topic());
    }

    /**
     * Runs the replay.
     *
     * @throws IllegalArgumentException if there is no such topic
     * @throws ReplayException if Kafka refuses an original, or another replay of the topic has started; what was committed stays sent
     */
    public ReplayReport run() throws InterruptedException {
        return run((letters, originals) -> letters.read(settings.topic(), record -> replay(record, originals)));
    }

    /**
     * Runs the replay of one dead letter, without reading the others.
     *
     * @param letter its position in the dead-letter topic; if there is no record, the report is empty
     * @throws IllegalArgumentException if there is no such topic
     * @throws ReplayException as {@link #run()} does
     */
    public ReplayReport run(SourcePosition letter) throws InterruptedException {
        return run((letters, originals) -> letters.recordAt(letter).ifPresent(record -> replay(record, originals)));
    }

    /** Passes dead letters to {@link #replay}. */
    private interface LetterSource {
        void read(TopicReader letters, TopicReader originals);
    }

    private ReplayReport run(LetterSource source) throws InterruptedException {
        try (TopicReader letters = new TopicReader(consumerProperties);
                TopicReader originals = new TopicReader(consumerProperties)) {
            requireTopic(letters, settings.topic());
            if (settings.target().isPresent()) {
                requireTopic(letters, settings.target().get());
            }
            if (!settings.dryRun()) {
                start();
            }
            sent.read(letters);
            source.read(letters, originals);
            commit();
            return report;
        } catch (KafkaException e) {
            throw failed(
                    isFenced(e)
                            ? "another replay of the topic has started, or Kafka has ended a transaction that took too long, so this replay ends"
                            : rootMessage(e) + (e instanceof TimeoutException ? " (Kafka at " + address() + ")" : ""),
                    e);
        } finally {
            producer.ifPresent(client -> client.close(CLOSE));
        }
    }

    private Object address() {
        return consumerProperties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
    }

    private static void requireTopic(TopicReader reader, String topic) {
        if (!reader.exists(topic)) {
            throw new IllegalArgumentException("there is no topic '" + topic + "' in the cluster");
        }
    }

    private void start() throws InterruptedException {
        try (Admin admin = Admin.create(AdminProperties.of(producerProperties))) {
            sent.createTopic(admin);
        }
        producer = Optional.of(new KafkaProducer<>(producerProperties));
        producer.get().initTransactions(); // from here on, an earlier replay of the topic can send nothing more
    }

    private void replay(ConsumerRecord<byte[], byte[]> record, TopicReader originals) {
        if (inTransaction > 0 && isDue()) {
            commit(); // many dead letters may follow that are not sent, and Kafka aborts a transaction that stays open
        }
        DeadLetter.of(record)
                .ifPresentOrElse(letter -> replay(letter, originals), () -> report.add(Result.NO_DEAD_LETTER));
    }

    private void replay(DeadLetter letter, TopicReader originals) {
        Optional<Result> skipped = skipped(letter);
        if (skipped.isPresent()) {
            report.add(skipped.get());
            return;
        }
        Optional<ConsumerRecord<byte[], byte[]>> original = letter.isCut()
                ? originals.recordAt(letter.origin()).filter(letter::isPartOf)
                : Optional.of(letter.record());
        if (original.isEmpty()) {
            report.add(Result.ORIGINAL_GONE);
            return;
        }
        String topic = settings.target().orElse(letter.origin().topic());
        report.sent(letter, topic);
        if (producer.isPresent()) {
            send(producer.get(), letter, original.get(), topic);
        }
    }

    private Optional<Result> skipped(DeadLetter letter) {
        if (!settings.filter().selects(letter)) {
            return Optional.of(Result.NOT_SELECTED);
        }
        if (!letter.isRejection()) {
            return Optional.of(Result.DROPPED);
        }
        if (settings.target().isEmpty()
                && !settings.sources().contains(letter.origin().topic())) {
            return Optional.of(Result.OTHER_SOURCE);
        }
        if (letter.replays() >= settings.attempts()) {
            return Optional.of(Result.ATTEMPTS_USED);
        }
        if (report.count(Result.SENT) >= settings.limit()) {
            return Optional.of(Result.NOT_SELECTED);
        }
        return sent.add(letter.origin()) ? Optional.empty() : Optional.of(Result.SENT_BEFORE);
    }

    private void send(
            KafkaProducer<byte[], byte[]> client,
            DeadLetter letter,
            ConsumerRecord<byte[], byte[]> original,
            String topic) {
        awaitRate();
        if (inTransaction == 0) {
            client.beginTransaction();
            transactionStart = System.nanoTime();
        }
        // a failure of either send fails the commit
        Future<RecordMetadata> unused = client.send(new ProducerRecord<>(
                topic, null, timestamp(letter), original.key(), original.value(), headers(letter, original)));
        unused = client.send(sent.mark(letter.origin(), topic));
        inTransaction++;
        if (inTransaction >= TRANSACTION_RECORDS || isDue()) {
            commit();
        }
    }

    private boolean isDue() {
        return System.nanoTime() - transactionStart > TRANSACTION_NANOS;
    }

    /** Returns the original's timestamp; null, so that Kafka sets the time of the replay, if the original had none. */
    private static Long timestamp(DeadLetter letter) {
        long timestamp = letter.originalTimestamp();
        return timestamp < 0 ? null : Long.valueOf(timestamp);
    }

    private void awaitRate() {
        long now = System.nanoTime();
        long due = report.count(Result.SENT) == 1 ? now : nextSend;
        for (long wait = due - now; wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
        nextSend = Math.max(due, now) + TimeUnit.SECONDS.toNanos(1) / settings.perSecond();
    }

    private static List<Header> headers(DeadLetter letter, ConsumerRecord<byte[], byte[]> original) {
        List<Header> headers = new ArrayList<>();
        original.headers().forEach(header -> {
            if (!header.key().startsWith(OWN_HEADERS)) {
                headers.add(header);
            }
        });
        headers.add(header(OutputHeaders.REPLAY_COUNT, Integer.toString(letter.replays() + 1)));
        headers.add(header(OutputHeaders.REPLAY_ORIGIN, letter.firstOrigin()));
        return headers;
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void commit() {
        if (inTransaction > 0) {
            producer.orElseThrow().commitTransaction();
            committed += inTransaction;
            inTransaction = 0;
        }
    }

    /** Returns the message of the first cause. That of the exception itself may only say that the producer is in an error state. */
    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() instanceof KafkaException) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static boolean isFenced(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private ReplayException failed(String reason, RuntimeException cause) {
        return new ReplayException(
                reason.replaceFirst("\\.$", "") + ". " + committed
                        + " originals were sent; run the command again to send the others, none is sent twice",
                cause);
    }
}
