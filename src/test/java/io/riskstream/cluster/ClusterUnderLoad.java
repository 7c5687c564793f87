package io.riskstream.cluster;

import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.KafkaProcess;
import io.riskstream.tools.local.ServerProcess;
import io.riskstream.tools.local.StormProcesses;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.storm.utils.Utils;

/**
 * The servers of a test of faults, each in a process of its own: ZooKeeper, Nimbus, two supervisors, Kafka, Redis with the simulated references of
 * flood claims, and PostgreSQL for a pipeline that needs it. Its files are in {@code target/cluster-NAME} and {@code target/storm-NAME}.
 */
final class ClusterUnderLoad implements AutoCloseable {
    /** The output topics of the pipelines of flood claims. */
    static final List<String> OUTPUTS = List.of("flood-scores", "flood-dead-letters");

    private static final Path JAR = Path.of("target", "riskstream.jar");
    private static final String PIPELINE = "flood-claims";
    private static final int SLOTS = 3;

    private final Path directory;
    private final StormProcesses storm;
    private final KafkaProcess kafka;
    private final EmbeddedRedis redis;
    private final Optional<SteppedClock> clock;
    private final Map<String, String> records = new LinkedHashMap<>();
    private Optional<LogVolume> logVolume = Optional.empty();
    private Optional<LocalPostgres> postgres = Optional.empty();

    private ClusterUnderLoad(
            Path directory,
            StormProcesses storm,
            KafkaProcess kafka,
            EmbeddedRedis redis,
            Optional<SteppedClock> clock) {
        this.directory = directory;
        this.storm = storm;
        this.kafka = kafka;
        this.redis = redis;
        this.clock = clock;
    }

    /**
     * Starts the servers. The settings of Storm's daemons are the fast ones of conf/OPERATIONS.md "Failover", except that a worker may hang for Storm's
     * default of 30 s, and take two minutes to start, on a busy machine. Executors report to Nimbus every second.
     *
     * @param settings settings of {@code storm.yaml} that replace these
     * @param clock the clock of the supervisors and workers, if it is not that of the machine
     */
    static ClusterUnderLoad start(String name, Map<String, Object> settings, Optional<SteppedClock> clock) {
        if (!Files.isRegularFile(JAR)) {
            throw new IllegalStateException("no " + JAR + "; `./mvnw package -DskipTests` builds it");
        }
        Path directory = Path.of("target", "cluster-" + name).toAbsolutePath();
        Map<String, Object> storm = new LinkedHashMap<>(Map.of(
                "nimbus.monitor.freq.secs", 5,
                "supervisor.monitor.frequency.secs", 1,
                "supervisor.worker.shutdown.sleep.secs", 3,
                "task.refresh.poll.secs", 1,
                "executor.metrics.frequency.secs", 1,
                "supervisor.worker.start.timeout.secs", 120,
                "nimbus.task.launch.secs", 120));
        // Nimbus gives no tasks to a supervisor that was away for some seconds, nor to others of its host: here to none
        storm.put("blacklist.scheduler.tolerance.count", 1_000);
        storm.putAll(settings);
        KafkaProcess kafka = KafkaProcess.start(
                directory.resolve("kafka"),
                Map.of("log.message.timestamp.type", "LogAppendTime", "offsets.commit.timeout.ms", "5000"));
        EmbeddedRedis redis = EmbeddedRedis.start();
        try {
            ClusterUnderLoad cluster = new ClusterUnderLoad(
                    directory,
                    StormProcesses.start(new StormProcesses.Layout(
                            name,
                            2,
                            SLOTS,
                            "-Xmx384m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                            storm,
                            clock.map(SteppedClock::environment).orElse(Map.of()))),
                    kafka,
                    redis,
                    clock);
            if (hasLogVolume()) {
                cluster.logVolume =
                        Optional.of(LogVolume.mount(cluster.storm.logs().resolve("workers-artifacts")));
            }
            OUTPUTS.forEach(topic -> cluster.createTopic(topic, 1));
            cluster.readReferences();
            cluster.loadReferences();
            return cluster;
        } catch (RuntimeException e) {
            kafka.close();
            redis.close();
            throw e;
        }
    }

