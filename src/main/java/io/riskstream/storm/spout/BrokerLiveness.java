package io.riskstream.storm.spout;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Whether the brokers answer a consumer at all. A poll does not tell: it brings nothing, be it that there is nothing, be it that nobody is there. A
 * broker answers twice a second even if there is nothing.
 */
final class BrokerLiveness {
    private final Optional<Metric> fetches;
    private final Duration patience;
    private double seen;
    private long askedAt;
    private long silentNanos;
    private boolean begun;

    /** Of a consumer that waits for one answer so long. */
    BrokerLiveness(Consumer<?, ?> consumer, Duration patience) {
        this.fetches = consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("fetch-total")
                        && metric.getKey().group().equals("consumer-fetch-manager-metrics")
                        && !metric.getKey().tags().containsKey("topic"))
                .<Metric>map(Map.Entry::getValue)
                .findFirst();
        this.patience = patience;
    }

    /** Records came: while those at hand are taken, nobody is asked for more. */
    void came() {
        silentNanos = 0;
    }

    /**
     * How long there was no answer, if that is longer than one is waited for. Only time between two calls with {@code asking} counts, and of
     * that half a {@code patience} at most, so that a spout that was not called is not taken for a broker that is silent.
     */
    Optional<Duration> overdue(long now, boolean asking) {
        double total = fetches.map(metric -> (Double) metric.metricValue()).orElse(0.0);
        if (!asking || !begun || total != seen) {
            silentNanos = 0;
        } else {
            silentNanos += Math.min(now - askedAt, patience.toNanos() / 2);
        }
        begun = asking;
        seen = total;
        askedAt = now;
        return fetches.isPresent() && silentNanos > patience.toNanos()
                ? Optional.of(Duration.ofNanos(silentNanos))
                : Optional.empty();
    }
}
