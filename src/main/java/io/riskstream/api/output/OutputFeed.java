package io.riskstream.api.output;

import com.google.common.util.concurrent.Uninterruptibles;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.tools.topic.OutputRecord;
import io.riskstream.tools.topic.TopicTail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the output topics of all pipelines, one thread for each Kafka cluster. It first reads the last records of each topic, so that lists are not empty after a
 * start. While a cluster is away, it reads nothing and tries again; it logs when a cluster goes away and when it is back.
 */
public final class OutputFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputFeed.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final OutputAttribution attribution;
    private final long history;
    private final List<OutputListener> listeners = new CopyOnWriteArrayList<>();
    private final List<ClusterReader> readers = new ArrayList<>();
    /** Passes each output to all listeners, so that a record is converted once. */
    private final OutputListener everyListener = new OutputListener() {
        @Override
        public void scored(PublishedScore score, long latencyMillis) {
            listeners.forEach(listener -> listener.scored(score, latencyMillis));
        }

        @Override
        public void rejected(RejectedEvent event) {
            listeners.forEach(listener -> listener.rejected(event));
        }
    };

    private final CountDownLatch caughtUp;
    private volatile boolean closed;

    /**
     * Creates a feed, which reads after {@link #start}.
     *
     * @param history how many of the last records of each topic to read first, at most
     */
    public OutputFeed(List<PipelineOutputs> pipelines, long history) {
        this.attribution = new OutputAttribution(pipelines);
        this.history = history;
        Map<Map<String, Object>, Kafka> clusters = new LinkedHashMap<>();
        for (PipelineOutputs outputs : pipelines) {
            outputs.clusters().forEach(kafka -> clusters.putIfAbsent(kafka.consumerProperties(), kafka));
        }
        clusters.values().forEach(kafka -> readers.add(new ClusterReader(kafka)));
        this.caughtUp = new CountDownLatch(readers.size());
    }

    /** Adds a listener, which receives the outputs that are read from now on. */
    public void add(OutputListener listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void remove(OutputListener listener) {
        listeners.remove(listener);
    }

    /** Starts to read. */
    public void start() {
        readers.forEach(reader -> reader.thread.start());
    }

    /** True if all records have been read that the topics contained when the feed first reached each cluster. */
    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /** Waits until {@link #isCaughtUp}, at most for a time. Returns false if the time has ended before. */
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return caughtUp.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Follows one cluster. */
    private final class ClusterReader {
        private final Kafka kafka;
        private final Thread thread;
        private volatile TopicTail tail;
        // used by the thread alone
        private boolean counted;
        private boolean failing;

        ClusterReader(Kafka kafka) {
            this.kafka = kafka;
            this.thread = new Thread(this::run, "output-feed-" + kafka.bootstrapServers());
            thread.setDaemon(true);
        }

        /** A client cannot be created while the names of the brokers cannot be resolved, for example. */
        private void run() {
            while (!closed) {
                try (TopicTail own = new TopicTail(kafka.consumerProperties(), attribution::isOutputTopic, history)) {
                    tail = own;
                    follow(own);
                } catch (KafkaException | IllegalStateException e) {
                    failed(e);
                }
            }
        }

        private void follow(TopicTail own) {
            while (!closed) {
                try {
                    own.poll(POLL).forEach(record -> pass(new OutputRecord(record)));
                    if (!counted && own.isCaughtUp()) {
                        counted = true;
                        caughtUp.countDown();
                    }
                    if (failing && own.isReachable()) {
                        failing = false;
                        LOG.info("outputs are read from {} again", kafka);
                    }
                } catch (WakeupException e) {
                    // closed is set
                } catch (KafkaException e) {
                    failed(e);
                }
            }
        }

        private void failed(RuntimeException failure) {
            if (!failing && !closed) {
                LOG.warn("cannot read outputs from {}: {}", kafka, rootMessage(failure));
            }
            failing = true;
            Uninterruptibles.sleepUninterruptibly(PAUSE);
        }

        private static String rootMessage(Throwable failure) {
            return failure.getCause() == null ? failure.getMessage() : rootMessage(failure.getCause());
        }

        private void pass(OutputRecord record) {
            try {
                attribution.pass(record, everyListener);
            } catch (RuntimeException e) {
                // one record must not end the feed; the message of the exception could quote it
                LOG.error(
                        "cannot read {}-{}@{}: {}",
                        record.record().topic(),
                        record.record().partition(),
                        record.record().offset(),
                        e.getClass().getSimpleName());
            }
        }

        private void close() {
            TopicTail own = tail;
            if (own != null) {
                own.wakeup();
            }
            Uninterruptibles.joinUninterruptibly(thread, CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        closed = true;
        readers.forEach(ClusterReader::close);
    }
}
