package io.riskstream.cluster;

import static java.util.function.Predicate.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No fault loses an event, and the pipeline is steady again after each. The table of the results is in {@code target/cluster-faults.md}. {@code
 * -Dcluster.rate=2000} sets the events per second, {@code -Dcluster.faults=REGEX} selects by a part of {@code PIPELINE: FAULT}, {@code .} all.
 */
@Tag("cluster")
class ClusterFaultsIT {
    private static final String SELECTED = System.getProperty("cluster.faults", "");

    /**
     * What runs if no faults are selected: each kind on one pipeline, and on the others the kinds that depend on the spout. The others last longer, or need a
     * machine that is not busy.
     */
    private static final Map<ShippedPipeline, Set<Fault>> DEFAULT = Map.of(
            ShippedPipeline.CHAIN,
            EnumSet.of(
                    Fault.SPOUT_WORKER,
                    Fault.OTHER_WORKER,
                    Fault.ALL_WORKERS,
                    Fault.FROZEN_OTHER_WORKER,
                    Fault.SUPERVISOR,
                    Fault.NIMBUS,
                    Fault.ZOOKEEPER,
                    Fault.BROKER_RESTART,
                    Fault.BROKER_FROZEN,
                    Fault.REDIS_AWAY,
                    Fault.REDIS_FLUSHED,
                    Fault.REDIS_FROZEN,
                    Fault.REDIS_SLOW,
                    Fault.FULL_DISK,
                    Fault.CLOCK_STEP,
                    Fault.REBALANCE_WAIT,
                    Fault.DEACTIVATED,
                    Fault.PARTITIONS),
            ShippedPipeline.FUSED,
            EnumSet.of(Fault.SPOUT_WORKER, Fault.FROZEN_OTHER_WORKER, Fault.BROKER_RESTART, Fault.REBALANCE_WAIT),
            ShippedPipeline.SPOUT,
            EnumSet.of(Fault.SPOUT_WORKER, Fault.FROZEN_OTHER_WORKER, Fault.BROKER_RESTART, Fault.REBALANCE_WAIT),
            ShippedPipeline.STORE,
            EnumSet.of(Fault.SPOUT_WORKER, Fault.POSTGRES_RESTART, Fault.POSTGRES_AWAY, Fault.POSTGRES_FROZEN));

    private static final FaultTable TABLE = new FaultTable(Path.of("target", "cluster-faults.md"));

    /** After a failure a new cluster is started. A bug that makes each fault fail would otherwise take hours. */
    private static final int MOST_FAILURES = 2;

    private static int failures;
    private static Optional<ClusterUnderLoad> cluster = Optional.empty();
    private static Optional<PipelineUnderLoad> running = Optional.empty();

    @AfterAll
    static void close() throws IOException {
        for (ShippedPipeline pipeline : ShippedPipeline.values()) {
            List<String> leftOut = cases(pipeline)
                    .filter(not(Case::isSelected))
                    .map(row -> row.fault().text())
                    .toList();
            if (!leftOut.isEmpty()) {
                TABLE.note("Left out with " + pipeline + ": " + String.join("; ", leftOut) + ".");
            }
        }
        closeCluster();
    }

    private static void closePipeline() {
        try {
            running.ifPresent(PipelineUnderLoad::close);
        } finally {
            running = Optional.empty();
        }
    }

    private static void closeCluster() {
        try {
            closePipeline();
        } finally {
            cluster.ifPresent(ClusterUnderLoad::close);
            cluster = Optional.empty();
        }
    }

    /** A row of the table. */
    record Case(ShippedPipeline pipeline, Fault fault) {
        private boolean isSelected() {
            return SELECTED.isEmpty()
                    ? DEFAULT.get(pipeline).contains(fault)
                    : Pattern.compile(SELECTED).matcher(toString()).find();
        }

        private boolean stepsClock() {
            return fault == Fault.CLOCK_STEP;
        }

        /** Returns why this machine does not allow the case; empty if it does. */
        private Optional<String> problem() {
            return fault.problem()
                    .or(() -> pipeline == ShippedPipeline.STORE ? LocalPostgres.problem() : Optional.empty());
        }

        @Override
        public String toString() {
            return pipeline + ": " + fault.text();
        }
    }

    private static Stream<Case> cases(ShippedPipeline pipeline) {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault.isFor(pipeline))
                .map(fault -> new Case(pipeline, fault));
    }

    /** Returns the selected cases of one pipeline after the other, and at the end those that need a cluster with a clock of its own. */
    static Stream<Case> faults() {
        return Arrays.stream(ShippedPipeline.values())
                .flatMap(ClusterFaultsIT::cases)
                .filter(Case::isSelected)
                .sorted(Comparator.comparing(Case::stepsClock));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void losesNoEvent(Case row) throws IOException, InterruptedException {
        Optional<String> problem = row.problem();
        if (problem.isPresent()) {
            String skipped = "Skipped: " + row + ", because of this machine: " + problem.get();
            System.out.println(skipped);
            TABLE.note(skipped);
            Assumptions.abort(problem.get());
        }
        Assumptions.assumeTrue(failures < MOST_FAILURES, "left out after " + MOST_FAILURES + " failures");
        FaultResult result = measure(row);
        TABLE.add(result);
        assertEquals(0, result.lost(), result::toString);
        // what a successor reads again is bounded by what was read and not committed, so it is part of the load around
        // the fault
        int repetitions = row.fault().repetitions(row.pipeline());
        assertTrue(
                result.figures().duplicates() <= repetitions * result.figures().events(), result::toString);
        assertTrue(result.figures().mostOutputs() <= 1 + repetitions, result::toString);
    }

    private static FaultResult measure(Case row) throws IOException, InterruptedException {
        try {
            ClusterUnderLoad servers = cluster(row.stepsClock());
            PipelineUnderLoad pipeline = pipeline(servers, row.pipeline());
            return pipeline.measure(row.fault().text(), () -> row.fault().inject(pipeline, servers));
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            failures++;
            try {
                closeCluster();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing); // for example because Nimbus is away
            }
            throw e;
        }
    }

    /** Returns the cluster, started with its first fault. */
    private static ClusterUnderLoad cluster(boolean stepsClock) {
        if (cluster.map(running -> running.hasClock() != stepsClock).orElse(true)) {
            closeCluster();
            // the logs of a cluster that did not recover are kept
            String name = "faults" + (stepsClock ? "-clock" : "") + (failures > 0 ? "-" + failures : "");
            cluster = Optional.of(ClusterUnderLoad.start(
                    name,
                    Map.of(),
                    stepsClock
                            ? Optional.of(SteppedClock.create(Path.of("target", "cluster-" + name)))
                            : Optional.empty()));
        }
        return cluster.get();
    }

    /** Returns the pipeline under load, started with its first fault. The earlier one is ended. */
    private static PipelineUnderLoad pipeline(ClusterUnderLoad servers, ShippedPipeline shipped) {
        if (running.map(pipeline -> pipeline.shipped() != shipped).orElse(true)) {
            closePipeline();
            running = Optional.of(new PipelineUnderLoad(servers, shipped, UnaryOperator.identity()));
            running.get().start();
        }
        return running.get();
    }
}
