package io.riskstream.publish;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Publisher;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What a sink's answer to a message means for its event: it passes once the sink has taken the message. */
final class Acknowledgement extends Promise implements Publisher.Receipt {
    /** What to make of a failure. */
    interface Failures {
        Outcome outcome(Throwable cause);
    }

    private final Failures failures;

    Acknowledgement(Failures failures) {
        this.failures = failures;
    }

    /** The outcome where a sink has not answered in time: another attempt. */
    static Supplier<Outcome> late(Duration deadline) {
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
            outcome = failures.outcome(cause(cause));
        } catch (RuntimeException e) {
            fail(e); // a sink's client may swallow what its callback throws, and the event would wait for its deadline
            return;
        }
        complete(outcome);
    }

    /** The failure itself, whatever a sink's futures have wrapped it in. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
