package io.riskstream.spark;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.udaf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.window;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.tools.statistics.ScoreBins;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The queries over the records of Kafka. They work on a stream and on a batch alike.
 *
 * <p>Every score is counted once in each of its groups: all scores, its decision, each rule that fired, and each field of the settings. A record with the same origin
 * as an earlier one is a duplicate of a pipeline that delivers at least once, and is not counted. The time of an event is never later than that of its
 * record, so a wrong date in one event does not move the watermark past all others.
 */
final class OutputStatistics {
    /** The group of all scores. */
    static final String ALL = "all";
    /** The group of the records that are no score, or not a valid one. */
    static final String UNREADABLE = "unreadable";

    static final String DECISION = "decision";
    static final String RULE = "rule";

    /** A value of a field can be of any length and is part of a key in PostgreSQL. A longer one is cut, and its hash keeps it apart from others. */
    private static final int MAX_VALUE = 200;

    /** Far above any score, and so far below the largest number that a sum of scores is finite. Spark's reader of JSON accepts NaN and Infinity too. */
    private static final double MAX_SCORE = 1e15;

    /** Times before it, and after the last, are mistakes; the arithmetic of windows and PostgreSQL's type have limits. */
    private static final Timestamp FIRST_TIME = Timestamp.from(Instant.parse("1900-01-01T00:00:00Z"));

    private static final long LAST_MILLIS =
            Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    /** The error of a quantile is at most this part of the events. */
    private static final int QUANTILE_ACCURACY = 1_000;

    private static final double[] QUANTILES = {0.5, 0.9, 0.99};

    private final SparkSettings settings;
    private final PipelineOutput pipeline;
    private final Optional<ScoreBins> bins;

    OutputStatistics(SparkSettings settings, PipelineOutput pipeline, Optional<ScoreBins> bins) {
        this.settings = settings;
        this.pipeline = pipeline;
        this.bins = bins;
    }

    /** Returns the scores of Kafka's records, each once: {@code score}, {@code origin} and {@code time}. */
    Dataset<Row> scores(Dataset<Row> records) {
        Column message = from_json(col("value").cast("string"), pipeline.message(), Map.of());
        return distinct(records.select(message.as("score"), origin(), received(), col("timestamp"))
                .select(
                        col("score")
                                .withField("score", valid(col("score.score")))
                                .as("score"),
                        col("origin"),
                        time().as("time")));
    }

    /** Returns a score, and null instead of one that would make every sum infinite or NaN. */
    private static Column valid(Column score) {
        return when(abs(score).leq(MAX_SCORE), score);
    }

    private Column time() {
        Column received = col("received");
        return settings.eventTime()
                .map(path -> {
                    Column time = expr("try_cast(" + event(path) + " AS TIMESTAMP)");
                    return least(coalesce(when(time.geq(FIRST_TIME), time), received), col("timestamp"));
                })
                .orElse(received);
    }

    /** Returns the scores by window and group, one row for each group. */
    Dataset<Row> scoreWindows(Dataset<Row> scores) {
        Dataset<Row> grouped = scores.select(
                        col("time"),
                        col("score.id").as("id"),
                        col("score.score").as("score"),
                        bounded(col("score.decision")).as("decision"),
                        explode(groups()).as("group"))
                .select(
                        col("time"),
                        col("id"),
                        col("score"),
                        col("decision"),
                        col("group.dimension").as("dimension"),
                        bounded(col("group.value")).as("value"),
                        col("group.points").as("points"));
        List<Column> measures = new ArrayList<>(List.of(
                approx_count_distinct(col("id")).as("distinct_events"),
                sum(col("score")).as("score_sum"),
                percentile_approx(
                                col("score"),
                                array(Arrays.stream(QUANTILES)
                                        .mapToObj(quantile -> lit(quantile))
                                        .toArray(Column[]::new)),
                                lit(QUANTILE_ACCURACY))
                        .as("quantiles"),
                sum(col("points")).as("points_sum"),
                numbers(col("decision")).as("decisions"),
                numbers(bin()).as("bins")));
        return windows(grouped, List.of(col("dimension"), col("value")), measures);
    }

    /** Returns the groups that a score belongs to. */
    private Column groups() {
        Column readable =
                col("score.score").isNotNull().and(col("score.decision").isNotNull());
        List<Column> one = new ArrayList<>();
        one.add(group(when(readable, lit(ALL)).otherwise(lit(UNREADABLE)), lit("")));
        one.add(group(lit(DECISION), when(readable, col("score.decision"))));
        for (String path : settings.groups()) {
            one.add(group(lit(path), when(readable, expr("CAST(" + event(path) + " AS STRING)"))));
        }
        Column rules = expr("transform(score.reasons, r -> struct('" + RULE
                + "' AS dimension, r.code AS value, r.points AS points))");
        Column all = concat(
                array(one.toArray(Column[]::new)),
                coalesce(
                        when(readable, rules),
                        expr("CAST(array() AS array<struct<dimension:string,value:string,points:double>>)")));
        // a score without the field belongs to no group of it
        return filter(all, each -> each.getField("value").isNotNull());
    }

