package io.riskstream.publish;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Publisher;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The pending outcome of a published event: it passes when the sink acknowledges the message. As a supplier it returns the outcome after a step of {@link
 * AcknowledgementWatch} without an acknowledgement.
 */
final class Acknowledgement extends Promise implements Publisher.Receipt, Supplier<Outcome> {
    /** Decides the outcome of an event whose message failed. */
    interface FailurePolicy {
        Outcome outcome(Throwable cause);
    }

    private final FailurePolicy policy;
    private final AcknowledgementWatch watch;
    /** The number of acknowledgements of all messages at the begin of this step. */
    private long acknowledgedBefore;

    private int steps;

    Acknowledgement(FailurePolicy policy, AcknowledgementWatch watch) {
        this.policy = policy;
        this.watch = watch;
        this.acknowledgedBefore = watch.count();
    }

    /** Returns the deadline of a stage that publishes; before it is opened, the deadline with Kafka's default delivery timeout of 120 s. */
    static Duration deadline(Publisher publisher) {
        return publisher == null ? Duration.ofSeconds(130) : publisher.deadline();
    }

    @Override
    public Outcome get() {
        steps++;
        long before = acknowledgedBefore;
        acknowledgedBefore = watch.count();
        return watch.nextStep(steps, before)
                .map(step -> Outcome.later(this, step, this))
                .orElseGet(watch::retry);
    }

    @Override
    public void acknowledged() {
        watch.acknowledged();
        complete(Outcome.pass());
    }

    @Override
    public void failed(Throwable cause) {
        Outcome outcome;
        try {
            outcome = policy.outcome(cause(cause));
        } catch (RuntimeException e) {
            fail(e); // a client may ignore exceptions of its callback; then the event would wait for its deadline
            return;
        }
        complete(outcome);
    }

    /** Returns the failure without the wrapper that a sink's future may add. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
