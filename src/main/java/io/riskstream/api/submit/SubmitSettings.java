package io.riskstream.api.submit;

import io.riskstream.api.settings.SettingsFile;
import java.time.Duration;

/**
 * The limits of submitted events.
 *
 * @param maxBodyBytes the largest body of a request
 * @param maxEvents the largest number of events in a request
 * @param deliveryTimeout how long an event may wait for Kafka's acknowledgement
 * @param keepKeys how long an idempotency key is remembered
 * @param maxWait the longest time for {@code ?wait}
 */
public record SubmitSettings(
        long maxBodyBytes, int maxEvents, Duration deliveryTimeout, Duration keepKeys, Duration maxWait) {
    /** How much the clocks of the instances may differ, and how late a broker may append what it has received. */
    static final Duration MARGIN = Duration.ofSeconds(2);

    private static final Duration MIN_DELIVERY_TIMEOUT = Duration.ofSeconds(1);

    /** Returns the defaults. */
    public static SubmitSettings defaults() {
        return new SubmitSettings(
                5_000_000, 10_000, Duration.ofSeconds(8), Duration.ofHours(24), Duration.ofSeconds(30));
    }

    /** Returns the settings of a file: the keys that begin with {@code submit.}, and {@code idempotency.keep}. */
    public static SubmitSettings of(SettingsFile file) {
        SubmitSettings defaults = defaults();
        SubmitSettings settings = new SubmitSettings(
                file.integer("submit.max.body.bytes", 1, 1_000_000_000, (int) defaults.maxBodyBytes()),
                file.integer("submit.max.events", 1, 1_000_000, defaults.maxEvents()),
                file.duration("submit.kafka.timeout", defaults.deliveryTimeout()),
                file.duration("idempotency.keep", defaults.keepKeys()),
                file.duration("submit.max.wait", defaults.maxWait()));
        if (settings.deliveryTimeout().compareTo(MIN_DELIVERY_TIMEOUT) < 0) {
            file.problem("submit.kafka.timeout", "must be at least 1s; a producer repeats a request after half of it");
        }
        if (settings.keepKeys().compareTo(settings.lease()) <= 0) {
            file.problem(
                    "idempotency.keep",
                    "must be longer than " + settings.lease().toMillis()
                            + "ms, in which an attempt may still reach the topic; otherwise a repetition could be stored again");
        }
        return settings;
    }

    /** Returns the time after which an attempt of an earlier request cannot reach the topic any more. */
    Duration lease() {
        return IdempotentRequests.BEGIN_WITHIN
                .plus(EventTopic.ACCEPT_WITHIN)
                .plus(deliveryTimeout)
                .plus(MARGIN);
    }
}
