package io.riskstream.tools.local;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.tools.events.CheckedInput;
import io.riskstream.tools.events.InputOptions;
import io.riskstream.tools.events.InputRecord;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Runs a pipeline on this machine: starts a Kafka, a Redis and a Storm, loads the references, sends the events, and accounts for every one of
 * them.
 */
public final class LocalRun {
    /**
     * The settings of a run.
     *
     * @param flux the Flux file
     * @param properties the environment; the addresses of the servers in it are replaced
     * @param input a file of events; empty to simulate them
     * @param inputOptions how the file of events is written
     * @param references a directory of reference files; empty to simulate them
     * @param events maximum number of events to send
     * @param perSecond events to send per second; 0 for as many as the broker accepts
     * @param seed the seed of the simulation
     * @param directory the directory for the results
     * @param patience time without progress after which missing events count as lost
     * @param store whether a PostgreSQL stores the outputs, and answers queries at the end
     */
    public record Settings(
            Path flux,
            Properties properties,
            Optional<Path> input,
            InputOptions inputOptions,
            Optional<Path> references,
            long events,
            int perSecond,
            long seed,
            Path directory,
            Duration patience,
            boolean store) {
        /** Returns these settings with a PostgreSQL that stores the outputs. */
        Settings withStore() {
            return new Settings(
                    flux,
                    properties,
                    input,
                    inputOptions,
                    references,
                    events,
                    perSecond,
                    seed,
                    directory,
                    patience,
                    true);
        }
    }

    private static final int PARTITIONS = 2;
    private static final String HOST = "127.0.0.1";
    /** An address at which no server is, to see whether a pipeline takes its addresses from the properties. */
    private static final int PROBE_PORT = 9;

