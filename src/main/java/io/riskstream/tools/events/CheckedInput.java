package io.riskstream.tools.events;

import io.riskstream.event.EventType;
import io.riskstream.parse.EventParser;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file of events that has been read once.
 *
 * @param warnings formats that the values of the file seem not to have
 */
public record CheckedInput(EventFile file, InputFileSummary summary, List<String> warnings) {
    /** Reads a file as a pipeline expects it. */
    public static CheckedInput read(Path path, InputOptions options, long maxEvents, Pipeline pipeline) {
        Optional<EventParser> parser =
                pipeline.components(EventParser.class).stream().findFirst();
        EventType type =
                pipeline.components(EventType.class).stream().findFirst().orElseGet(() -> new EventType(List.of()));
        return read(options.events(path, type, parser), maxEvents, parser);
    }

    static CheckedInput read(Path path, InputOptions options, long maxEvents, EventParser parser) {
        Optional<EventParser> known = Optional.of(parser);
        return read(options.events(path, parser.eventType(), known), maxEvents, known);
    }

    private static CheckedInput read(EventFile file, long maxEvents, Optional<EventParser> parser) {
        if (parser.isEmpty()) {
            return new CheckedInput(file, file.check(maxEvents, event -> {}), List.of());
        }
        try (FormatSample sample = new FormatSample(parser.get())) {
            InputFileSummary summary = file.check(maxEvents, sample);
            return new CheckedInput(file, summary, sample.warnings());
        }
    }

    /** Returns the events, from the beginning of the file. */
    public Iterator<InputRecord> events() {
        return file.events();
    }

    /** Returns the message for a file from which nothing can be sent. */
    public String withoutEvents() {
        return summary.problems().isEmpty()
                ? summary.file() + ": contains no events"
                : summary.file() + ": contains no event that can be sent; "
                        + summary.problems().get(0);
    }

    /** Returns the number of events, the records that are not sent, and the warnings, as lines of text. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "events from %s: %s, %,d %s%s%s",
                summary.file(),
                summary.form(),
                summary.events(),
                summary.events() == 1 ? "event" : "events",
                summary.notSent() > 0 ? String.format(Locale.ROOT, ", %,d records NOT SENT", summary.notSent()) : "",
                summary.blankLines() > 0
                        ? String.format(Locale.ROOT, ", %,d blank lines skipped", summary.blankLines())
                        : ""));
        summary.problems().forEach(problem -> lines.add("  not sent: " + problem));
        addCount("not sent", summary.notSent() - summary.problems().size(), lines);
        summary.warnings().forEach(warning -> lines.add("  warning: " + warning));
        addCount("warning", summary.doubtful() - summary.warnings().size(), lines);
        warnings.forEach(warning -> lines.add("  warning: " + warning));
        return lines;
    }

    private static void addCount(String what, long more, List<String> lines) {
        if (more > 0) {
            lines.add(String.format(Locale.ROOT, "  %s: %,d more", what, more));
        }
    }
}
