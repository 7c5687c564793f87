package io.riskstream.history;

import io.riskstream.stage.HistoryAddition;
import io.riskstream.stage.HistoryTrim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The entries of one entity as a store returns them. An event that was corrected has several versions.
 *
 * <p>Cost: one sort of the entries, and for each event time linear in their number; if an event was corrected, also a sort for each event. For use by one thread.
 */
final class StoredHistory implements EntityHistory {
    /** In the order of {@link HistoryEntry#BY_TIME}. */
    private final List<HistoryEntry> versions;

    private final boolean hasVersions;
    private final long trimmedUntil;
    private final List<byte[]> outdatedMarks;
    private boolean trimmed;

    /**
     * Creates a history.
     *
     * @param trimmedUntil the time up to which events may have been removed, or {@link #NEVER}
     * @param outdatedMarks the ids of the entries with earlier such times
     */
    StoredHistory(List<HistoryEntry> versions, long trimmedUntil, List<byte[]> outdatedMarks) {
        this.versions = versions.stream().sorted(HistoryEntry.BY_TIME).toList();
        this.hasVersions = EntityHistory.hasVersions(versions);
        this.trimmedUntil = trimmedUntil;
        this.outdatedMarks = outdatedMarks;
    }

    /**
     * Decodes entries.
     *
     * @throws IllegalArgumentException if one of them is not an entry of a history
     */
    static StoredHistory of(List<byte[]> encoded) {
        List<HistoryEntry> versions = new ArrayList<>(encoded.size());
        long trimmedUntil = NEVER;
        List<byte[]> outdated = new ArrayList<>(0);
        for (byte[] entry : encoded) {
            if (HistoryEntry.isTrimmed(entry)) {
                long until = HistoryEntry.trimmedUntil(entry);
                if (trimmedUntil != NEVER) {
                    outdated.add(HistoryEntry.trimmedId(Math.min(until, trimmedUntil)));
                }
                trimmedUntil = Math.max(until, trimmedUntil);
            } else {
                versions.add(HistoryEntry.decode(entry));
            }
        }
        return new StoredHistory(versions, trimmedUntil, outdated);
    }

    @Override
    public boolean isTrimmedSince(long time) {
        return trimmedUntil != NEVER && trimmedUntil >= time;
    }

    @Override
    public List<HistoryEntry> before(HistoryEntry event) {
        if (!hasVersions) {
            return EntityHistory.before(event, versions);
        }
        long arrival = firstArrival(event);
        Map<Long, HistoryEntry> latest = new HashMap<>();
        for (HistoryEntry version : versions) {
            if (version.arrival() <= arrival && version.event() != event.event()) {
                latest.merge(version.event(), version, StoredHistory::later);
            }
        }
        List<HistoryEntry> before = new ArrayList<>(latest.size());
        for (HistoryEntry version : latest.values()) {
            if (version.time() < event.time()) {
                before.add(version);
            }
        }
        before.sort(HistoryEntry.BY_TIME);
        return before;
    }

    private static HistoryEntry later(HistoryEntry one, HistoryEntry other) {
        return one.arrival() >= other.arrival() ? one : other;
    }

    /** Returns when the content of an event arrived for the first time since its content was another. */
    private long firstArrival(HistoryEntry event) {
        long changed = NEVER;
        for (HistoryEntry version : versions) {
            if (isEarlierVersion(version, event) && !version.hasContentOf(event)) {
                changed = Math.max(changed, version.arrival());
            }
        }
        long first = event.arrival();
        for (HistoryEntry version : versions) {
            if (isEarlierVersion(version, event) && version.arrival() > changed) {
                first = Math.min(first, version.arrival());
            }
        }
        return first;
    }

    private static boolean isEarlierVersion(HistoryEntry version, HistoryEntry event) {
        return version.event() == event.event() && version.arrival() < event.arrival();
    }

    @Override
    public Optional<HistoryTrim> trim(String key, int most, Consumer<String> failure) {
        if (trimmed || !EntityHistory.isTooLarge(versions.size(), most)) {
            return Optional.empty();
        }
        trimmed = true;
        Map<Long, List<HistoryEntry>> byEvent = new HashMap<>();
        versions.forEach(version -> byEvent.computeIfAbsent(version.event(), first -> new ArrayList<>(1))
                .add(version));
        List<byte[]> removed = new ArrayList<>();
        List<HistoryEntry> kept = new ArrayList<>();
        for (List<HistoryEntry> versionsOfEvent : byEvent.values()) {
            HistoryEntry current = firstOfLatestContent(versionsOfEvent);
            kept.add(current);
            versionsOfEvent.remove(current);
            versionsOfEvent.forEach(version -> removed.add(version.id()));
        }
        List<HistoryAddition> added = new ArrayList<>();
        if (kept.size() > most) {
            kept.sort(HistoryEntry.BY_TIME);
            List<HistoryEntry> earliest = kept.subList(0, kept.size() - most);
            earliest.forEach(entry -> removed.add(entry.id()));
            long until =
                    Math.max(trimmedUntil, earliest.get(earliest.size() - 1).time());
            added.add(new HistoryAddition(HistoryEntry.trimmedId(until), HistoryEntry.trimmed(until)));
            if (trimmedUntil != NEVER && trimmedUntil != until) {
                removed.add(HistoryEntry.trimmedId(trimmedUntil));
            }
        }
        removed.addAll(outdatedMarks);
        return Optional.of(new HistoryTrim(key, added, removed, failure));
    }

    private static HistoryEntry firstOfLatestContent(List<HistoryEntry> versionsOfEvent) {
        versionsOfEvent.sort(Comparator.comparingLong(HistoryEntry::arrival));
        int first = versionsOfEvent.size() - 1;
        while (first > 0 && versionsOfEvent.get(first - 1).hasContentOf(versionsOfEvent.get(first))) {
            first--;
        }
        return versionsOfEvent.get(first);
    }
}