    private static final String PROBE = HOST + ":" + PROBE_PORT;
    private static final Duration MAX_SETTLING = Duration.ofSeconds(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Settings settings;
    private final PrintStream out;
    private final boolean terminal;
    private final RunService service;
    private final RunReport report;
    private final RunStop stop = new RunStop();
    private final DeliveryLedger ledger = new DeliveryLedger();

    /**
     * Creates a run.
     *
     * @param terminal whether {@code out} is a terminal, on which the progress stays on one line
     */
    public LocalRun(Settings settings, PrintStream out, boolean terminal) {
        this(settings, out, terminal, RunService.NONE);
    }

    /**
     * Creates a run with a service.
     *
     * @param terminal whether {@code out} is a terminal, on which the progress stays on one line
     * @param service started with the pipeline, and closed before the servers
     */
    public LocalRun(Settings settings, PrintStream out, boolean terminal, RunService service) {
        this.settings = settings;
        this.out = out;
        this.terminal = terminal;
        this.service = service;
        this.report = new RunReport(out);
    }

    /**
     * Runs to the end, writes the results, and prints a report. If the process is asked to end, as by Ctrl-C, the run ends, and the process waits until its
     * servers are closed and their files are deleted.
     *
     * @throws IllegalArgumentException if an input cannot be used; no server is started then
     */
    public RunSummary run() throws IOException {
        stop.begin();
        try {
            return runWithServers();
        } finally {
            stop.end();
        }
    }

    private RunSummary runWithServers() throws IOException {
        RunInputs inputs = readInputs();
        Files.createDirectories(settings.directory());
        report.printSources(inputs);
        out.println("starting Kafka, " + (inputs.usesRedis() ? "Redis, " : "")
                + (usesPostgres(inputs) ? "PostgreSQL, " : "") + "Storm ...");
        // first, because it is the server that a machine may not allow
        try (OptionalPostgres postgres = OptionalPostgres.start(usesPostgres(inputs))) {
            CompletableFuture<LocalStorm> starting = CompletableFuture.supplyAsync(LocalStorm::start);
            try (EmbeddedKafka kafka = EmbeddedKafka.start(brokerSettings());
                    OptionalRedis redis = OptionalRedis.start(inputs.usesRedis());
                    LocalStorm storm = starting.join()) {
                return run(inputs, kafka, redis.server(), postgres.server(), storm, inputs::events);
            }
        }
    }

    private boolean usesPostgres(RunInputs inputs) {
        return settings.store() || inputs.usesPostgres();
    }

    /** The PostgreSQL of a run that stores outputs, or whose pipeline uses one. */
    private record OptionalPostgres(Optional<PostgresServer> server) implements AutoCloseable {
        static OptionalPostgres start(boolean used) {
            return new OptionalPostgres(used ? Optional.of(PostgresServer.start()) : Optional.empty());
        }

        @Override
        public void close() {
            server.ifPresent(PostgresServer::close);
        }
    }

    /** The Redis of a run whose pipeline uses one. */
    private record OptionalRedis(Optional<EmbeddedRedis> server) implements AutoCloseable {
        static OptionalRedis start(boolean used) {
            return new OptionalRedis(used ? Optional.of(EmbeddedRedis.start()) : Optional.empty());
        }

        @Override
        public void close() {
            server.ifPresent(EmbeddedRedis::close);
        }
    }

    private RunInputs readInputs() throws IOException {
        Pipeline pipeline = Pipeline.read(settings.flux(), settings.properties());
        requireReplaceableAddresses();
        if (settings.store()) {
            requireConstantTopics(pipeline);
        }
        return RunInputs.read(pipeline, settings);
    }

    /** Fails for a pipeline with a topic that the events determine: the topology that stores the outputs reads topics by name. */
    private static void requireConstantTopics(Pipeline pipeline) {
        pipeline.stages().forEach(stage -> {
            if (stage instanceof PublishScore scores) {
                scores.topics()
                        .filter(topic -> topic.indexOf('{') >= 0)
                        .findFirst()
                        .ifPresent(topic -> {
                            throw new IllegalArgumentException(
                                    pipeline.path() + ": --store: the topic '" + topic
                                            + "' depends on the event; the outputs of topics without placeholders can be stored");
                        });
            }
        });
    }

    /** Fails for a pipeline whose servers have other addresses than those which a run replaces: it would read from servers that the run does not know. */
    private void requireReplaceableAddresses() {
        Pipeline probe = Pipeline.read(settings.flux(), addresses(PROBE, PROBE_PORT));
        for (Kafka kafka : probe.components(Kafka.class)) {
            require(kafka.bootstrapServers().equals(PROBE), kafka.bootstrapServers(), "${kafka.bootstrap.servers}");
        }
        for (Redis redis : probe.components(Redis.class)) {
            require(redis.hostAndPort().equals(PROBE), redis.hostAndPort(), "${redis.host} and ${redis.port}");
        }
        for (Postgres postgres : probe.components(Postgres.class)) {
            require(postgres.hosts().equals(PROBE), postgres.hosts(), "${postgres.hosts}");
        }
    }

    private void require(boolean replaced, String address, String placeholders) {
        if (!replaced) {
            throw new IllegalArgumentException(settings.flux() + ": the address " + address
                    + " is fixed, but `run` starts servers of its own and sets their addresses as properties; write "
                    + placeholders
                    + " instead");
        }
    }

    /** Returns the broker settings that a run needs. */
    static Map<String, String> brokerSettings() {
        return Map.of(
                "auto.create.topics.enable", "true",
                "num.partitions", Integer.toString(PARTITIONS),
                // the broker's time for events and scores alike: the latency is their difference
                "log.message.timestamp.type", "LogAppendTime",
                // an oversized event must reach the pipeline, which rejects it
                "message.max.bytes", Integer.toString(16 << 20),
                "replica.fetch.max.bytes", Integer.toString(16 << 20));
    }

    private Properties addresses(String bootstrapServers, int redisPort) {
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        properties.setProperty("kafka.bootstrap.servers", bootstrapServers);
        properties.setProperty("redis.host", HOST);
        properties.setProperty("redis.port", Integer.toString(redisPort));
        PostgresProperties.add(properties, PROBE);
        return properties;
    }

    /** Runs on servers that are already up. */
    RunSummary run(EmbeddedKafka kafka, EmbeddedRedis redis, StormCluster storm) throws IOException {
        RunInputs inputs = readInputs();
        return run(inputs, kafka, redis, storm, inputs::events);
    }

    /** Runs on servers that are already up, with other events; they are requested after the references are loaded. */
    RunSummary run(EmbeddedKafka kafka, EmbeddedRedis redis, StormCluster storm, Supplier<Iterator<InputRecord>> events)
            throws IOException {
        return run(readInputs(), kafka, redis, storm, events);
    }

    private RunSummary run(
            RunInputs inputs,
            EmbeddedKafka kafka,
            EmbeddedRedis redis,
            StormCluster storm,
            Supplier<Iterator<InputRecord>> events)
            throws IOException {
        try (OptionalPostgres postgres = OptionalPostgres.start(usesPostgres(inputs))) {
            return run(inputs, kafka, Optional.of(redis), postgres.server(), storm, events);
        }
    }

    private RunSummary run(
            RunInputs inputs,
            EmbeddedKafka kafka,
            Optional<EmbeddedRedis> redis,
            Optional<PostgresServer> postgres,
            StormCluster storm,
            Supplier<Iterator<InputRecord>> events)
            throws IOException {
        Properties properties = addresses(
                kafka.bootstrapServers(), redis.map(EmbeddedRedis::port).orElse(PROBE_PORT));
        postgres.ifPresent(server -> server.addTo(properties));
        Pipeline pipeline = Pipeline.read(settings.flux(), properties);
        Path directory = Files.createDirectories(settings.directory());
        Path summaryFile = directory.resolve("summary.json");
        Files.deleteIfExists(summaryFile); // the summary of an earlier run
        kafka.createTopic(inputs.topic(), PARTITIONS);
        Set<String> topics = outputTopics(pipeline);
        topics.forEach(topic -> kafka.createTopic(topic, PARTITIONS));
        pipeline.components(ReleaseTopic.class).forEach(releases -> {
            kafka.createTopic(releases.topic(), 1); // an order needs one partition
            kafka.createTopic(releases.workersTopic(), 1);
        });
        redis.ifPresent(server -> load(inputs, server));
        OutputStore.createTables(pipeline);
        try (service;
                OptionalStore store = OptionalStore.start(
                        postgres.filter(server -> settings.store()), storm, pipeline.name(), topics, kafka);
                OutputReader outputs = new OutputReader(
                        kafka.bootstrapServers(), inputs.topic(), ledger, new OutputFiles(directory))) {
            double seconds;
            RunMetrics metrics;
            storm.submit(pipeline, properties);
            CompletableFuture<String> started = service.start(
                    settings.flux(), store.withValues(properties), store.store().map(stored -> OutputStore.FLUX));
            try {
                storm.awaitRunning(pipeline.name());
                out.println("Kafka at " + kafka.bootstrapServers());
                started.join().lines().forEach(out::println);
                EventFeed feed = new EventFeed(
                        kafka.bootstrapServers(),
                        inputs.topic(),
                        events.get(),
                        settings.events(),
                        settings.perSecond(),
                        ledger);
                UnpublishedDrops drops = new UnpublishedDrops(pipeline);
                seconds = feedAndFollow(feed, outputs, drops);
                metrics = settledMetrics(pipeline.name());
            } finally {
                storm.kill(pipeline.name());
            }
            outputs.readToEnd();
            OptionalLong notStored = store.awaitStored(settings.patience());
            RunSummary summary = RunSummary.of(
                    pipeline.name(),
                    inputs.input().map(CheckedInput::summary),
                    ledger.totals(),
                    seconds,
                    notStored,
                    metrics);
            Files.writeString(summaryFile, summary.toJson() + "\n");
            report.print(summary, outputs.highest().sorted(), directory, settings.patience());
            store.report(out);
            if (service.continues()) {
                continueRunning(pipeline, properties, storm);
            }
            return summary;
        }
    }

    /** Runs the pipeline for the events that come now, until the thread is interrupted or the process ends. */
    private void continueRunning(Pipeline pipeline, Properties properties, StormCluster storm) {
        storm.submit(pipeline, properties);
        try {
            storm.awaitRunning(pipeline.name());
            out.println("the pipeline and the page continue; Ctrl-C ends them");
            stop.await();
        } catch (InterruptedException e) {
            // the run ends; its servers are closed next, which an interrupted thread could not
        } finally {
            storm.kill(pipeline.name());
        }
    }

    /** The store of a run with {@link Settings#store}. */
    private record OptionalStore(Optional<OutputStore> store) implements AutoCloseable {
        static OptionalStore start(
                Optional<PostgresServer> server,
                StormCluster storm,
                String pipeline,
                Set<String> topics,
                EmbeddedKafka kafka) {
            return new OptionalStore(
                    server.map(found -> OutputStore.start(found, storm, pipeline, topics, kafka.bootstrapServers())));
        }

        /** Returns properties with the values of {@code ${...}} in the Flux file of the store. */
        Properties withValues(Properties properties) {
            Properties all = new Properties();
            all.putAll(properties);
            store.ifPresent(found -> found.addTo(all));
            return all;
        }

        OptionalLong awaitStored(Duration patience) {
            return store.map(found -> OptionalLong.of(found.awaitStored(patience)))
                    .orElse(OptionalLong.empty());
        }

        void report(PrintStream out) {
            store.ifPresent(found -> found.report(out));
        }

        @Override
        public void close() {
            store.ifPresent(OutputStore::close);
        }
    }

    private void load(RunInputs inputs, EmbeddedRedis redis) {
        try (RedisLoader store = new RedisLoader(new Redis(Map.of("host", HOST, "port", redis.port())))) {
            inputs.records().forEach(store::put);
            store.flush();
        }
        report.printReferences(inputs.references(), "Redis at " + HOST + ":" + redis.port());
    }

    /**
     * Sends the events and reads outputs until every event is accounted for, or nothing changes for the time of patience.
     *
     * @return the seconds from the start to the last change
     */
    private double feedAndFollow(EventFeed feed, OutputReader outputs, UnpublishedDrops drops) {
        long start = System.nanoTime();
        Thread feeding = new Thread(feed, "event-feed");
        feeding.setDaemon(true);
        feeding.start();
        RunProgress progress = new RunProgress(out, terminal, ledger, start);
        long changes = -1;
        long lastChange = start;
        while (true) {
            outputs.poll();
            stop.check();
            boolean fed = feed.done();
            ledger.unpublishedDrops(drops.count());
            feed.check();
            long now = System.nanoTime();
            boolean allAccounted = ledger.allAccounted();
            // while every event sent has its output, the run waits for the feed
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

    /**
     * Returns the metrics once every received event has left its component. A bolt learns that an output is written later than the output can be read, and
     * the metrics are read one after the other.
     */
    private static RunMetrics settledMetrics(String pipeline) {
        long end = System.nanoTime() + MAX_SETTLING.toNanos();
        RunMetrics metrics = RunMetrics.of(pipeline);
        while (!ComponentSummary.areSettled(metrics) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            metrics = RunMetrics.of(pipeline);
        }
        return metrics;
    }

    /** Returns the totals so far. */
    DeliveryLedger.Totals totals() {
        return ledger.totals();
    }

    /** Returns the topics whose names are known before the first event. A topic named by a template is created by its first message. */
    private static Set<String> outputTopics(Pipeline pipeline) {
        Set<String> topics = new TreeSet<>();
        pipeline.stages().forEach(stage -> {
            if (stage instanceof PublishScore scores && scores.sink() instanceof Kafka) {
                scores.topics().filter(topic -> topic.indexOf('{') < 0).forEach(topics::add);
            } else if (stage instanceof PublishDeadLetter deadLetters && deadLetters.sink() instanceof Kafka) {
                topics.add(deadLetters.topic());
            }
        });
        return topics;
    }
}
