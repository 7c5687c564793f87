package io.riskstream.tools.events;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.parse.EventParser;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compares the values of the first 20,000 events of a file with the formats that the parser of a pipeline declares for them. */
final class FormatSample implements Consumer<Supplier<byte[]>>, AutoCloseable {
    private static final int MAX_EVENTS = 20_000;

    private final Stage unformatted;
    private final List<FormatCount> counts;
    private int events;

    FormatSample(EventParser parser) {
        this.unformatted = parser.withoutFormats();
        this.counts = parser.formats().entrySet().stream()
                .map(entry -> new FormatCount(entry.getKey(), parser.eventType(), entry.getValue()))
                .toList();
    }

    /** Adds an event, if there are formats and the parser reads it. */
    @Override
    public void accept(Supplier<byte[]> value) {
        if (counts.isEmpty() || events++ >= MAX_EVENTS) {
            return;
        }
        Event event = Event.of(new Origin("sample", 0, events, 0, Optional.empty(), List.of()), value.get());
        if (unformatted.apply(event) instanceof Outcome.Pass pass) {
            Event parsed = event.with(pass.patch());
            counts.forEach(count -> count.add(parsed));
        }
    }

    /** Returns what is probably wrong with the formats; empty if nothing is. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        counts.forEach(count -> warnings.addAll(count.warnings()));
        return warnings;
    }

    @Override
    public void close() {
        unformatted.close();
    }
}
