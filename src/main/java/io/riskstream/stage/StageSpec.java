package io.riskstream.stage;

import io.riskstream.event.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a stage says of itself.
 *
 * @param name what Storm UI's metrics, rejections and error messages call it
 * @param eventType the fields it works on; empty for a stage that reads none
 * @param reads paths of the fields it reads
 * @param writes paths of the fields it adds
 * @param codes the rejection codes it may answer with
 * @param deadline how long one of its answers may take; empty if it always answers at once
 * @param publishes whether an event may end here, since the stage has handed it to the world outside
 * @param last whether there is nowhere to send what this stage turns away, so that it is tried until it works: the dead letters' own publisher
 */
public record StageSpec(
        String name,
        Optional<EventType> eventType,
        List<String> reads,
        List<String> writes,
        List<String> codes,
        Optional<Duration> deadline,
        boolean publishes,
        boolean last) {
    public StageSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(eventType, "eventType");
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        codes = List.copyOf(codes);
        Objects.requireNonNull(deadline, "deadline");
    }

    /** A stage that reads and writes nothing, rejects nothing and answers at once; the {@code with} methods add to it. */
    public static StageSpec named(String name) {
        return new StageSpec(name, Optional.empty(), List.of(), List.of(), List.of(), Optional.empty(), false, false);
    }

    public StageSpec on(EventType type) {
        return new StageSpec(name, Optional.of(type), reads, writes, codes, deadline, publishes, last);
    }

    public StageSpec reading(List<String> paths) {
        return new StageSpec(name, eventType, paths, writes, codes, deadline, publishes, last);
    }

    public StageSpec writing(List<String> paths) {
        return new StageSpec(name, eventType, reads, paths, codes, deadline, publishes, last);
    }

    public StageSpec rejecting(String... rejectionCodes) {
        return new StageSpec(name, eventType, reads, writes, List.of(rejectionCodes), deadline, publishes, last);
    }

    public StageSpec answeringWithin(Duration time) {
        return new StageSpec(name, eventType, reads, writes, codes, Optional.of(time), publishes, last);
    }

    /** What this stage passes has been handed to the world outside, and acknowledged there. */
    public StageSpec publishing() {
        return new StageSpec(name, eventType, reads, writes, codes, deadline, true, last);
    }

    /** Nothing this stage answers may end as a dead letter. */
    public StageSpec withoutDeadLetters() {
        return new StageSpec(name, eventType, reads, writes, codes, deadline, publishes, true);
    }

    /** Whether it may answer {@link Outcome.Later}. */
    public boolean asynchronous() {
        return deadline.isPresent();
    }
}
