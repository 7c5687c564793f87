package io.riskstream.tools.local;

import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.event.EventType;
import io.riskstream.parse.ParseCsv;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.LoadedReference;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Runs a pipeline on this machine from end to end: a Kafka, a Redis and a Storm of its own, references loaded, events sent, and every one of
 * them accounted for. Ends by itself.
 */
public final class LocalRun {
    /**
     * What to run.
     *
     * @param flux the Flux file
     * @param properties the environment; the addresses in it are replaced
     * @param input a file of events; empty to simulate them
     * @param references a directory of reference files; empty to simulate them
     * @param events how many to send at most
     * @param perSecond how many to send a second; 0 for as many as the broker takes
     * @param seed of what is simulated
     * @param directory where the results go
     * @param patience how long nothing may move before what is missing is given up as lost
     */
    public record Settings(
            Path flux,
            Properties properties,
            Optional<Path> input,
            Optional<Path> references,
            long events,
            int perSecond,
            long seed,
            Path directory,
            Duration patience) {}

    private static final int PARTITIONS = 2;
    private static final int REASONS_TOLD = 4;
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Settings settings;
    private final PrintStream out;
    private final boolean terminal;
    private final DeliveryLedger ledger = new DeliveryLedger();

    /**
     * A run.
     *
     * @param terminal whether {@code out} is a terminal, on which the progress stays on one line
     */
    public LocalRun(Settings settings, PrintStream out, boolean terminal) {
        this.settings = settings;
        this.out = out;
        this.terminal = terminal;
    }

