package io.riskstream.history;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ParsedTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the entries of past events, with which a history is filled before the pipeline starts. They count as having arrived before all others. For use by one thread. */
public final class HistorySeeds {
    /**
     * An entry to store.
     *
     * @param key the key of the history
     * @param id the id of the entry within the history
     * @param keep how long the store keeps the history
     */
    public record Seed(String key, byte[] id, byte[] entry, Duration keep) {}

    private final History history;
    private final EventHash hash = new EventHash();
    private final EntryReader entries;
    private final List<String> reads;

    /**
     * Creates the entries of a history.
     *
     * @throws io.riskstream.text.ConfigurationException if the event type does not have the fields that the history reads
     * @throws IllegalArgumentException if the history has no field for the time, so that a past event has none
     */
    public HistorySeeds(History history, EventType type) {
        this.history = history;
        this.reads = ActiveHistory.check(history, type);
        if (history.time().isEmpty()) {
            throw new IllegalArgumentException(
                    "history '" + history.name()
                            + "' uses the time of the event, which past events of a file do not have; set its option 'time' to a field");
        }
        this.entries = new EntryReader(history, type, hash);
    }

    /** Returns the paths of the fields that the history reads. */
    public List<String> reads() {
        return List.copyOf(reads);
    }

    /** Returns the paths of the fields without which a past event has no place in the history: those of the entity, the time and the id. */
    public List<String> required() {
        List<String> required = new ArrayList<>();
        Stream.concat(Stream.of(history.entity()), history.id().stream())
                .flatMap(template -> ParsedTemplate.of(template).placeholders().stream())
                .forEach(placeholder -> required.add(placeholder.name()));
        history.time().ifPresent(required::add);
        return required.stream().distinct().toList();
    }

    /**
     * Returns the entry of an event. Its origin has no effect.
     *
     * @throws IllegalArgumentException if the event has no entity, time or id; the message names the field, not the value
     */
    public Seed of(Event event) {
        entries.problem(event).ifPresent(problem -> {
            throw new IllegalArgumentException(problem.message());
        });
        HistoryEntry read = entries.entry(event, hash.of(event.id()));
        HistoryEntry loaded =
                new HistoryEntry(read.event(), HistoryEntry.LOADED, read.time(), read.amount(), read.values());
        return new Seed(entries.key(event), loaded.id(), loaded.encoded(), history.keep());
    }
}
