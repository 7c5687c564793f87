package io.riskstream.history;

import io.riskstream.stage.HistoryTrim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The entries of one entity. An event that was corrected has several versions. */
interface EntityHistory {
    /** The time up to which events were removed, if none was. */
    long NEVER = Long.MIN_VALUE;

    /**
     * Returns what an event counts: each other event that happened before it, in the latest version that arrived before it. The earliest event is first.
     *
     * <p>An event that repeats its previous version counts what that version counted. So a message that is sent twice has the same features twice.
     */
    List<HistoryEntry> before(HistoryEntry event);

    /** True if an event that happened at a time or later may have been removed. */
    boolean isTrimmedSince(long time);

    /**
     * Returns the request that keeps the history small; empty if it is not {@linkplain #isTooLarge too large}, or if the
     * request was returned before. Otherwise it removes the versions that a later
     * one repeats or replaces, and then the earliest events until {@code most} are left.
     */
    Optional<HistoryTrim> trim(String key, int most, Consumer<String> failure);

    /** Returns {@link #before} for a history in which each event has one version. The versions are sorted by {@link HistoryEntry#BY_TIME}. */
    static List<HistoryEntry> before(HistoryEntry event, List<HistoryEntry> sorted) {
        List<HistoryEntry> before = new ArrayList<>(sorted.size());
        for (int i = 0; i < sorted.size() && sorted.get(i).time() < event.time(); i++) {
            if (sorted.get(i).arrival() <= event.arrival() && sorted.get(i).event() != event.event()) {
                before.add(sorted.get(i));
            }
        }
        return before;
    }

    /** True if two versions belong to one event. */
    static boolean hasVersions(List<HistoryEntry> versions) {
        Set<Long> events = new HashSet<>();
        return !versions.stream().allMatch(version -> events.add(version.event()));
    }

    /** True if a history has more than {@code most} entries and an eighth, so that it is not trimmed for each event. */
    static boolean isTooLarge(int entries, int most) {
        return entries > most + Math.max(1, most / 8);
    }
}
