package io.riskstream.api.read;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The histograms of the stages of one topology, as the workers' metrics for Prometheus have them: the events by an upper bound of their time, cumulative. Immutable.
 *
 * @param buckets the number of events by stage, kind of time, and upper bound in seconds
 */
record StageHistograms(Map<Key, NavigableMap<Double, Double>> buckets) {
    static final StageHistograms NONE = new StageHistograms(Map.of());

    private static final Pattern BUCKET =
            Pattern.compile("riskstream_stage_(apply|wait)_seconds_bucket\\{([^}]*)\\} (\\S+).*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Storm's id of a topology: its name, a number and a time. An upgrade adds a version to the name. */
    private static final Pattern TOPOLOGY = Pattern.compile("(.+?)(-v\\d+)?-\\d+-\\d+");

    /** The kinds of time. */
    enum Time {
        APPLY,
        WAIT
    }

    /** One histogram. */
    record Key(String stage, Time time) {}

    /** Returns the histograms by the name of the topology. Other lines are ignored. */
    static Map<String, StageHistograms> parse(String page) {
        Map<String, StageHistograms> byTopology = new HashMap<>();
        page.lines().forEach(line -> {
            Matcher bucket = BUCKET.matcher(line);
            if (bucket.matches()) {
                add(byTopology, bucket);
            }
        });
        return byTopology;
    }

    private static void add(Map<String, StageHistograms> byTopology, Matcher bucket) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(bucket.group(2));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        Matcher topology = TOPOLOGY.matcher(labels.getOrDefault("topology", ""));
        String bound = labels.getOrDefault("le", "");
        if (!topology.matches() || !labels.containsKey("stage") || bound.isEmpty()) {
            return;
        }
        Key key = new Key(labels.get("stage"), "wait".equals(bucket.group(1)) ? Time.WAIT : Time.APPLY);
        byTopology
                .computeIfAbsent(topology.group(1), name -> new StageHistograms(new HashMap<>()))
                .buckets()
                .computeIfAbsent(key, first -> new TreeMap<>())
                .merge(
                        bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                        Double.parseDouble(bucket.group(3)),
                        Double::sum);
    }

    /** Returns what was added since an earlier page. A worker that was restarted since then begins at 0. */
    StageHistograms since(StageHistograms earlier) {
        Map<Key, NavigableMap<Double, Double>> added = new HashMap<>();
        buckets.forEach((key, now) -> {
            NavigableMap<Double, Double> before = earlier.buckets().getOrDefault(key, new TreeMap<>());
            boolean restarted = count(before) > count(now);
            NavigableMap<Double, Double> difference = new TreeMap<>();
            now.forEach((bound, events) ->
                    difference.put(bound, restarted ? events : events - before.getOrDefault(bound, 0.0)));
            added.put(key, difference);
        });
        return new StageHistograms(added);
    }

    /** Returns the sum of both, for two workers. */
    StageHistograms plus(StageHistograms other) {
        Map<Key, NavigableMap<Double, Double>> sum = new HashMap<>();
        buckets.forEach((key, own) -> sum.put(key, new TreeMap<>(own)));
        other.buckets().forEach((key, further) -> {
            NavigableMap<Double, Double> total = sum.computeIfAbsent(key, first -> new TreeMap<>());
            further.forEach((bound, events) -> total.merge(bound, events, Double::sum));
        });
        return new StageHistograms(sum);
    }

    /** Returns how many events a stage was applied to. */
    double events(String stage) {
        return count(histogram(stage, Time.APPLY));
    }

    /**
     * Returns a quantile in milliseconds over all events of a stage. Those whose outcome was pending are the slowest, because a wait is longer than an
     * application. Within a bucket, times are taken as evenly distributed.
     */
    double millis(String stage, double quantile) {
        NavigableMap<Double, Double> wait = histogram(stage, Time.WAIT);
        double slower = (1 - quantile) * events(stage);
        double seconds = count(wait) > slower
                ? quantile(wait, 1 - slower / count(wait))
                : quantile(histogram(stage, Time.APPLY), quantile);
        return Math.round(seconds * 1e6) / 1e3;
    }

    private NavigableMap<Double, Double> histogram(String stage, Time time) {
        return buckets.getOrDefault(new Key(stage, time), new TreeMap<>());
    }

    private static double count(NavigableMap<Double, Double> histogram) {
        return histogram.isEmpty() ? 0 : histogram.lastEntry().getValue();
    }

    private static double quantile(NavigableMap<Double, Double> histogram, double quantile) {
        double rank = quantile * count(histogram);
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : histogram.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > below) {
                return bucket.getKey().isInfinite()
                        ? lower
                        : lower + (bucket.getKey() - lower) * (rank - below) / (bucket.getValue() - below);
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return lower;
    }
}
