package io.riskstream.api.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.riskstream.api.output.OutputListener;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.api.output.Times;
import io.riskstream.runner.BucketHistogram;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts the outputs of each pipeline: in total since the first one that was read, and by second for the last five minutes. Latency is from the Kafka timestamp of
 * the input record to that of the score. Memory is bounded: 300 seconds, and {@value #MAX_NAMES} decisions and codes; further ones count as {@value #OTHER}.
 */
final class OutputCounters implements OutputListener {
    private static final int SECONDS = 300;
    private static final int MAX_NAMES = 200;
    private static final String OTHER = "other";

    /** Counts of one pipeline and one second, or of several. */
    private static final class Counts {
        private long scored;
        private long rejected;
        private long dropped;
        private final SortedMap<String, Long> decisions = new TreeMap<>();
        private final SortedMap<String, Long> codes = new TreeMap<>();

        void add(Counts other) {
            scored += other.scored;
            rejected += other.rejected;
            dropped += other.dropped;
            other.decisions.forEach((name, count) -> count(decisions, name, count));
            other.codes.forEach((name, count) -> count(codes, name, count));
        }

        static void count(SortedMap<String, Long> counts, String name, long count) {
            boolean known = counts.containsKey(name) || counts.size() < MAX_NAMES;
            counts.merge(known ? name : OTHER, count, Long::sum);
        }

        void write(JsonObject json) {
            totals(json);
            json.add("decisions", object(decisions));
            json.add("rejections", object(codes));
        }

        void totals(JsonObject json) {
            json.addProperty("scored", scored);
            json.addProperty("rejected", rejected);
            json.addProperty("dropped", dropped);
        }

        static JsonObject object(Map<String, Long> counts) {
            JsonObject json = new JsonObject();
            counts.forEach(json::addProperty);
            return json;
        }
    }

    /** One second of one pipeline. */
    private static final class Second {
        private final long second;
        private final Counts counts = new Counts();
        /** A clock that stands still: all values are of one second. */
        private final BucketHistogram latency = new BucketHistogram(() -> 0);

        Second(long second) {
            this.second = second;
        }
    }

    private static final class PipelineCounts {
        private final Counts totals = new Counts();
        private final Second[] seconds = new Second[SECONDS];
        private Optional<Instant> since = Optional.empty();
    }

    private final InstantSource clock;
    private final Map<String, PipelineCounts> byPipeline = new HashMap<>();

    OutputCounters(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void scored(PublishedScore score, long latencyMillis) {
        Instant time = score.publishedAt().orElse(score.receivedAt());
        PipelineCounts pipeline = pipeline(score.pipeline(), time);
        count(pipeline.totals, score);
        second(pipeline, time).ifPresent(second -> {
            count(second.counts, score);
            second.latency.record(latencyMillis, 1);
        });
    }

    private static void count(Counts counts, PublishedScore score) {
        counts.scored++;
        Counts.count(counts.decisions, score.decision(), 1);
    }

    @Override
    public synchronized void rejected(RejectedEvent event) {
        PipelineCounts pipeline = pipeline(event.pipeline(), event.rejectedAt());
        count(pipeline.totals, event);
        second(pipeline, event.rejectedAt()).ifPresent(second -> count(second.counts, event));
    }

    private static void count(Counts counts, RejectedEvent event) {
        if (event.isRejection()) {
            counts.rejected++;
            Counts.count(counts.codes, event.code(), 1);
        } else {
            counts.dropped++;
        }
    }

    private PipelineCounts pipeline(String name, Instant time) {
        PipelineCounts counts = byPipeline.computeIfAbsent(name, each -> new PipelineCounts());
        if (counts.since.isEmpty() || counts.since.get().isAfter(time)) {
            counts.since = Optional.of(time);
        }
        return counts;
    }

    /** Returns the second of a time; empty if it is too long ago. A time in the future, of a machine with another clock, counts as now. */
    private Optional<Second> second(PipelineCounts pipeline, Instant time) {
        long now = clock.instant().getEpochSecond();
        long second = Math.min(now, time.getEpochSecond());
        if (second <= now - SECONDS) {
            return Optional.empty();
        }
        int slot = (int) (second % SECONDS);
        if (pipeline.seconds[slot] == null || pipeline.seconds[slot].second < second) {
            pipeline.seconds[slot] = new Second(second);
        }
        return Optional.of(pipeline.seconds[slot]).filter(found -> found.second == second);
    }

    /** Returns the counts of some pipelines together. */
    synchronized JsonObject json(Collection<String> pipelines) {
        Instant now = clock.instant();
        Counts totals = new Counts();
        SortedMap<Long, List<Second>> seconds = new TreeMap<>();
        Optional<Instant> since = Optional.empty();
        for (PipelineCounts pipeline : selected(pipelines)) {
            totals.add(pipeline.totals);
            since = Stream.concat(since.stream(), pipeline.since.stream()).min(Instant::compareTo);
            for (Second second : pipeline.seconds) {
                if (second != null && second.second > now.getEpochSecond() - SECONDS) {
                    seconds.computeIfAbsent(second.second, each -> new ArrayList<>())
                            .add(second);
                }
            }
        }
        JsonObject json = new JsonObject();
        since.ifPresent(time -> json.addProperty("since", Times.text(time)));
        json.addProperty("now", Times.text(now));
        json.addProperty("bucketSeconds", 1);
        JsonObject sums = new JsonObject();
        totals.totals(sums);
        json.add("totals", sums);
        json.add("decisions", Counts.object(totals.decisions));
        json.add("rejections", Counts.object(totals.codes));
        JsonObject latency = new JsonObject();
        addLatency(latency, seconds.values().stream().flatMap(List::stream).toList());
        if (latency.size() > 0) {
            json.add("latency", latency);
        }
        JsonArray buckets = new JsonArray();
        seconds.forEach((second, all) -> buckets.add(bucket(second, all)));
        json.add("buckets", buckets);
        return json;
    }

    private List<PipelineCounts> selected(Collection<String> pipelines) {
        return pipelines.stream()
                .flatMap(name -> Stream.ofNullable(byPipeline.get(name)))
                .toList();
    }

    private static JsonObject bucket(long second, List<Second> all) {
        Counts counts = new Counts();
        all.forEach(each -> counts.add(each.counts));
        JsonObject json = new JsonObject();
        json.addProperty("time", Times.text(Instant.ofEpochSecond(second)));
        counts.write(json);
        addLatency(json, all);
        return json;
    }

    private static void addLatency(JsonObject json, List<Second> seconds) {
        BucketHistogram.Counts latency = BucketHistogram.Counts.NONE;
        for (Second second : seconds) {
            latency = second.latency.getCount() == 0 ? latency : latency.plus(second.latency.counts());
        }
        if (latency.inSnapshot() > 0) {
            json.addProperty("p50Millis", rounded(latency.getValue(0.5)));
            json.addProperty("p99Millis", rounded(latency.getValue(0.99)));
        }
    }

    private static double rounded(double millis) {
        return Math.round(millis * 10) / 10.0;
    }

    /** Returns the counts of the last whole second of some pipelines, with the totals. */
    synchronized JsonObject lastSecond(Collection<String> pipelines) {
        long last = clock.instant().getEpochSecond() - 1;
        List<Second> seconds = new ArrayList<>();
        Counts totals = new Counts();
        for (PipelineCounts pipeline : selected(pipelines)) {
            totals.add(pipeline.totals);
            Second second = pipeline.seconds[(int) (last % SECONDS)];
            if (second != null && second.second == last) {
                seconds.add(second);
            }
        }
        JsonObject json = bucket(last, seconds);
        JsonObject sums = new JsonObject();
        totals.totals(sums);
        json.add("totals", sums);
        return json;
    }
}