    /** Runs to the end, writes the results, and tells how it went. */
    public RunSummary run() throws IOException {
        // a mistake in the file shows before any server starts
        Pipeline.read(settings.flux(), settings.properties());
        out.println("starting Kafka, Redis and Storm ...");
        CompletableFuture<LocalStorm> starting = CompletableFuture.supplyAsync(LocalStorm::start);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start();
                LocalStorm storm = starting.join()) {
            return run(kafka, redis, storm);
        }
    }

    /** What a run wants of its broker. */
    static Map<String, String> brokerSettings() {
        return Map.of(
                "auto.create.topics.enable", "true",
                "num.partitions", Integer.toString(PARTITIONS),
                // the time a record reached the broker, for claims and scores alike: their difference is the latency
                "log.message.timestamp.type", "LogAppendTime",
                // so that an oversized event reaches the pipeline, and is turned away there
                "message.max.bytes", Integer.toString(16 << 20),
                "replica.fetch.max.bytes", Integer.toString(16 << 20));
    }

    private Properties addresses(EmbeddedKafka kafka, EmbeddedRedis redis) {
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        properties.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
        properties.setProperty("redis.host", "127.0.0.1");
        properties.setProperty("redis.port", Integer.toString(redis.port()));
        return properties;
    }

    /** Runs on servers that are there already. */
    RunSummary run(EmbeddedKafka kafka, EmbeddedRedis redis, StormCluster storm) throws IOException {
        return run(kafka, redis, storm, this::records);
    }

    /** Runs on servers that are there already, on these records. */
    RunSummary run(
            EmbeddedKafka kafka,
            EmbeddedRedis redis,
            StormCluster storm,
            Function<Pipeline, Iterator<InputRecord>> records)
            throws IOException {
        Properties properties = addresses(kafka, redis);
        Pipeline pipeline = Pipeline.read(settings.flux(), properties);
        Path directory = Files.createDirectories(settings.directory());
        Files.deleteIfExists(
                directory.resolve("summary.json")); // it tells of a run that has ended, and this one has not
        String topic = inputTopic(pipeline);
        kafka.createTopic(topic, PARTITIONS);
        outputTopics(pipeline).forEach(output -> kafka.createTopic(output, PARTITIONS));
        loadReferences(pipeline, redis);
        try (OutputReader outputs = new OutputReader(kafka.bootstrapServers(), topic, ledger, directory)) {
            double seconds;
            LookupSummary enrichment;
            Map<String, ComponentSummary> components;
            storm.submit(pipeline, properties);
            try {
                storm.awaitRunning(pipeline.name());
                seconds = feedAndFollow(records.apply(pipeline), kafka, topic, outputs);
                RunMetrics metrics = settled(pipeline.name());
                enrichment = LookupSummary.of(metrics);
                components = ComponentSummary.of(metrics);
            } finally {
                storm.kill(pipeline.name());
                RunMetrics.forget(pipeline.name());
            }
            outputs.readToEnd();
            RunSummary summary = RunSummary.of(pipeline.name(), ledger.totals(), seconds, enrichment, components);
            Files.writeString(directory.resolve("summary.json"), summary.toJson() + "\n");
            report(summary, outputs.highest(), directory);
            return summary;
        }
    }

    private double feedAndFollow(
            Iterator<InputRecord> records, EmbeddedKafka kafka, String topic, OutputReader outputs) {
        EventFeed feed = new EventFeed(
                kafka.bootstrapServers(), topic, records, settings.events(), settings.perSecond(), ledger);
        long start = System.nanoTime();
        Thread feeding = new Thread(feed, "event-feed");
        feeding.setDaemon(true);
        feeding.start();
        return follow(feed, outputs, start);
    }

    /** Reads outputs until all is accounted for, or nothing has moved for as long as patience lasts; the seconds from the start to the last change. */
    private double follow(EventFeed feed, OutputReader outputs, long start) {
        RunProgress progress = new RunProgress(out, terminal, ledger, start);
        long changes = -1;
        long lastChange = start;
        while (true) {
            outputs.poll();
            boolean fed = feed.done();
            feed.check();
            long now = System.nanoTime();
            boolean allAccounted = ledger.allAccounted();
            // while all that was sent has come out, it is the feed that takes its time
            if (ledger.changes() != changes || allAccounted && !fed) {
                changes = ledger.changes();
                lastChange = now;
            }
            boolean gaveUp = now - lastChange > settings.patience().toNanos();
            if (fed && allAccounted || gaveUp) {
                progress.end();
                feed.stop();
                return (lastChange - start) / (double) TimeUnit.SECONDS.toNanos(1);
            }
            progress.show(now);
        }
    }

    /** The metrics once no bolt holds an input any more: an output is read sooner than its bolt hears that it was written. */
    private static RunMetrics settled(String pipeline) {
        long end = System.nanoTime() + SETTLING.toNanos();
        RunMetrics metrics = RunMetrics.of(pipeline);
        while (metrics.count("held") > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            metrics = RunMetrics.of(pipeline);
        }
        return metrics;
    }

    /** Where the accounts stand just now. */
    DeliveryLedger.Totals totals() {
        return ledger.totals();
    }

    private static String inputTopic(Pipeline pipeline) {
        List<TopicSpout> spouts = pipeline.spouts(TopicSpout.class);
        if (spouts.size() != 1 || spouts.get(0).topics().size() != 1) {
            throw new IllegalArgumentException(pipeline.path()
                    + ": a local run needs one spout, an EventSpout or a BatchSpout, that reads one topic");
        }
        return spouts.get(0).topics().get(0);
    }

    /** Those whose names are known before the first event; what a template names is created by its first message. */
    private static Set<String> outputTopics(Pipeline pipeline) {
        Set<String> topics = new TreeSet<>();
        pipeline.stages().forEach(stage -> {
            if (stage instanceof PublishScore scores && scores.topic().indexOf('{') < 0) {
                topics.add(scores.topic());
            } else if (stage instanceof PublishDeadLetter deadLetters) {
                topics.add(deadLetters.topic());
            }
        });
        return topics;
    }

    private void loadReferences(Pipeline pipeline, EmbeddedRedis redis) throws IOException {
        Path directory = settings.references().orElse(null);
        try (TemporaryDirectory simulated = TemporaryDirectory.create("references")) {
            if (directory == null) {
                simulation(pipeline).writeReferences(simulated.path());
                directory = simulated.path();
            }
            References references = References.of(
                    pipeline.knowledge().resolve("references.yaml").toString());
            try (RedisLoader store = new RedisLoader(new Redis(Map.of("host", "127.0.0.1", "port", redis.port())))) {
                List<LoadedReference> loaded = new ReferenceLoader(references).load(directory, store::put);
                store.flush();
                out.println("references: "
                        + String.join(", ", loaded.stream().map(LocalRun::told).toList()) + "; in Redis at 127.0.0.1:"
                        + redis.port());
            }
        }
    }

    private static String told(LoadedReference reference) {
        return reference.present()
                ? String.format(Locale.ROOT, "%s %,d", reference.name(), reference.records())
                : reference.name() + " none (no " + reference.file() + ")";
    }

    private Simulation simulation(Pipeline pipeline) {
        return new Simulation(pipeline.knowledge().getFileName().toString(), settings.seed());
    }

    private Iterator<InputRecord> records(Pipeline pipeline) {
        return settings.input().isEmpty()
                ? simulated(simulation(pipeline).events(settings.events()))
                : fromFile(pipeline, settings.input().get());
    }

    private static Iterator<InputRecord> simulated(Iterator<SimulatedEvent> events) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public InputRecord next() {
                SimulatedEvent event = events.next();
                return new InputRecord(Optional.of(event.key()), event.value());
            }
        };
    }

    private static Iterator<InputRecord> fromFile(Pipeline pipeline, Path file) {
        List<ParseCsv> csv = pipeline.components(ParseCsv.class);
        return csv.isEmpty()
                ? EventFile.asJson(file, pipeline.components(EventType.class).get(0))
                : EventFile.asCsv(file, csv.get(0).columns());
    }

    private void report(RunSummary summary, List<OutputReader.Scored> highest, Path directory) {
        out.println();
        out.printf(
                Locale.ROOT,
                "%s: read %,d  scored %,d  rejected %,d  dropped %,d  lost %,d  duplicates %,d%n",
                summary.pipeline(),
                summary.read(),
                summary.scored(),
                summary.rejected(),
                summary.dropped(),
                summary.lost(),
                summary.duplicates());
        out.printf(
                Locale.ROOT,
                "%,.0f events/s; Kafka timestamp to score: p50 %d ms, p99 %d ms, max %d ms%n",
                summary.eventsPerSecond(),
                summary.latencyMs().p50(),
                summary.latencyMs().p99(),
                summary.latencyMs().max());
        out.println();
        out.println("decisions");
        summary.decisions().forEach((decision, count) -> out.printf(Locale.ROOT, "  %-24s %,8d%n", decision, count));
        if (!summary.rejections().isEmpty()) {
            out.println("rejections");
        }
        summary.rejections().forEach((code, count) -> out.printf(Locale.ROOT, "  %-24s %,8d%n", code, count));
        summary.enrichment().print(out);
        out.println("highest scores");
        for (OutputReader.Scored scored : highest) {
            out.printf(
                    Locale.ROOT,
                    "  %7.1f  %-8s %-14s %s%n",
                    scored.score(),
                    scored.decision(),
                    scored.id(),
                    reasons(scored.reasons()));
        }
        out.println();
        out.println("written: " + directory.resolve("summary.json") + ", scores.jsonl, dead-letters.jsonl");
        if (summary.lost() > 0) {
            out.printf(
                    Locale.ROOT,
                    "LOST: nothing came out of %,d events, and nothing moved for %d s%n",
                    summary.lost(),
                    settings.patience().toSeconds());
        }
    }

    /** The weightiest; the file of scores has them all. */
    private static String reasons(List<String> all) {
        String first = String.join(", ", all.subList(0, Math.min(REASONS_TOLD, all.size())));
        return all.size() <= REASONS_TOLD ? first : first + " and " + (all.size() - REASONS_TOLD) + " more";
    }
}
