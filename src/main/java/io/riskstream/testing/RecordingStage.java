package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.Optional;

/** Delegates to a stage and records the events that it receives and its outcomes. */
final class RecordingStage implements Stage {
    private static final long serialVersionUID = 1;

    private final Stage stage;
    private final transient TestContext context;
    private transient StageObservation observation;

    RecordingStage(Stage stage, TestContext context) {
        this.stage = stage;
        this.context = context;
    }

    Stage stage() {
        return stage;
    }

    @Override
    public StageSpec spec() {
        return stage.spec();
    }

    @Override
    public void open(StageContext opened) {
        stage.open(opened);
    }

    @Override
    public void close() {
        stage.close();
    }

    /** Removes the observation of the previous event. */
    void clear() {
        observation = null;
    }

    /** Returns the observation of the current event; empty if the event has not reached this stage. */
    Optional<StageObservation> observation() {
        return Optional.ofNullable(observation);
    }

    @Override
    public Outcome apply(Event event) {
        if (observation == null) {
            observation = new StageObservation(event, context.messageCount(), context.requestCount());
        }
        observation.startAttempt();
        Outcome outcome;
        try {
            outcome = stage.apply(event);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            observation.endAttempt(null);
            throw e;
        }
        if (outcome instanceof Outcome.Later later) {
            return recorded(later, observation);
        }
        observation.endAttempt(outcome);
        return outcome;
    }

    /** Returns the same pending outcome, which completes after its result is recorded. */
    private static Outcome recorded(Outcome.Later later, StageObservation observation) {
        Promise promise = new Promise();
        later.outcome().whenDone((outcome, failure) -> {
            observation.endAttempt(outcome);
            promise.completeAs(outcome, failure);
        });
        return Outcome.later(promise, later.deadline(), () -> {
            Outcome afterDeadline = later.late().get();
            if (afterDeadline instanceof Outcome.Later again) {
                return recorded(again, observation);
            }
            observation.endAttempt(afterDeadline);
            return afterDeadline;
        });
    }
}
