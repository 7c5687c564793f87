package io.riskstream.publish;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reports a sink that acknowledges nothing while messages wait. It needs no thread: each message waits for its deadline in steps of 30 s, and the executor's
 * thread compares the number of acknowledgements at the end of a step. A message that is acknowledged within 30 s costs one atomic increment.
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
    private final Supplier<Outcome> retryAtDeadline;
    private final AtomicLong acknowledgements = new AtomicLong();
    private long reportAt;

    AcknowledgementWatch(String stage, StageContext context, Publisher publisher) {
        this.stage = stage;
        this.context = context;
        this.ticker = context.ticker();
        this.deadline = publisher.deadline();
        this.firstStep = min(deadline, STEP);
        Outcome retry = Outcome.retryWithoutLimit("not acknowledged within " + deadline.toSeconds() + " s");
        this.retryAtDeadline = () -> retry;
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

    /** Returns the pending outcome of a message that has been sent. */
    Outcome pending(Acknowledgement acknowledgement) {
        return Outcome.later(
                acknowledgement, firstStep, firstStep.equals(deadline) ? retryAtDeadline : acknowledgement);
    }

    /**
     * Returns the outcome after a step without an acknowledgement of this message: it waits for the next step, or is retried if its deadline has passed.
     *
     * @param waited the time since the message was sent
     * @param before the number of acknowledgements at the begin of the step
     */
    Outcome afterStep(Acknowledgement acknowledgement, Duration waited, long before) {
        long now = ticker.getAsLong();
        if (count() == before && now - reportAt >= 0) {
            reportAt = now + STEP.toNanos();
            context.report(
                    STALLED,
                    stage + ": the sink has acknowledged no message for " + STEP.toSeconds()
                            + " s, and messages wait; check the sink, and the worker's log for errors of its client");
        }
        Duration remaining = deadline.minus(waited);
        return remaining.isZero() || remaining.isNegative()
                ? retryAtDeadline.get()
                : Outcome.later(acknowledgement, min(remaining, STEP), acknowledgement);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
