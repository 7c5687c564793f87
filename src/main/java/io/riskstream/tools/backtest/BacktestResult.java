package io.riskstream.tools.backtest;

import java.util.List;
import java.util.Map;

/**
 * The result of a backtest.
 *
 * @param read the number of events
 * @param notSent the number of records of the source that are not events
 * @param source what was read, one line each
 * @param reports the first message of each code that a stage reported
 * @param seconds the time from the first event to the last
 * @param threads the number of threads
 * @param historyThread true if one more thread ran the stages that keep histories
 */
record BacktestResult(
        Counts counts,
        long read,
        long notSent,
        List<String> source,
        Map<String, String> reports,
        double seconds,
        int threads,
        boolean historyThread) {
    /** Returns the share of the scored events with another decision; 0 if there is one scorecard. */
    double changedShare() {
        return counts.scored() == 0 ? 0 : counts.pair().map(PairCounts::changed).orElse(0L) / (double) counts.scored();
    }
}
