package io.riskstream.tools.local;

import io.riskstream.tools.flux.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.storm.Config;
import org.apache.storm.DaemonConfig;
import org.apache.storm.LocalCluster;
import org.apache.storm.daemon.supervisor.Supervisor;
import org.apache.storm.generated.ExecutorSummary;
import org.apache.storm.generated.KillOptions;
import org.apache.storm.generated.NotAliveException;
import org.apache.storm.generated.TopologyInfo;
import org.apache.storm.generated.TopologySummary;
import org.apache.storm.metricstore.NoOpMetricStore;
import org.apache.storm.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Storm cluster in this process that runs Flux files: Nimbus, one supervisor with {@value #SLOTS} worker slots, ZooKeeper, and the workers.
 *
 * <p>All workers share this JVM: an exception that no bolt catches ends the JVM, and the blob store does not work. Only one cluster may run at a
 * time, because Storm keeps the local Nimbus in a static field.
 *
 * <p>A JVM that ends before {@link #close} leaves some small directories among the temporary files. No shutdown hook closes the cluster, because it
 * would wait for the worker thread whose exception ends the JVM.
 */
public final class LocalStorm implements StormCluster, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStorm.class);
    private static final int SLOTS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LocalCluster cluster;
    private final Supervisor supervisor;

    private LocalStorm(LocalCluster cluster, Supervisor supervisor) {
        this.cluster = cluster;
        this.supervisor = supervisor;
    }

    /** Starts a cluster, and returns when topologies can be submitted. */
    public static LocalStorm start() {
        return start(Map.of());
    }

    /**
     * Starts a cluster, and returns when topologies can be submitted.
     *
     * @param settings Storm settings for every topology, which a Flux file may override, such as {@code
     *     topology.testing.always.try.serialize}
     */
    @SuppressWarnings("try") // LocalCluster.close declares InterruptedException
    public static LocalStorm start(Map<String, Object> settings) {
        Map<String, Object> conf = new HashMap<>();
        // without it tuples never time out, and a tuple lost in a topology is not noticed
        conf.put(Config.TOPOLOGY_ENABLE_MESSAGE_TIMEOUTS, true);
        // a killed worker of a local cluster is down at once, because there is no process to wait for
        conf.put(Config.SUPERVISOR_WORKER_SHUTDOWN_SLEEP_SECS, 0);
        // Executors report to Nimbus when the worker starts and then at this interval, 60 s by default. On a busy
        // machine
        // the first report comes before the executors are up.
        conf.put(Config.EXECUTOR_METRICS_FREQUENCY_SECS, 2);
        // the history of metrics is not used, and RocksDB logs errors when it is closed
        conf.put(DaemonConfig.STORM_METRIC_STORE_CLASS, NoOpMetricStore.class.getName());
        conf.putAll(settings);
        try {
            LocalCluster cluster = new LocalCluster.Builder()
                    .withSupervisors(0)
                    .withDaemonConf(conf)
                    .build();
            try {
                return new LocalStorm(cluster, cluster.addSupervisor(SLOTS));
            } catch (Exception e) {
                cluster.close();
                throw e;
            }
        } catch (Exception e) {
            throw new IllegalStateException("the local Storm did not start: " + e, e);
        }
    }

    /**
     * Submits a pipeline, as {@code storm jar ... Flux --filter} does.
     *
     * @throws IllegalStateException if Storm refuses the topology, with the reason
     */
    public void submit(Pipeline pipeline) {
        try {
            cluster.submitTopology(pipeline.name(), withRunMetrics(pipeline.configuration()), pipeline.topology());
        } catch (TException e) {
            throw new IllegalStateException(pipeline.path() + ": Storm refuses the topology: " + e, e);
        }
    }

    /** Adds the reporter for the summary of a run to the reporters of the Flux file. */
    private static Config withRunMetrics(Config configuration) {
        List<Object> reporters = new ArrayList<>();
        if (configuration.get(Config.TOPOLOGY_METRICS_REPORTERS) instanceof List<?> own) {
            reporters.addAll(own);
        }
        reporters.add(Map.of("class", RunMetrics.class.getName()));
        configuration.put(Config.TOPOLOGY_METRICS_REPORTERS, reporters);
        return configuration;
    }

    @Override
    public void submit(Pipeline pipeline, Properties properties) {
        submit(pipeline);
    }

    /**
     * Waits until every executor of a topology has reported to Nimbus that it is up, so that the start does not delay the events sent afterwards.
     *
     * @throws IllegalStateException if this takes longer than a minute
     */
    @Override
    public void awaitRunning(String topology) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            String id = cluster.getTopologySummaryByName(topology).get_id();
            while (!isRunning(id)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("topology " + topology + " is not up after " + PATIENCE.toSeconds()
                            + " s: " + waitingFor(cluster.getTopologyInfo(id)));
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        } catch (TException e) {
            throw new IllegalStateException("cannot read the state of topology " + topology + ": " + e, e);
        }
    }

    /** Returns why a topology is not up: the errors that its components reported to Nimbus, or else the components that have not started. */
    static String waitingFor(TopologyInfo topology) {
        List<String> errors = new ArrayList<>();
        new TreeMap<>(topology.get_errors()).forEach((component, reported) -> reported.stream()
                .findFirst()
                .ifPresent(error -> errors.add("'" + component + "' failed: "
                        + error.get_error().lines().findFirst().orElse(""))));
        if (!errors.isEmpty()) {
            return String.join("; ", errors);
        } else if (topology.get_executors().isEmpty()) {
            return "none of its executors is assigned to a worker";
        }
        return topology.get_executors().stream()
                .filter(executor -> !executor.is_set_stats())
                .map(ExecutorSummary::get_component_id)
                .distinct()
                .sorted()
                .collect(Collectors.joining(
                        ", ", "no heartbeat from ", "; the machine may be busy, or they wait for a server"));
    }

    private boolean isRunning(String id) throws TException {
        List<ExecutorSummary> executors = cluster.getTopologyInfo(id).get_executors();
        return !executors.isEmpty() && executors.stream().allMatch(ExecutorSummary::is_set_stats);
    }

    /**
     * Kills a topology without draining it, and returns when its bolts are closed and its name is free. Its next run may read again the events
     * that were not acknowledged.
     *
     * @throws IllegalArgumentException if no such topology is running
     */
    @Override
    public void kill(String topology) {
        try {
            String id = cluster.getTopologySummaryByName(topology).get_id();
            KillOptions now = new KillOptions();
            now.set_wait_secs(0);
            cluster.killTopologyWithOpts(topology, now);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (isListed(topology) || hasWorker(id)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("topology " + topology + " is still running " + PATIENCE.toSeconds()
                            + " s after it was killed");
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            RunMetrics.forget(topology); // the next topology of this name begins at zero
        } catch (NotAliveException e) {
            throw new IllegalArgumentException("no topology " + topology + " is running", e);
        } catch (TException e) {
            throw new IllegalStateException("cannot kill topology " + topology + ": " + e, e);
        }
    }

    private boolean isListed(String topology) throws TException {
        return cluster.getTopologySummaries().stream()
                .map(TopologySummary::get_name)
                .anyMatch(topology::equals);
    }

    /** True if a slot still holds a worker of the topology. A slot is free only after its worker is closed. */
    private boolean hasWorker(String id) {
        return supervisor.getCurrAssignment().get().values().stream()
                .anyMatch(assignment -> assignment.get_topology_id().equals(id));
    }

    /** Returns the cluster, for its state and Nimbus' view of the topologies. */
    public LocalCluster cluster() {
        return cluster;
    }

    /** Stops the topologies and the cluster, and deletes its files. */
    @Override
    public void close() {
        try {
            cluster.close();
        } catch (Exception e) {
            LOG.warn("the local Storm did not stop cleanly", e);
        }
    }
}
