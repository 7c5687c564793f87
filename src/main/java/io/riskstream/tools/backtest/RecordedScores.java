package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Published scores in files of JSON lines, such as the {@code scores.jsonl} of a run, in order. */
public final class RecordedScores implements EventSource {
    private final Deque<Path> files;
    private final List<String> summary = new ArrayList<>();
    private final long now = System.currentTimeMillis();
    private Optional<BufferedReader> reader = Optional.empty();
    private Path current = Path.of("");
    private long line;

    /** Creates a source of files. */
    public RecordedScores(List<Path> files) {
        this.files = new ArrayDeque<>(files);
    }

    @Override
    public Optional<Event> next() {
        try {
            while (true) {
                if (reader.isEmpty()) {
                    if (files.isEmpty()) {
                        return Optional.empty();
                    }
                    current = files.remove();
                    line = 0;
                    reader = Optional.of(Files.newBufferedReader(current));
                }
                String text = reader.get().readLine();
                if (text == null) {
                    summary.add(String.format(Locale.ROOT, "published scores from %s: %,d", current, line));
                    close();
                    continue;
                }
                line++;
                if (!text.isBlank()) {
                    Origin origin = new Origin(current.toString(), 0, line, now, Optional.empty(), List.of());
                    return Optional.of(Event.of(origin, text.getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(current + ": cannot be read after line " + line + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> explainArguments(Origin origin) {
        return Optional.of("--scores " + ShellText.quoted(origin.topic()) + " --number " + origin.offset());
    }

    @Override
    public List<String> summary() {
        return List.copyOf(summary);
    }

    @Override
    public void close() {
        try {
            if (reader.isPresent()) {
                reader.get().close();
            }
            reader = Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