    private static Column group(Column dimension, Column value) {
        return struct(
                dimension.as("dimension"),
                value.as("value"),
                lit(null).cast("double").as("points"));
    }

    /** Returns a map with the number of rows of each text. */
    private static Column numbers(Column text) {
        return udaf(new TextCounts(), Encoders.STRING()).apply(text).getField("numbers");
    }

    /** Returns the name of the bin that a score belongs to; null without a score or a reference. */
    private Column bin() {
        Column bin = lit(null).cast("string");
        if (bins.isPresent()) {
            List<Double> upperBounds = bins.get().upperBounds();
            bin = lit(ReferenceScores.bin(bins.get(), upperBounds.size()));
            for (int i = upperBounds.size() - 1; i >= 0; i--) {
                bin = when(col("score").leq(upperBounds.get(i)), lit(ReferenceScores.bin(bins.get(), i)))
                        .otherwise(bin);
            }
            bin = when(col("score").isNotNull(), bin);
        }
        return bin;
    }

    /** Returns the dead letters of Kafka's records, each once. */
    Dataset<Row> deadLetters(Dataset<Row> records) {
        return distinct(records.select(
                coalesce(header(PublishDeadLetter.STAGE), lit("")).as("stage"),
                coalesce(header(PublishDeadLetter.CODE), lit("")).as("code"),
                coalesce(header(OutputHeaders.OUTCOME), lit("")).as("outcome"),
                origin(),
                received().as("time")));
    }

    /** Returns the dead letters by window, stage, code and outcome. */
    Dataset<Row> deadLetterWindows(Dataset<Row> deadLetters) {
        return windows(
                deadLetters,
                Stream.of("stage", "code", "outcome")
                        .map(name -> bounded(col(name)).as(name))
                        .toList(),
                List.of());
    }

    private Dataset<Row> windows(Dataset<Row> events, List<Column> keys, List<Column> measures) {
        List<Column> by = new ArrayList<>(keys);
        by.add(0, window(col("time"), interval(settings.window())).as("window"));
        return events.groupBy(by.toArray(Column[]::new))
                .agg(count(lit(1)).as("events"), measures.toArray(Column[]::new));
    }

    private Dataset<Row> distinct(Dataset<Row> outputs) {
        return outputs.isStreaming()
                ? outputs.withWatermark("time", interval(settings.watermark()))
                        .dropDuplicatesWithinWatermark(new String[] {"origin"})
                : outputs.dropDuplicates(new String[] {"origin"});
    }

    private static String interval(Duration time) {
        return time.toMillis() + " milliseconds";
    }

    /** Returns the record that an output was made of; records of other programs stand for themselves. */
    private static Column origin() {
        return coalesce(
                        header(OutputHeaders.ORIGIN),
                        concat(
                                col("topic"),
                                lit("-"),
                                col("partition").cast("string"),
                                lit("@"),
                                col("offset").cast("string")))
                .as("origin");
    }

    /** Returns when an event arrived in Kafka, and of an output without this header when it was published. */
    private static Column received() {
        Column millis = expr("try_cast(" + headerText(OutputHeaders.TIMESTAMP) + " AS BIGINT)");
        Column header = when(millis.between(FIRST_TIME.getTime(), LAST_MILLIS), timestamp_millis(millis));
        return least(coalesce(header, col("timestamp")), col("timestamp")).as("received");
    }

    private static Column header(String name) {
        return expr(headerText(name));
    }

    private static String headerText(String name) {
        return "make_valid_utf8(CAST(get(filter(headers, h -> h.key = '" + name + "'), 0).value AS STRING))";
    }

    /** Returns the name in SQL of a field of the event. */
    private static String event(String path) {
        return Arrays.stream(path.split("\\."))
                .map(part -> "`" + part.replace("`", "``") + "`")
                .collect(Collectors.joining(".", "score.event.", ""));
    }

    /** Returns a text that PostgreSQL can store in a key: it has no U+0000 and at most {@value #MAX_VALUE} characters. */
    private static Column bounded(Column text) {
        Column storable = translate(text, "\u0000", "\uFFFD");
        return when(
                        length(storable).gt(MAX_VALUE),
                        concat(substring(storable, 1, MAX_VALUE - 65), lit("#"), sha2(storable.cast("binary"), 256)))
                .otherwise(storable);
    }
}
