package io.riskstream.offline;

import io.riskstream.Event;
import io.riskstream.Message;
import io.riskstream.Rejection;
import io.riskstream.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What became of one event.
 *
 * @param steps every stage it came to, in the order in which it did; those that take dead letters, too
 * @param messages what was published, in order
 * @param reports what the stages told whoever watches
 */
public record OfflineRun(List<Step> steps, List<Message> messages, List<Report> reports) {
    /** The verdict; empty if no stage gave one. */
    public Optional<Verdict> verdict() {
        return lastEvent().flatMap(Event::verdict);
    }

    /** Why the event was turned away; empty if it was not. */
    public List<Rejection> rejections() {
        return lastEvent().map(Event::rejections).orElse(List.of());
    }

    /** Why the event was left out on purpose; empty if it was not. */
    public Optional<String> dropReason() {
        return lastEvent().flatMap(Event::dropReason);
    }

    /** The event as the last stage left it; empty if it came to none. */
    public Optional<Event> lastEvent() {
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(steps.get(steps.size() - 1).after());
    }
}
