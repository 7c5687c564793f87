package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.tools.events.EventFileReader;
import io.riskstream.tools.events.InputOptions;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The events of files, in order. The origin of an event is the path of the file and the event's number in it. */
public final class FileEvents implements EventSource {
    private final Deque<Path> files;
    private final InputOptions options;
    private final Pipeline pipeline;
    private final String explainOption;
    private final long now = System.currentTimeMillis();
    private final List<String> summary = new ArrayList<>();
    private Optional<EventFileReader> reader = Optional.empty();
    private Path current = Path.of("");
    private long notSent;

    private FileEvents(List<Path> files, InputOptions options, Pipeline pipeline, String explainOption) {
        this.files = new ArrayDeque<>(files);
        this.options = options;
        this.pipeline = pipeline;
        this.explainOption = explainOption;
    }

    /** Returns events as the pipeline reads them; CSV is converted for a pipeline that parses JSON. */
    public static FileEvents of(List<Path> files, InputOptions options, Pipeline pipeline) {
        return new FileEvents(files, options, pipeline, "--input");
    }

    @Override
    public Optional<Event> next() {
        while (true) {
            if (reader.isEmpty()) {
                if (files.isEmpty()) {
                    return Optional.empty();
                }
                current = files.remove();
                reader = Optional.of(EventFileReader.open(current, options, pipeline));
            }
            EventFileReader open = reader.get();
            if (open.next()) {
                Origin origin = new Origin(current.toString(), 0, open.number(), now, Optional.empty(), List.of());
                return Optional.of(Event.of(origin, open.value()));
            }
            finish(open);
        }
    }

    private void finish(EventFileReader open) {
        summary.add(String.format(
                Locale.ROOT,
                "events from %s: %,d%s",
                current,
                open.number(),
                open.notSent() > 0 ? String.format(Locale.ROOT, "; %,d records are NO EVENTS", open.notSent()) : ""));
        open.problems().forEach(problem -> summary.add("  no event: " + problem));
        notSent += open.notSent();
        close();
    }

    @Override
    public Optional<String> explainArguments(Origin origin) {
        return Optional.of(explainOption + " " + ShellText.quoted(origin.topic()) + " --number " + origin.offset());
    }

    @Override
    public List<String> summary() {
        return List.copyOf(summary);
    }

    @Override
    public long notSent() {
        return notSent;
    }

    @Override
    public void close() {
        reader.ifPresent(EventFileReader::close);
        reader = Optional.empty();
    }
}
