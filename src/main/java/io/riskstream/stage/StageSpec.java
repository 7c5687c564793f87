package io.riskstream.stage;

import io.riskstream.event.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The declaration of a stage. Create it with {@link #named} and the methods that follow.
 *
 * @param name the name of the stage in metrics, rejections and error messages; unique in a bolt
 * @param eventType the fields that the stage works on; empty if it reads and adds no declared field
 * @param reads the paths of the fields that the stage reads
 * @param writes the paths of the fields that the stage adds
 * @param codes the rejection codes that the stage may return
 * @param deadline the longest time that a pending outcome may take; empty if the stage never returns {@link Outcome.Later}
 * @param publishes true if the stage hands events to a sink, so that a pipeline may end after it
 * @param neverRejects true if the events that the stage rejects are retried without bound instead: there is no further stream for what the publisher of
 *     dead letters cannot publish
 * @param drops true if the stage may return {@link Outcome.Drop}
 * @param readsTimeline true if the stage reads the {@linkplain io.riskstream.event.Event#timeline timeline} of an event over its latency budget; stages that
 *     publish read it too
 * @param decisions the decisions of the verdicts that the stage adds; empty if it adds none, or any text
 */
public record StageSpec(
        String name,
        Optional<EventType> eventType,
        List<String> reads,
        List<String> writes,
        List<String> codes,
        Optional<Duration> deadline,
        boolean publishes,
        boolean neverRejects,
        boolean drops,
        boolean readsTimeline,
        List<String> decisions) {
    public StageSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(eventType, "eventType");
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        codes = List.copyOf(codes);
        Objects.requireNonNull(deadline, "deadline");
        decisions = List.copyOf(decisions);
    }

    /**
     * Returns the declaration of a stage that reads and adds no fields, rejects no event and always returns the final outcome. The other methods
     * return a copy with one more property.
     */
    public static StageSpec named(String name) {
        return new StageSpec(
                name,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                false,
                false,
                false,
                false,
                List.of());
    }

    /** Sets the event type. */
    public StageSpec on(EventType type) {
        return with(changed -> changed.eventType = Optional.of(type));
    }

    /** Sets the paths of the fields that the stage reads. */
    public StageSpec reading(List<String> paths) {
        return with(changed -> changed.reads = paths);
    }

    /** Sets the paths of the fields that the stage adds. */
    public StageSpec writing(List<String> paths) {
        return with(changed -> changed.writes = paths);
    }

    /** Sets the rejection codes that the stage may return. */
    public StageSpec rejecting(String... rejectionCodes) {
        return with(changed -> changed.codes = List.of(rejectionCodes));
    }

    /** Declares that the stage may return pending outcomes, with this longest deadline. */
    public StageSpec completingWithin(Duration time) {
        return with(changed -> changed.deadline = Optional.of(time));
    }

    /** Declares that a passed event has been handed to a sink, which has acknowledged it. */
    public StageSpec publishing() {
        return with(changed -> changed.publishes = true);
    }

    /** Declares that events are retried without bound where they would be rejected. */
    public StageSpec neverRejecting() {
        return with(changed -> changed.neverRejects = true);
    }

    /** Declares that the stage may drop events. {@code check} reports a bolt that consumes dropped events of stages which drop none. */
    public StageSpec dropping() {
        return with(changed -> changed.drops = true);
    }

    /** Declares that the stage reads the timelines of events. */
    public StageSpec readingTimeline() {
        return with(changed -> changed.readsTimeline = true);
    }

    /** Sets the decisions of the verdicts that the stage adds. */
    public StageSpec deciding(List<String> texts) {
        return with(changed -> changed.decisions = texts);
    }

    /** The properties of a copy, before it is made. */
    private static final class Properties {
        private Optional<EventType> eventType;
        private List<String> reads;
        private List<String> writes;
        private List<String> codes;
        private Optional<Duration> deadline;
        private boolean publishes;
        private boolean neverRejects;
        private boolean drops;
        private boolean readsTimeline;
        private List<String> decisions;

        private Properties(StageSpec spec) {
            this.eventType = spec.eventType;
            this.reads = spec.reads;
            this.writes = spec.writes;
            this.codes = spec.codes;
            this.deadline = spec.deadline;
            this.publishes = spec.publishes;
            this.neverRejects = spec.neverRejects;
            this.drops = spec.drops;
            this.readsTimeline = spec.readsTimeline;
            this.decisions = spec.decisions;
        }
    }

    private StageSpec with(Consumer<Properties> change) {
        Properties changed = new Properties(this);
        change.accept(changed);
        return new StageSpec(
                name,
                changed.eventType,
                changed.reads,
                changed.writes,
                changed.codes,
                changed.deadline,
                changed.publishes,
                changed.neverRejects,
                changed.drops,
                changed.readsTimeline,
                changed.decisions);
    }

    /** True if the stage may return {@link Outcome.Later}. */
    public boolean asynchronous() {
        return deadline.isPresent();
    }
}
