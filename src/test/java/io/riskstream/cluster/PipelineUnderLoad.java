package io.riskstream.cluster;

import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.tools.cli.Main;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.local.StormProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.storm.flux.Flux;
import org.apache.storm.generated.ErrorInfo;
import org.apache.storm.generated.TopologyInfo;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A variant of a shipped pipeline of flood claims on two workers, with a steady producer and a ledger of its events. It differs from the shipped file
 * in its input topic, and in a second task of one bolt. The output topics are those that its cases expect.
 *
 * <p>{@link ShippedPipeline#STORE} reads the outputs of a variant of {@link ShippedPipeline#SPOUT} that is submitted with it, and its outputs are the rows
 * in PostgreSQL. The claims have no keys there, so each has a row of its own.
 */
final class PipelineUnderLoad implements AutoCloseable {
    /** The time after which a condition that a healthy cluster reaches fails a test. It is generous, because the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(240);

    /** Events per second: {@code -Dcluster.rate=2000}. */
    static final int PER_SECOND = Integer.getInteger("cluster.rate", 500);

    /** The pipeline whose outputs {@link ShippedPipeline#STORE} stores. */
    private static final ShippedPipeline SOURCE = ShippedPipeline.SPOUT;

    /** The topics between {@link #SOURCE} and {@link ShippedPipeline#STORE}, by their shipped names. */
    private static final Map<String, String> STORE_TOPICS =
            Map.of("flood-scores", "flood-scores-to-store", "flood-dead-letters", "flood-dead-letters-to-store");

    private static final int PARTITIONS = 4;
    /** How long a pipeline must be steady before and after a fault. */
    private static final Duration STEADY = Duration.ofSeconds(2);
    /** The age at its first output from which an event is late. */
    private static final long LATE_MILLIS = 1_000;

    private static final Duration POLL = Duration.ofMillis(100);

    private final ClusterUnderLoad cluster;
    private final Path flux;
    private final String input;
    private final OriginLedger ledger = new OriginLedger();
    private final SteadyProducer producer;
    private final ShippedPipeline shipped;
    /** Reads the outputs in Kafka; empty for {@link ShippedPipeline#STORE}. */
    private final Optional<LedgerReader> reader;
    /** Reads the outputs in PostgreSQL; empty for the others, and before the start. */
    private Optional<RowReader> rows = Optional.empty();

    private String topology;

    /**
     * Creates the topic of the events and the Flux file. Nothing runs before {@link #start}.
     *
     * @param change what differs from the usual variant in the text of the Flux file
     */
    PipelineUnderLoad(ClusterUnderLoad cluster, ShippedPipeline shipped, UnaryOperator<String> change) {
        this.cluster = cluster;
        this.shipped = shipped;
        this.topology = shipped.topology();
        this.input = shipped + "-events";
        cluster.createTopic(input, PARTITIONS);
        String kafka = cluster.kafka().bootstrapServers();
        boolean isStore = shipped == ShippedPipeline.STORE;
        if (isStore) {
            STORE_TOPICS.values().forEach(topic -> cluster.createTopic(topic, 1));
            flux = write(shipped, change.apply(withSecondTask(shipped, withStoreTopics(text(shipped)))));
            reader = Optional.empty();
        } else {
            flux = write(shipped, change.apply(withSecondTask(shipped, withInput(text(shipped)))));
            reader = Optional.of(new LedgerReader(kafka, input, ClusterUnderLoad.OUTPUTS, ledger));
        }
        producer = SteadyProducer.ofClaims(kafka, input, PER_SECOND, !isStore, ledger);
    }

    /** Submits the pipeline, starts its load, and returns when it is steady. */
    void start() {
        if (shipped == ShippedPipeline.STORE) {
            LocalPostgres postgres = cluster.postgres();
            cluster.storm()
                    .run("", cluster.jar(), Main.class.getName(), arguments("store", "init", flux.toString()))
                    .requireSuccess();
            rows = Optional.of(new RowReader(postgres, input, ledger));
            String source = withStoreTopics(withInput(text(SOURCE)));
            submit(write(SOURCE, replaced(source, "( +- id: id\n) +key: id\n", "$1")));
        }
        submit();
        awaitHealthy();
        producer.start();
        awaitSteady();
    }

    private static String text(ShippedPipeline shipped) {
        try {
            return FluxFiles.inlined(Path.of("flux", shipped + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(ShippedPipeline shipped, String text) {
        try {
            return Files.writeString(cluster.directory().resolve(shipped + ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String withInput(String text) {
        return replaced(text, "- topic: flood-claims\n", "- topic: " + input + "\n");
    }

    private static String withSecondTask(ShippedPipeline shipped, String text) {
        return replaced(text, "(  - id: " + shipped.divisibleBolt() + "\n.*\n)", "$1    numTasks: 2\n");
    }

    /** Replaces the output topics, which contain the outputs of other pipelines, by those of {@link ShippedPipeline#STORE}. */
    private static String withStoreTopics(String text) {
        String result = text;
        for (Map.Entry<String, String> topic : STORE_TOPICS.entrySet()) {
            result = replaced(result, "(topic: .*)\\b" + topic.getKey() + "\\b", "$1" + topic.getValue());
        }
        return result;
    }

    /**
     * Replaces a part of a text.
     *
     * @throws IllegalStateException if the text does not contain it
     */
    static String replaced(String text, String regex, String replacement) {
        Matcher found = Pattern.compile(regex).matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("a shipped file differs from what this test expects: no " + regex);
        }
        return found.replaceFirst(replacement);
    }

    /** Submits the pipeline as {@code storm jar} does. */
    void submit() {
        submit(flux);
    }

    private void submit(Path file) {
        cluster.storm()
                .run("", cluster.jar(), Flux.class.getName(), arguments(file.toString()))
                .requireSuccess();
    }

    /** Returns arguments and the option that names the environment. */
    private List<String> arguments(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--filter", cluster.environment().toString()));
        return all;
    }

    /** Runs a command of Riskstream with a Flux file, as {@code storm jar} does. */
    StormProcesses.Ended command(String name, Path flux, List<String> arguments) {
        List<String> all = arguments(name, flux.toString());
        all.addAll(arguments);
        return cluster.storm().run("", cluster.jar(), Main.class.getName(), all);
    }

    /** Replaces the topology with the command {@code upgrade}. */
    void upgrade(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("--replaces", topology, "--patience", String.valueOf(PATIENCE.toSeconds())));
        all.addAll(List.of(arguments));
        String printed = command("upgrade", flux, all).requireSuccess();
        Matcher replaced = Pattern.compile("^(\\S+) runs in place of (\\S+);", Pattern.MULTILINE)
                .matcher(printed);
        if (!replaced.find() || !replaced.group(2).equals(topology)) {
            throw new AssertionError("the upgrade printed: " + printed);
        }
        topology = replaced.group(1);
    }

    /** Returns the Flux file. */
    Path flux() {
        return flux;
    }

    /** Returns the ledger of the events. */
    OriginLedger ledger() {
        return ledger;
    }

    /** Returns the shipped pipeline. */
    ShippedPipeline shipped() {
        return shipped;
    }

    /** Returns the topic of its events. */
    String input() {
        return input;
    }

    /** Returns the name of its topology. */
    String topology() {
        return topology;
    }

    /** Returns the port of the worker with the spout. */
    int spoutPort() {
        return port(components -> components.contains(shipped.spout()));
    }

    /** Returns the port of a worker without the spout. */
    int otherPort() {
        return port(components -> !components.contains(shipped.spout()));
    }

    private int port(Predicate<Set<String>> condition) {
        Map<Integer, Set<String>> components = cluster.storm().components(topology);
        return components.entrySet().stream()
                .filter(worker -> condition.test(worker.getValue()))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such worker: " + components));
    }

    /** Returns the processes of all workers. */
    List<ProcessHandle> workers() {
        return cluster.storm().components(topology).keySet().stream()
                .map(this::worker)
                .toList();
    }

    /** Returns the process of the worker at a port. */
    ProcessHandle worker(int port) {
        return cluster.worker(topology, port).orElseThrow(() -> new AssertionError("no worker at port " + port));
    }

    /** Returns when all daemons of Storm and all workers of the topology are up. Starts daemons that have ended. */
    void awaitHealthy() {
        await("a healthy cluster")
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> {
                    cluster.startEndedDaemons();
                    cluster.storm().awaitUp();
                    return topologies().stream().allMatch(this::isHealthy);
                });
    }

    private boolean isHealthy(String name) {
        Set<Integer> ports = cluster.storm().components(name).keySet();
        return cluster.storm().isRunning(name)
                && ports.stream().allMatch(port -> cluster.worker(name, port).isPresent());
    }

    /** Returns the names of its topologies. */
    private List<String> topologies() {
        return shipped == ShippedPipeline.STORE ? List.of(topology, SOURCE.topology()) : List.of(topology);
    }

    /** Returns when the producer has sent events to so many partitions. */
    void awaitEventsInPartitions(int partitions) {
        await("events in " + partitions + " partitions")
                .until(() -> ledger.position().size() >= partitions);
    }

    /** Returns when events are sent, and none sent more than a second ago waits for its output, for {@link #STEADY}. */
    void awaitSteady() {
        await("a steady pipeline").during(STEADY).until(() -> {
            check();
            long recently = System.currentTimeMillis() - LATE_MILLIS;
            return ledger.lastSentAt() > recently && ledger.oldestOpen() > recently;
        });
    }

    private void check() {
        producer.check();
        reader.ifPresent(LedgerReader::check);
        rows.ifPresent(RowReader::check);
    }

    /** A fault. */
    interface Injection {
        /** Injects the fault, and returns when it is over: a killed process stays dead, a suspended one runs again. */
        void inject() throws IOException, InterruptedException;
    }

    /**
     * Injects a fault, waits until the cluster is healthy and the pipeline steady, and returns the figures of the events from two seconds before the
     * fault to the end.
     */
    FaultResult measure(String fault, Injection injection) throws IOException, InterruptedException {
        awaitHealthy();
        List<Integer> from = ledger.position();
        awaitSteady();
        long start = System.currentTimeMillis();
        injection.inject();
        long end = System.currentTimeMillis();
        awaitHealthy();
        awaitSteady();
        long steady = System.currentTimeMillis();
        List<Integer> to = ledger.position();
        int lost = awaitOutputs(to);
        if (rows.isPresent()) {
            // a row that was written can be missing now
            lost = Math.max(lost, rows.get().wrong(from, to));
        }
        OriginLedger.Figures figures = ledger.figures(from, to, end, LATE_MILLIS);
        return new FaultResult(fault, topology, lost, figures, end - start, steady - start, reported(start));
    }

    /** Waits for the outputs of all events before a position. Returns the number of events that have none at the end of the patience. */
    private int awaitOutputs(List<Integer> position) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Awaitility.await("the outputs")
                .atMost(PATIENCE.plusSeconds(30))
                .pollInterval(POLL)
                .until(() -> ledger.openBefore(position) == 0 || System.nanoTime() > end);
        return ledger.openBefore(position);
    }

    /** Stops the load, waits for the outputs of all events, and returns the number of events that have none. */
    int drain() {
        producer.close();
        int lost = awaitOutputs(ledger.position());
        check();
        return lost;
    }

    /** Returns the components and codes of the errors that Storm UI shows since a time. */
    private Set<String> reported(long since) {
        TopologyInfo info = cluster.storm().nimbus(client -> client.getTopologyInfoByName(topology));
        Set<String> reported = new TreeSet<>();
        info.get_errors().forEach((component, errors) -> {
            for (ErrorInfo error : errors) {
                if (error.get_error_time_secs() * 1_000L >= since - 1_000) {
                    String text = error.get_error().lines().findFirst().orElse("");
                    reported.add(component + " "
                            + text.replaceFirst("^[\\w.$]*StageError: ", "").replaceFirst(": .*", ""));
                }
            }
        });
        return reported;
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollInterval(POLL);
    }

    /** Stops the load and kills the topology. */
    @Override
    public void close() {
        producer.close();
        reader.ifPresent(LedgerReader::close);
        rows.ifPresent(RowReader::close);
        topologies().stream().filter(cluster.storm().topologies()::contains).forEach(cluster.storm()::kill);
    }
}
