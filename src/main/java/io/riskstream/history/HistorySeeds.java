package io.riskstream.history;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.time.Duration;

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

    /**
     * Creates the entries of a history.
     *
     * @throws io.riskstream.text.ConfigurationException if the event type does not have the fields that the history reads
     */
    public HistorySeeds(History history, EventType type) {
        this.history = history;
        ActiveHistory.check(history, type);
        this.entries = new EntryReader(history, type, hash);
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
