package io.riskstream.storm.spout;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Detects an unresponsive broker. {@code poll()} returns no records both when the topic is idle and when the broker is down, so this watches the fetch
 * counter. A broker answers a fetch twice a second even if it has no records.
 */
final class BrokerLiveness {
    private final Optional<Metric> fetches;
    private final Duration timeout;
    private double lastTotal;
    private long lastCall;
    private long silentNanos;
    private boolean wasFetching;

    /**
     * Creates a detector.
     *
     * @param timeout how long the consumer waits for a reply
     */
    BrokerLiveness(Consumer<?, ?> consumer, Duration timeout) {
        this.fetches = consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("fetch-total")
                        && metric.getKey().group().equals("consumer-fetch-manager-metrics")
                        && !metric.getKey().tags().containsKey("topic"))
                .<Metric>map(Map.Entry::getValue)
                .findFirst();
        this.timeout = timeout;
    }

    /** Resets the silence. While the consumer returns buffered records, it sends no fetch. */
    void recordsReceived() {
        silentNanos = 0;
    }

    /**
     * Returns how long the broker has been silent; empty if that is not longer than the timeout. Only the time between two calls with {@code fetching}
     * counts, and each such interval counts for at most half the timeout, so that a pause of the spout does not look like a silent broker.
     */
    Optional<Duration> silence(long now, boolean fetching) {
        double total = fetches.map(metric -> (Double) metric.metricValue()).orElse(0.0);
        if (!fetching || !wasFetching || total != lastTotal) {
            silentNanos = 0;
        } else {
            silentNanos += Math.min(now - lastCall, timeout.toNanos() / 2);
        }
        wasFetching = fetching;
        lastTotal = total;
        lastCall = now;
        return fetches.isPresent() && silentNanos > timeout.toNanos()
                ? Optional.of(Duration.ofNanos(silentNanos))
                : Optional.empty();
    }
}
