package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Verdict;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.VerdictFields;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Scores events; {@link Score} is the stage that uses it. A scorer is checked when it is created, and is serialized with the stage. */
public interface Scorer extends VerdictFields {
    /** Returns the event type that the scorer was checked against. */
    @Override
    EventType eventType();

    /** Returns the paths of the fields that the scorer reads. */
    List<String> reads();

    /** Returns {@link #reads} for every verdict; a scorer whose fields change while it runs overrides this. */
    @Override
    default Reader openFields(StageContext context) {
        Optional<List<String>> all = Optional.of(reads());
        return verdict -> all;
    }

    /** Returns the ids of the parts that may fail for an event, such as rules. A verdict names only these as unevaluated. */
    List<String> parts();

    /** Returns the ids of the parts that the verdict of the shadow may name as unevaluated; empty if there is no shadow. */
    default List<String> shadowParts() {
        return List.of();
    }

    /** Returns the decisions that a verdict may have; empty if they are not known before an event is scored. */
    default List<String> decisions() {
        return List.of();
    }

    /** Returns the scorecard that this scorer applies if nothing else was released; empty if it is no scorecard. Commands explain it. */
    default Optional<Scorecard> scorecard() {
        return Optional.empty();
    }

    /** Compiles the scorer for one thread. */
    Scoring open();

    /**
     * Compiles the scorer for one thread.
     *
     * @param clock the processing time, for a scorer that uses it
     */
    default Scoring open(InstantSource clock) {
        return open();
    }

    /** Compiles the scorer for one task on a worker, which may follow changes that are made while it scores. */
    default Scoring open(StageContext context) {
        return open(context.clock());
    }

    /** A compiled scorer, which one thread uses. */
    @FunctionalInterface
    interface Scoring {
        /** Scores an event. Called only if {@link #isReady}. */
        Verdict score(Event event);

        /** False as long as it is not known how events are to be scored; they wait. */
        default boolean isReady() {
            return true;
        }
    }
}
