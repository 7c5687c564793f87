package io.riskstream.tools.offline;

import io.riskstream.event.Event;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.Optional;

/** A stage that is watched: does what the stage does, and remembers what it was given and what it answered. */
final class RecordingStage implements Stage {
    private static final long serialVersionUID = 1;

    private final Stage stage;
    private final transient OfflineContext context;
    private transient StageObservation observation;

    RecordingStage(Stage stage, OfflineContext context) {
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
    public void open(StageContext world) {
        stage.open(world);
    }

    @Override
    public void close() {
        stage.close();
    }

    /** Forgets the event before. */
    void clear() {
        observation = null;
    }

    /** What it has seen; empty if no event came to it. */
    Optional<StageObservation> observation() {
        return Optional.ofNullable(observation);
    }

    @Override
    public Outcome apply(Event event) {
        if (observation == null) {
            observation = new StageObservation(event, context.messageCount(), context.askedCount());
        }
        observation.tryAgain();
        Outcome outcome;
        try {
            outcome = stage.apply(event);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            observation.answered(null);
            throw e;
        }
        if (outcome instanceof Outcome.Later later) {
            return watched(later, observation);
        }
        observation.answered(outcome);
        return outcome;
    }

    /** The same answer, once it has been seen: whoever waits for this one comes after. */
    private static Outcome watched(Outcome.Later later, StageObservation seenBy) {
        Promise seen = new Promise();
        later.outcome().whenDone((answer, failure) -> {
            seenBy.answered(answer);
            seen.completeAs(answer, failure);
        });
        return Outcome.later(seen, later.deadline(), () -> {
            Outcome instead = later.late().get();
            if (instead instanceof Outcome.Later again) {
                return watched(again, seenBy);
            }
            seenBy.answered(instead);
            return instead;
        });
    }
}
