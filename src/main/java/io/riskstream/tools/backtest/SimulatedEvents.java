package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Simulated events. */
public final class SimulatedEvents implements EventSource {
    private final Iterator<SimulatedEvent> events;
    private final UnaryOperator<byte[]> encoding;
    private final long now = System.currentTimeMillis();
    private long read;

    /**
     * Creates a source.
     *
     * @param encoding converts the simulated JSON or CSV for the pipeline's parser
     */
    public SimulatedEvents(Simulation simulation, long count, UnaryOperator<byte[]> encoding) {
        this.events = simulation.events(count);
        this.encoding = encoding;
    }

    @Override
    public Optional<Event> next() {
        if (!events.hasNext()) {
            return Optional.empty();
        }
        SimulatedEvent next = events.next();
        Origin origin = new Origin("simulated", 0, ++read, now, Optional.of(next.key()), List.of());
        return Optional.of(next.value()
                .map(value -> Event.of(origin, encoding.apply(value)))
                .orElseGet(() -> Event.withoutValue(origin)));
    }

    @Override
    public Optional<String> explainArguments(Origin origin) {
        return Optional.empty();
    }

    @Override
    public List<String> summary() {
        return List.of(String.format(
                Locale.ROOT, "events simulated: %,d; `simulate` writes them to a file, for `explain`", read));
    }

    @Override
    public void close() {}
}
