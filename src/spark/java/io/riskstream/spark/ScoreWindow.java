package io.riskstream.spark;

import com.google.gson.JsonObject;
import io.riskstream.tools.statistics.ScoreBins;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * The scores of one group in one window.
 *
 * @param dimension what the scores are grouped by: {@code all}, {@code decision}, {@code rule}, or the path of a field
 * @param value the value of the group; empty for all scores
 * @param events the number of scores, duplicates excluded
 * @param distinctEvents about how many different events they are of, within 5 %
 * @param scoreSum the sum of the scores
 * @param quantiles the approximate 50th, 90th and 99th percentiles of the scores; empty if there is no score
 * @param points the sum of the points of a rule; empty for other groups
 * @param decisions the number of scores by decision: first those of the scorecard, then others
 * @param bins the number of scores in each tenth of the reference; empty if there is none
 * @param stability the population stability index against the reference
 */
record ScoreWindow(
        Instant start,
        Instant end,
        String dimension,
        String value,
        long events,
        long distinctEvents,
        double scoreSum,
        List<Double> quantiles,
        OptionalDouble points,
        Map<String, Long> decisions,
        List<Long> bins,
        OptionalDouble stability) {
    /** The member of a record that states to which window it belongs. */
    static final String START = "window_start";

    /** Reads a row of {@link OutputStatistics#scoreWindows}. */
    static ScoreWindow of(Row row, List<String> decisionNames, Optional<ScoreBins> reference) {
        Row window = row.getAs("window");
        Map<String, Long> decisions = new LinkedHashMap<>();
        decisionNames.forEach(name -> decisions.put(name, 0L));
        // also those of a scorecard that the pipeline has loaded after the start of the job, in the order of their
        // names
        decisions.putAll(new TreeMap<>(row.<String, Long>getJavaMap(row.fieldIndex("decisions"))));
        List<Long> bins = reference
                .map(present -> ReferenceScores.counts(present, row.getJavaMap(row.fieldIndex("bins"))))
                .orElse(List.of());
        return new ScoreWindow(
                window.<Timestamp>getAs("start").toInstant(),
                window.<Timestamp>getAs("end").toInstant(),
                row.getAs("dimension"),
                row.getAs("value"),
                row.<Long>getAs("events"),
                row.<Long>getAs("distinct_events"),
                row.isNullAt(row.fieldIndex("score_sum")) ? 0 : row.<Double>getAs("score_sum"),
                list(row, "quantiles"),
                row.isNullAt(row.fieldIndex("points_sum"))
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(row.<Double>getAs("points_sum")),
                decisions,
                bins,
                reference.isPresent() ? stability(reference.get(), bins) : OptionalDouble.empty());
    }

    private static OptionalDouble stability(ScoreBins reference, List<Long> bins) {
        double index = reference.stabilityIndex(
                bins.stream().mapToLong(Long::longValue).toArray());
        return Double.isNaN(index) ? OptionalDouble.empty() : OptionalDouble.of(index);
    }

    private static <T> List<T> list(Row row, String name) {
        int index = row.fieldIndex(name);
        return row.isNullAt(index) ? List.of() : List.copyOf(row.<T>getList(index));
    }

    /** Returns the mean of the scores. */
    double mean() {
        return scoreSum / events;
    }

    /** Returns the record of the group for look-ups. */
    String json() {
        JsonObject record = new JsonObject();
        record.addProperty(START, start.toString());
        record.addProperty("window_end", end.toString());
        record.addProperty("events", events);
        record.addProperty("distinct_events", distinctEvents);
        record.addProperty("score_mean", mean());
        if (quantiles.size() == 3) {
            record.addProperty("score_p50", quantiles.get(0));
            record.addProperty("score_p90", quantiles.get(1));
            record.addProperty("score_p99", quantiles.get(2));
        }
        decisions.forEach((decision, count) -> record.addProperty("share_" + decision, (double) count / events));
        stability.ifPresent(index -> record.addProperty("psi", index));
        return record.toString();
    }
}
