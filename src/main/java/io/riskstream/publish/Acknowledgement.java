package io.riskstream.publish;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Publisher;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The pending outcome of a published event: it passes when the sink acknowledges the message. */
final class Acknowledgement extends Promise implements Publisher.Receipt {
    /** Decides the outcome of an event whose message failed. */
    interface FailurePolicy {
        Outcome outcome(Throwable cause);
    }

    private final FailurePolicy policy;

    Acknowledgement(FailurePolicy policy) {
        this.policy = policy;
    }

    /** Returns the deadline of a stage that publishes; before it is opened, the deadline with Kafka's default delivery timeout of 120 s. */
    static Duration deadline(Publisher publisher) {
        return publisher == null ? Duration.ofSeconds(130) : publisher.deadline();
    }

    /** Returns the outcome of an event that the sink does not acknowledge before its deadline: a retry. */
    static Supplier<Outcome> deadlineExceeded(Duration deadline) {
        Outcome retry = Outcome.retryWithoutLimit("not acknowledged within " + deadline.toSeconds() + " s");
        return () -> retry;
    }

    @Override
    public void acknowledged() {
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
