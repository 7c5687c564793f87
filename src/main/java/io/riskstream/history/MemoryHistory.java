package io.riskstream.history;

import io.riskstream.stage.HistoryAddition;
import io.riskstream.stage.HistoryTrim;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The entries of one entity in memory, decoded and in the order of their times, so that an event neither decodes nor sorts them. It gives the same values as a
 * {@link StoredHistory} of the same entries. For use by one thread.
 *
 * <p>Cost: no entry is decoded or sorted for an event.
 */
final class MemoryHistory implements EntityHistory {
    /** In the order of {@link HistoryEntry#BY_TIME}. */
    private final List<HistoryEntry> versions;

    private long trimmedUntil = NEVER;
    /** True if two versions may belong to one event; then the general computation applies. */
    private boolean hasVersions;

    /** Creates a history with one entry. */
    MemoryHistory(HistoryEntry first) {
        versions = new ArrayList<>(4);
        versions.add(first);
    }

    /** Adds an entry. An entry with the same id is replaced. */
    void put(HistoryEntry entry) {
        for (int i = 0; i < versions.size(); i++) {
            HistoryEntry other = versions.get(i);
            if (other.event() == entry.event()) {
                if (other.arrival() == entry.arrival()) {
                    versions.remove(i);
                    break;
                }
                hasVersions = true;
            }
        }
        int index = Collections.binarySearch(versions, entry, HistoryEntry.BY_TIME);
        versions.add(index < 0 ? -1 - index : index, entry);
    }

    /** Removes and adds what a request states. */
    void apply(HistoryTrim trim) {
        Set<Long> removed = new HashSet<>();
        for (byte[] id : trim.removed()) {
            if (id.length == Long.BYTES) { // other ids are those of outdated marks
                removed.add(ByteBuffer.wrap(id).getLong());
            }
        }
        versions.removeIf(version -> removed.contains(version.idBits()));
        for (HistoryAddition addition : trim.added()) {
            trimmedUntil = Math.max(trimmedUntil, HistoryEntry.trimmedUntil(addition.entry()));
        }
        hasVersions = EntityHistory.hasVersions(versions);
    }

    /** Returns the entries. The list must not be changed. */
    List<HistoryEntry> entries() {
        return versions;
    }

    @Override
    public List<HistoryEntry> before(HistoryEntry event) {
        return hasVersions ? stored().before(event) : EntityHistory.before(event, versions);
    }

    @Override
    public boolean isTrimmedSince(long time) {
        return trimmedUntil != NEVER && trimmedUntil >= time;
    }

    @Override
    public Optional<HistoryTrim> trim(String key, int most, Consumer<String> failure) {
        return EntityHistory.isTooLarge(versions.size(), most) ? stored().trim(key, most, failure) : Optional.empty();
    }

    private StoredHistory stored() {
        return new StoredHistory(versions, trimmedUntil, List.of());
    }
}
