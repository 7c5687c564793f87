package io.riskstream.tools.offline;

import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of one event.
 *
 * @param steps every stage it came to, in the order in which it did; those that take dead letters, too
 * @param messages what was published, in order
 * @param reports what the stages told whoever watches
 */
public record OfflineRun(List<StageStep> steps, List<Message> messages, List<StageReport> reports) {
    /** The verdict; empty if no stage gave one. Where the event forked, and several did, the last. */
    public Optional<Verdict> verdict() {
        return steps.stream().flatMap(step -> step.after().verdict().stream()).reduce((earlier, later) -> later);
    }

    /** Why the event was turned away; empty if it was not. Where it forked, the reasons of every fork. */
    public List<Rejection> rejections() {
        return outcomes(Outcome.Reject.class)
                .flatMap(reject -> reject.rejections().stream())
                .toList();
    }

    /** Why the event was left out on purpose; empty if it was not. */
    public Optional<String> dropReason() {
        return outcomes(Outcome.Drop.class).map(Outcome.Drop::reason).findFirst();
    }

    /** The stage that asked for one more attempt again and again, so that the event came to no end; empty if none did. */
    public Optional<StageStep> stuck() {
        return steps.stream()
                .filter(step -> step.outcome() instanceof Outcome.Retry)
                .findFirst();
    }

    /** Every record that was asked for. */
    public List<RequestedRecord> asked() {
        return steps.stream().flatMap(step -> step.asked().stream()).toList();
    }

    private <T extends Outcome> Stream<T> outcomes(Class<T> type) {
        return steps.stream().map(StageStep::outcome).filter(type::isInstance).map(type::cast);
    }

    /** The event as the last stage left it; empty if it came to none. */
    public Optional<Event> lastEvent() {
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(steps.get(steps.size() - 1).after());
    }
}
