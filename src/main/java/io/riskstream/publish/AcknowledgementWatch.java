package io.riskstream.publish;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Reports a sink that acknowledges nothing while messages wait. It needs no thread: each message waits for its deadline in steps of 30 s, and the executor's
 * thread compares the number of acknowledgements at the end of a step. A message that is acknowledged within 30 s costs at most one atomic increment.
 *
 * <p>One object serves one task. All methods except {@link #acknowledged} are called on the executor's thread.
 */
final class AcknowledgementWatch {
    /** The code of the report. */
    static final String STALLED = "publish.stalled";
    /** How long a sink may acknowledge nothing without a report, and the minimum time between two reports. */
    static final Duration STEP = Duration.ofSeconds(30);

    private final String stage;
    private final StageContext context;
    private final LongSupplier ticker;
    private final Duration deadline;
    private final Duration firstStep;
    private final Outcome retry;
    private final AtomicLong acknowledgements = new AtomicLong();
    private long reportAt;

    AcknowledgementWatch(String stage, StageContext context, Publisher publisher) {
        this.stage = stage;
        this.context = context;
        this.ticker = context.ticker();
        this.deadline = publisher.deadline();
        this.firstStep = min(deadline, STEP);
        this.retry = Outcome.retryWithoutLimit("not acknowledged within " + deadline.toSeconds() + " s");
        this.reportAt = ticker.getAsLong();
    }

    /** Counts an acknowledgement. Safe for many threads. */
    void acknowledged() {
        acknowledgements.getAndIncrement();
    }

    /** Returns the number of acknowledgements. */
    long count() {
        return acknowledgements.get();
    }

    /** Returns how long a message waits until its first step ends. */
    Duration firstStep() {
        return firstStep;
    }

    /** Returns the pending outcome of a message that has been sent. */
    Outcome pending(Acknowledgement acknowledgement) {
        return Outcome.later(acknowledgement, firstStep, acknowledgement);
    }

    /**
     * Returns the time until the next step ends, after a step without an acknowledgement of a message; empty if its deadline has passed, so that {@link
     * #retry} applies.
     *
     * @param steps the number of steps that the message has waited
     * @param before the number of acknowledgements at the begin of the last step
     */
    Optional<Duration> nextStep(int steps, long before) {
        if (firstStep.equals(deadline)) {
            return Optional.empty();
        }
        long now = ticker.getAsLong();
        if (count() == before && now - reportAt >= 0) {
            reportAt = now + STEP.toNanos();
            context.report(
                    STALLED,
                    stage + ": the sink has acknowledged no message for " + STEP.toSeconds()
                            + " s, and messages wait; check the sink, and the worker's log for errors of its client");
        }
        Duration remaining = deadline.minus(STEP.multipliedBy(steps));
        return remaining.isZero() || remaining.isNegative() ? Optional.empty() : Optional.of(min(remaining, STEP));
    }

    /** Returns the outcome of a message whose deadline has passed. */
    Outcome retry() {
        return retry;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
