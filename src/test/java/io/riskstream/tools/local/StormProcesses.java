package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.storm.daemon.nimbus.Nimbus;
import org.apache.storm.daemon.supervisor.Supervisor;
import org.apache.storm.generated.ClusterSummary;
import org.apache.storm.generated.ExecutorSummary;
import org.apache.storm.generated.KillOptions;
import org.apache.storm.generated.Nimbus.Iface;
import org.apache.storm.generated.NimbusSummary;
import org.apache.storm.generated.TopologySummary;
import org.apache.storm.metricstore.NoOpMetricStore;
import org.apache.storm.shade.org.apache.zookeeper.server.ZooKeeperServerMain;
import org.apache.storm.thrift.TException;
import org.apache.storm.utils.NimbusClient;
import org.apache.storm.utils.Utils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A Storm cluster of separate processes, as in production: ZooKeeper, Nimbus, one or more supervisors, and the workers that they start. Its home with
 * all logs is {@code target/storm-NAME} and is kept; its processes end with {@link #close}, or with this JVM.
 */
public final class StormProcesses implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final int NIMBUS_TIMEOUT_MS = 10_000;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final StormHome home;
    private final int nimbusPort;
    private final ServerProcess zooKeeper;
    private final ServerProcess nimbus;
    private final List<ServerProcess> supervisors = new ArrayList<>();
    private final List<List<Integer>> slots = new ArrayList<>();
    private final Thread atExit = new Thread(this::end, "end-storm");

    /**
     * The size and the settings of a cluster.
     *
     * @param name the name of its directory: {@code target/storm-NAME}
     * @param supervisors number of supervisors
     * @param slots number of worker slots of each supervisor
     * @param workerOptions options of each worker's JVM
     * @param settings settings of {@code storm.yaml} that replace the defaults
     * @param environment further environment variables of the supervisors and their workers
     */
    public record Layout(
            String name,
            int supervisors,
            int slots,
            String workerOptions,
            Map<String, Object> settings,
            Map<String, String> environment) {}

    private StormProcesses(Layout layout) {
        nimbusPort = FreePort.find();
        Map<String, Object> settings = settings(layout.name(), layout.workerOptions());
        settings.put("nimbus.thrift.port", nimbusPort);
        settings.putAll(layout.settings());
        home = StormHome.create(Path.of("target", "storm-" + layout.name()), settings);
        zooKeeper = zooKeeper((Integer) settings.get("storm.zookeeper.port"));
        nimbus = process(Nimbus.class, "Nimbus", home.path().resolve("conf"), List.of(), Map.of());
        Iterator<Integer> ports =
                IntStream.generate(FreePort::find).distinct().boxed().iterator();
        for (int i = 1; i <= layout.supervisors(); i++) {
            String supervisor = "Supervisor-" + i;
            List<Integer> own =
                    Stream.generate(ports::next).limit(layout.slots()).toList();
            Map<String, Object> overrides = new LinkedHashMap<>(settings);
            overrides.put(
                    "storm.local.dir",
                    home.path().resolve("local-" + supervisor).toString());
            overrides.put("supervisor.thrift.port", ports.next());
            overrides.put("supervisor.slots.ports", own);
            slots.add(own);
            supervisors.add(process(
                    Supervisor.class,
                    supervisor,
                    home.configuration("conf-" + supervisor, overrides),
                    List.of(),
                    layout.environment()));
        }
    }

    /** Starts a cluster with two worker slots of 512 MB each. */
    public static StormProcesses start(String name) {
        return start(name, 2, "-Xmx512m");
    }

    /**
     * Starts a cluster with one supervisor, and returns when topologies can be submitted.
     *
     * @param name the name of its directory: {@code target/storm-NAME}
     * @param slots number of worker slots
     * @param workerOptions options of each worker's JVM
     */
    public static StormProcesses start(String name, int slots, String workerOptions) {
        return start(new Layout(name, 1, slots, workerOptions, Map.of(), Map.of()));
    }

    /** Starts a cluster, and returns when topologies can be submitted. */
    public static StormProcesses start(Layout layout) {
        StormProcesses storm = new StormProcesses(layout);
        Runtime.getRuntime().addShutdownHook(storm.atExit);
        try {
            storm.daemons().forEach(ServerProcess::start);
            storm.awaitUp();
            return storm;
        } catch (RuntimeException e) {
            storm.close();
            throw e;
        }
    }

    private static Map<String, Object> settings(String name, String workerOptions) {
        Path local = Path.of("target", "storm-" + name, "local").toAbsolutePath();
        Map<String, Object> storm = new LinkedHashMap<>();
        storm.put("storm.local.hostname", "localhost");
        storm.put("storm.local.dir", local.toString());
        storm.put("storm.zookeeper.servers", List.of("localhost"));
        storm.put("storm.zookeeper.port", FreePort.find());
        storm.put("nimbus.seeds", List.of("localhost"));
        storm.put("worker.childopts", workerOptions);
        storm.put("storm.log4j2.conf.dir", "log4j2");
        storm.put("storm.metricstore.class", NoOpMetricStore.class.getName());
        // Storm's defaults are three to sixty seconds, which would lengthen the tests
        storm.put("nimbus.monitor.freq.secs", 1);
        storm.put("supervisor.monitor.frequency.secs", 1);
        storm.put("supervisor.worker.shutdown.sleep.secs", 1);
        storm.put("task.refresh.poll.secs", 1);
        storm.put("executor.metrics.frequency.secs", 1);
        // a worker that dies before its first heartbeat is replaced only after this time
        storm.put("supervisor.worker.start.timeout.secs", 60);
        return storm;
    }

    private ServerProcess zooKeeper(int port) {
        // Storm's DevZookeeper deletes its data when it starts; this one keeps it, as in production
        try {
            Path data = Files.createDirectories(home.path().resolve("zookeeper"));
            Path configuration = Files.writeString(
                    home.path().resolve("conf/zoo.cfg"),
                    "tickTime=2000\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nadmin.enableServer=false\nclientPort="
                            + port + "\ndataDir=" + data + "\n");
            return process(
                    ZooKeeperServerMain.class,
                    "ZooKeeper",
                    home.path().resolve("conf"),
                    List.of(configuration.toString()),
                    Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the directory of ZooKeeper", e);
        }
    }

    private ServerProcess process(
            Class<?> main, String name, Path configuration, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(stormProperties(""));
        command.add("-Dlog4j2.configurationFile=" + home.path().resolve("log4j2/daemon.xml"));
        command.addAll(List.of("-cp", home.daemonClassPath(configuration), main.getName()));
        command.addAll(arguments);
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("STORM_CONF_DIR", configuration.toString());
        return new ServerProcess(name, command, variables, home.log(name));
    }

    /** Returns the process of ZooKeeper, whose data is kept when it is killed. */
    public ServerProcess zooKeeper() {
        return zooKeeper;
    }

    /** Returns the process of Nimbus. */
    public ServerProcess nimbus() {
        return nimbus;
    }

    /** Returns the processes of the supervisors. */
    public List<ServerProcess> supervisors() {
        return List.copyOf(supervisors);
    }

    /** Returns the process of the supervisor that a worker slot belongs to. */
    public ServerProcess supervisorOf(int port) {
        for (int i = 0; i < supervisors.size(); i++) {
            if (slots.get(i).contains(port)) {
                return supervisors.get(i);
            }
        }
        throw new IllegalArgumentException("no supervisor has a slot with port " + port + ": " + slots);
    }

    private List<ServerProcess> daemons() {
        List<ServerProcess> daemons = new ArrayList<>(List.of(zooKeeper, nimbus));
        daemons.addAll(supervisors);
        return daemons;
    }

    /** Returns when a Nimbus is the leader and all supervisors have registered. */
    public void awaitUp() {
        await("a leading Nimbus and all supervisors").until(this::isUp);
    }

    private List<String> stormProperties(String options) {
        return List.of(
                "-Dstorm.home=" + home.path(),
                "-Dstorm.log.dir=" + home.path().resolve("logs"),
                "-Dstorm.options=" + options,
                "-Dstorm.conf.file=");
    }

    private Process launch(List<String> command, Path output, Path directory) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment()
                    .put("STORM_CONF_DIR", home.path().resolve("conf").toString());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    private boolean isUp() {
        daemons().forEach(ServerProcess::requireAlive);
        try {
            ClusterSummary summary = nimbus(Iface::getClusterInfo);
            return summary.get_supervisors_size() == supervisors.size()
                    && summary.get_nimbuses().stream().anyMatch(NimbusSummary::is_isLeader);
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    /**
     * Runs a main class of a jar as {@code storm jar} does, and returns its output. It runs in the directory of the home, so it reads files of this
     * project from the jar only.
     *
     * @throws IllegalStateException if the exit status is not 0, with the output
     */
    public String submit(Path jar, String mainClass, String... arguments) {
        return submit("", jar, mainClass, arguments);
    }

    /**
     * Runs a main class of a jar as {@code storm jar -c} does.
     *
     * @param options {@code key=value} pairs of the topology's configuration, separated by commas; they override its own
     * @throws IllegalStateException if the exit status is not 0, with the output
     */
    public String submit(String options, Path jar, String mainClass, String... arguments) {
        return run(options, jar, mainClass, List.of(arguments)).requireSuccess();
    }

    /**
     * A process that has ended.
     *
     * @param command what it was
     * @param output its standard output and error output
     */
    public record Ended(String command, int status, String output) {
        /**
         * Returns the output.
         *
         * @throws IllegalStateException if the exit status is not 0
         */
        public String requireSuccess() {
            if (status != 0) {
                throw new IllegalStateException(command + " ended with status " + status + ":\n" + output);
            }
            return output;
        }
    }

    /**
     * Runs a main class of a jar as {@code storm jar -c} does, and returns when it has ended.
     *
     * @param options see {@link #submit(String, Path, String, String...)}
     * @throws IllegalStateException if it does not end
     */
    public Ended run(String options, Path jar, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-client", "-Xmx256m"));
        command.addAll(stormProperties(options));
        command.addAll(List.of(
                "-cp",
                home.clientClassPath(jar.toAbsolutePath()),
                "-Dstorm.jar=" + jar.toAbsolutePath(),
                "-Dstorm.dependency.jars=",
                "-Dstorm.dependency.artifacts={}",
                mainClass));
        command.addAll(arguments);
        String shown = "storm jar " + jar + " " + mainClass + " " + String.join(" ", arguments);
        try {
            Path output = Files.createTempFile(home.path().resolve("logs"), "submit-", ".log");
            Process process = launch(command, output, home.path());
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(shown + " did not end:\n" + Files.readString(output));
            }
            return new Ended(shown, process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + shown, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + shown, e);
        }
    }

    /** Returns the names of the topologies that Nimbus lists. */
    public List<String> topologies() {
        return nimbus(Iface::getTopologySummaries).stream()
                .map(TopologySummary::get_name)
                .toList();
    }

    /** Returns the version of a topology that Storm UI shows; an empty text if it has none. */
    public String version(String topology) {
        return nimbus(Iface::getTopologySummaries).stream()
                .filter(summary -> summary.get_name().equals(topology) && summary.is_set_topology_version())
                .map(TopologySummary::get_topology_version)
                .findFirst()
                .orElse("");
    }

    /** Returns the status of a topology that Storm UI shows, for example {@code ACTIVE} or {@code REBALANCING}. */
    public String status(String topology) {
        return nimbus(client -> client.getTopologyInfoByName(topology)).get_status();
    }

    /** True if every executor of a topology has sent a heartbeat. */
    public boolean isRunning(String topology) {
        List<ExecutorSummary> executors =
                nimbus(client -> client.getTopologyInfoByName(topology)).get_executors();
        return !executors.isEmpty() && executors.stream().allMatch(ExecutorSummary::is_set_stats);
    }

    /** Returns the names of the components in each worker of a topology, including ackers, by the worker's port. */
    public Map<Integer, Set<String>> components(String topology) {
        Map<Integer, Set<String>> components = new TreeMap<>();
        nimbus(client -> client.getTopologyInfoByName(topology)).get_executors().forEach(executor -> components
                .computeIfAbsent(executor.get_port(), port -> new TreeSet<>())
                .add(executor.get_component_id()));
        return components;
    }

    /** Returns the process of the worker at a port; empty if there is none. */
    public Optional<ProcessHandle> worker(String topology, int port) {
        String id = nimbus(client -> client.getTopologyInfoByName(topology)).get_id();
        return pid(home.path()
                        .resolve("logs/workers-artifacts")
                        .resolve(id)
                        .resolve(String.valueOf(port))
                        .resolve("worker.pid"))
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    /** Returns the live worker processes of a topology. A test may kill them once the topology {@link #isRunning}. */
    public List<ProcessHandle> workers(String topology) {
        Path artifacts = home.path().resolve("logs/workers-artifacts");
        if (!Files.isDirectory(artifacts)) {
            return List.of();
        }
        // workers-artifacts/NAME-number-time/port/worker.pid
        try (Stream<Path> files = Files.walk(artifacts, 3)) {
            return files.filter(file -> file.endsWith("worker.pid"))
                    .filter(file ->
                            artifacts.relativize(file).getName(0).toString().matches(topology + "-\\d+-\\d+"))
                    .flatMap(file -> pid(file).stream())
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for workers in " + artifacts, e);
        }
    }

    private static Optional<Long> pid(Path file) {
        try {
            String text = Files.readString(file).strip();
            // a starting worker creates the file before it writes the number
            return text.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(text));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Kills a topology at once, and returns when Nimbus no longer lists it and its workers have ended. */
    public void kill(String topology) {
        List<ProcessHandle> running = workers(topology);
        nimbus(client -> {
            KillOptions now = new KillOptions();
            now.set_wait_secs(0);
            client.killTopologyWithOpts(topology, now);
            return topology;
        });
        await("the end of topology " + topology)
                .until(() -> !topologies().contains(topology)
                        && running.stream().noneMatch(ProcessHandle::isAlive)
                        && workers(topology).isEmpty());
    }

    /** Returns the directory of the logs: one file per daemon, and {@code workers-artifacts/TOPOLOGY/PORT/worker.log}. */
    public Path logs() {
        return home.path().resolve("logs");
    }

    /**
     * Sends a request to Nimbus, even if this JVM has a local cluster.
     *
     * @throws IllegalStateException if Nimbus does not reply, or refuses the request
     */
    public <T> T nimbus(NimbusRequest<T> request) {
        Map<String, Object> conf = Utils.readDefaultConfig();
        conf.put("nimbus.thrift.port", nimbusPort);
        conf.put("storm.nimbus.retry.times", 0);
        try (NimbusClient client = NimbusClient.Builder.withConf(conf)
                .withTimeout(NIMBUS_TIMEOUT_MS)
                .buildWithNimbusHostPort("localhost", nimbusPort)) {
            return request.send(client.getClient());
        } catch (TException e) {
            throw new IllegalStateException("Nimbus at port " + nimbusPort + ": " + e, e);
        }
    }

    /** A request to Nimbus. */
    public interface NimbusRequest<T> {
        /** Sends the request. */
        T send(Iface nimbus) throws TException;
    }

    private ConditionFactory await(String what) {
        return Awaitility.await(what + " in " + home.path()).atMost(PATIENCE).pollInterval(Duration.ofMillis(100));
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyExiting) {
            // the hook is already running
        }
    }

    /** Kills the daemons and then the workers, which are not restarted without the supervisor. */
    private void end() {
        daemons().forEach(ServerProcess::kill);
        // A worker is found by the home in its command line, because it is no longer a child process of a daemon.
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            processes
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(line -> line.contains("-Dstorm.home=" + home.path() + " "))
                            .isPresent())
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }
}
