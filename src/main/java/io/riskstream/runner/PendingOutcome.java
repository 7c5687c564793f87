package io.riskstream.runner;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;

/** An outcome that a stage has announced for one event. The completing thread sets the result and queues this; the runner's thread reads it. */
final class PendingOutcome<T> extends Pending<T> implements Promise.Listener {
    private static final class NestedLaterException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NestedLaterException() {
            super("a promise of an outcome must not complete with another Later");
        }
    }

    final EventInStage<T> inStage;
    final Outcome.Later later;
    /** The result; null if there is none. */
    Outcome outcome;
    /** Why there is no result; null otherwise. */
    Throwable failure;

    PendingOutcome(EventInStage<T> inStage, Outcome.Later later, long now, CompletionQueue<T> completions) {
        super(later.deadline(), now, completions);
        this.inStage = inStage;
        this.later = later;
    }

    @Override
    public void completed(Outcome result, Throwable cause) {
        boolean nested = result instanceof Outcome.Later;
        outcome = nested ? null : result;
        failure = nested ? new NestedLaterException() : cause;
        addToCompletions();
    }
}
