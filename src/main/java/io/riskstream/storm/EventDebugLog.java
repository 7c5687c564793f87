package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import java.time.Instant;
import java.util.stream.Collectors;
import org.apache.storm.metric.FileBasedEventLogger;

/**
 * Writes a line for each event of the tuples that Debug in Storm UI samples: time, component and task that emitted it, origin, the event's own id, and its
 * decision, its rejections or that it was dropped. It writes no other value of the event. The link "events" of a component in Storm UI shows the lines,
 * which are in {@code events.log} of the worker. In a Flux file:
 *
 * <pre>{@code
 * config:
 *   topology.eventlogger.executors: 1
 *   topology.event.logger.register:
 *     - class: io.riskstream.storm.EventDebugLog
 * }</pre>
 */
public final class EventDebugLog extends FileBasedEventLogger {
    @Override
    protected String buildLogMessage(EventInfo tuple) {
        String emitter = Instant.ofEpochMilli(tuple.getTs()) + " " + tuple.getComponent() + ":" + tuple.getTask() + " ";
        return tuple.getValues().stream()
                .filter(Batch.class::isInstance)
                .flatMap(batch -> ((Batch) batch).events().stream())
                .map(event -> emitter + line(event))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(Event event) {
        String id = event.ownId().map(own -> " id=" + ofOneLine(own)).orElse("");
        String outcome;
        if (!event.rejections().isEmpty()) {
            outcome = event.rejections().stream()
                    .map(EventDebugLog::codeOf)
                    .distinct()
                    .collect(Collectors.joining(",", " rejected=", ""));
        } else if (event.dropReason().isPresent()) {
            outcome = " dropped";
        } else {
            outcome = event.verdict()
                    .map(verdict -> " decision=" + ofOneLine(verdict.decision()))
                    .orElse("");
        }
        return event.origin() + id + outcome;
    }

    private static String codeOf(Rejection rejection) {
        return rejection.stage() + ":" + rejection.code();
    }

    /** Replaces control characters, so that an id cannot write a line of its own. */
    private static String ofOneLine(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
