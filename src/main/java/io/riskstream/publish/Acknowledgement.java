package io.riskstream.publish;

import io.riskstream.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a sink's answer to a message means for its event. */
final class Acknowledgement {
    private Acknowledgement() {}

    /** Passes once the sink has taken the message, and tries again if it does not answer in time. */
    static Outcome awaited(CompletionStage<Void> answer, Duration deadline, Function<Throwable, Outcome> failed) {
        return Outcome.later(
                answer.handle((done, failure) -> failure == null ? Outcome.pass() : failed.apply(cause(failure))),
                deadline,
                () -> Outcome.retryUntilItWorks("not acknowledged within " + deadline.toSeconds() + " s"));
    }

    /** The failure itself, whatever stages it has come through. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
