package io.riskstream.tools.local;

import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of one history in a run. Each counts once per event.
 *
 * @param appended sent to the store
 * @param unkeyed the event has no entity, time or id
 * @param errors the store could not be written or read
 * @param late the history arrived after the deadline
 * @param truncated the history may lack events of its longest window
 * @param trimmed requests to remove the oldest events
 */
public record HistorySummary(long appended, long unkeyed, long errors, long late, long truncated, long trimmed) {
    private static final String APPENDED = ".appended";

    /** Returns the histories by name. */
    static Map<String, HistorySummary> of(RunMetrics metrics) {
        Map<String, HistorySummary> histories = new TreeMap<>();
        for (String name : metrics.counts().keySet()) {
            if (name.endsWith(APPENDED)) {
                String prefix = name.substring(0, name.length() - APPENDED.length());
                histories.put(
                        prefix.substring(prefix.lastIndexOf('.') + 1),
                        new HistorySummary(
                                metrics.count(name),
                                metrics.count(prefix + ".unkeyed"),
                                metrics.count(prefix + ".errors"),
                                metrics.count(prefix + ".late"),
                                metrics.count(prefix + ".truncated"),
                                metrics.count(prefix + ".trimmed")));
            }
        }
        return histories;
    }
}
