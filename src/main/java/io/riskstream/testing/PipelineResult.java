package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of a whole pipeline for one event.
 *
 * @param steps the result of every stage that the event reached, in order, including the stages that publish dead letters
 * @param messages the published messages, in order
 * @param reports the problems that stages reported, in order
 */
public record PipelineResult(List<StageResult> steps, List<Message> messages, List<StageReport> reports) {
    /** Returns the verdict; empty if no stage gave one. If the event took several branches with a verdict, returns the last. */
    public Optional<Verdict> verdict() {
        return steps.stream().flatMap(step -> step.after().verdict().stream()).reduce((earlier, later) -> later);
    }

    /** Returns why the event was rejected, on all branches; empty if it was not. */
    public List<Rejection> rejections() {
        return steps.stream().flatMap(step -> step.rejections().stream()).toList();
    }

    /** Returns why the event was dropped; empty if it was not. */
    public Optional<String> dropReason() {
        return steps.stream().flatMap(step -> step.dropReason().stream()).findFirst();
    }

    /** Returns the stage that asked for another attempt each time, so that the event never completed; empty if there is none. */
    public Optional<StageResult> unfinished() {
        return steps.stream()
                .filter(step -> step.outcome() instanceof Outcome.Retry)
                .findFirst();
    }

    /** Returns every record that a stage fetched, in order. */
    public List<RequestedRecord> requests() {
        return steps.stream().flatMap(step -> step.requests().stream()).toList();
    }

    /** Returns the event after the last stage; empty if it reached no stage. */
    public Optional<Event> lastEvent() {
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(steps.get(steps.size() - 1).after());
    }
}