    private void readReferences() {
        try {
            Path references = Files.createDirectories(directory.resolve("references"));
            Simulation simulation = new Simulation(PIPELINE, 5);
            simulation.writeReferences(references, simulation.referenceFiles());
            new ReferenceLoader(References.of("topologies/" + PIPELINE + "/references.yaml"))
                    .load(references, records::put);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the references", e);
        }
    }

    /** Loads the references into Redis, for example after it has lost them. */
    void loadReferences() {
        try (RedisLoader store = new RedisLoader(new Redis(Map.of("host", "127.0.0.1", "port", redis.port())))) {
            records.forEach(store::put);
            store.flush();
        }
    }

    StormProcesses storm() {
        return storm;
    }

    KafkaProcess kafka() {
        return kafka;
    }

    EmbeddedRedis redis() {
        return redis;
    }

    /** Returns the PostgreSQL, which this starts when it is called first. */
    LocalPostgres postgres() {
        if (postgres.isEmpty()) {
            Path data = directory.resolve("postgres");
            try {
                Utils.forceDelete(data.toString());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete the data of an earlier run", e);
            }
            postgres = Optional.of(LocalPostgres.start(data));
        }
        return postgres.get();
    }

    /** Returns the clock of the supervisors and workers, for a test that steps it. */
    SteppedClock clock() {
        return clock.orElseThrow(() -> new IllegalStateException("the cluster was started with the machine's clock"));
    }

    /** True if the supervisors and workers have a clock of their own. */
    boolean hasClock() {
        return clock.isPresent();
    }

    Path jar() {
        return JAR;
    }

    /** Returns the directory of the files of this cluster. */
    Path directory() {
        return directory;
    }

    /** Returns the process of a worker. */
    Optional<ProcessHandle> worker(String topology, int port) {
        return storm.worker(topology, port);
    }

    /** Returns true if the workers' logs can have a volume of their own, which takes a Linux and the right to mount. */
    static boolean hasLogVolume() {
        return LogVolume.isPossible();
    }

    /** Writes a file that takes all space of the volume of the workers' logs. The caller deletes it. */
    Path fillLogVolume() throws IOException {
        return logVolume.orElseThrow().fill();
    }

    /** Starts the daemons of Storm that have ended, as a service manager does. */
    void startEndedDaemons() {
        if (!storm.zooKeeper().isAlive()) {
            storm.zooKeeper().start();
        }
        if (!storm.nimbus().isAlive()) {
            storm.nimbus().start();
        }
        storm.supervisors().stream().filter(supervisor -> !supervisor.isAlive()).forEach(ServerProcess::start);
    }

    void createTopic(String name, int partitions) {
        admin(admin -> admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all()
                .get());
    }

    void addPartitions(String topic, int total) {
        admin(admin -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                .all()
                .get());
    }

    private void admin(AdminRequest request) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            request.send(admin);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refuses: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private interface AdminRequest {
        void send(Admin admin) throws ExecutionException, InterruptedException;
    }

    /** Writes the environment of the Flux files: {@code conf/local.properties} with the addresses of the servers that run, and two workers. */
    Path environment() {
        Properties properties = new Properties();
        Path file = directory.resolve("environment.properties");
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"));
                Writer writer = Files.newBufferedWriter(file)) {
            properties.load(reader);
            properties.setProperty("workers", "2");
            properties.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
            properties.setProperty("redis.host", "127.0.0.1");
            properties.setProperty("redis.port", String.valueOf(redis.port()));
            postgres.ifPresent(server -> {
                properties.setProperty("postgres.hosts", server.address());
                properties.setProperty("postgres.database", LocalPostgres.DATABASE);
                properties.setProperty("postgres.user", LocalPostgres.USER);
            });
            properties.store(writer, null);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        storm.close();
        logVolume.ifPresent(LogVolume::close);
        kafka.close();
        redis.close();
        if (postgres.isPresent()) {
            try {
                postgres.get().close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot stop PostgreSQL", e);
            }
        }
    }
}
