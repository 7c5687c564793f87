package io.riskstream.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No fault loses an event, and the pipeline is steady again after each. The table of the results is in {@code target/cluster-faults.md}. {@code
 * -Dcluster.rate=2000} sets the events per second, {@code -Dcluster.faults=REGEX} selects by a part of {@code PIPELINE: FAULT}, {@code .} all.
 */
@Tag("cluster")
class ClusterFaultsIT {
    private static final String SELECTED = System.getProperty("cluster.faults", "");

    /** What runs if no faults are selected: about a quarter of an hour. The others last longer, or need a machine that is not busy. */
    private static final Map<String, Set<Fault>> DEFAULT = Map.of(
            "flood-claims",
            EnumSet.of(
                    Fault.SPOUT_WORKER,
                    Fault.OTHER_WORKER,
                    Fault.ALL_WORKERS,
                    Fault.FROZEN_OTHER_WORKER,
                    Fault.SUPERVISOR,
                    Fault.NIMBUS,
                    Fault.ZOOKEEPER,
                    Fault.BROKER_RESTART,
                    Fault.REDIS_AWAY,
                    Fault.REDIS_FLUSHED,
                    Fault.FULL_DISK,
                    Fault.REBALANCE_WAIT,
                    Fault.DEACTIVATED,
                    Fault.PARTITIONS),
            "flood-claims-fused",
            EnumSet.of(Fault.SPOUT_WORKER, Fault.ALL_WORKERS, Fault.BROKER_RESTART));

    private static final List<String> PIPELINES = List.of("flood-claims", "flood-claims-fused");
    private static final FaultTable TABLE = new FaultTable(Path.of("target", "cluster-faults.md"));

    private static ClusterUnderLoad cluster;
    private static Optional<PipelineUnderLoad> running = Optional.empty();

    @BeforeAll
    static void start() {
        boolean stepsClock = SteppedClock.isPossible()
                && PIPELINES.stream().anyMatch(pipeline -> isSelected(pipeline, Fault.CLOCK_STEP));
        cluster = ClusterUnderLoad.start(
                "faults",
                Map.of(),
                stepsClock ? Optional.of(SteppedClock.create(Path.of("target", "cluster-clock"))) : Optional.empty());
    }

    @AfterAll
    static void close() {
        running.ifPresent(PipelineUnderLoad::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Returns the faults for one pipeline after the other. Faults of the cluster do not depend on the pipeline, so the fused one has fewer. */
    static Stream<Arguments> faults() {
        return PIPELINES.stream().flatMap(pipeline -> Arrays.stream(Fault.values())
                .filter(fault -> isSelected(pipeline, fault))
                .map(fault -> Arguments.of(pipeline, fault)));
    }

    private static boolean isSelected(String pipeline, Fault fault) {
        if (!fault.isFor(pipeline)) {
            return false;
        }
        return SELECTED.isEmpty()
                ? DEFAULT.get(pipeline).contains(fault)
                : Pattern.compile(SELECTED)
                        .matcher(pipeline + ": " + fault.text())
                        .find();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("faults")
    void losesNoEvent(String shipped, Fault fault) throws IOException, InterruptedException {
        PipelineUnderLoad pipeline = pipeline(shipped);
        Assumptions.assumeTrue(
                fault.isPossible(), () -> "this machine does not allow the fault '" + fault.text() + "'");
        FaultResult result = pipeline.measure(fault.text(), () -> fault.inject(pipeline, cluster));
        TABLE.add(result);
        assertEquals(0, result.lost(), result::toString);
        // what a successor reads again is bounded by what was read and not committed, so it is part of the load around
        // the fault
        assertTrue(
                result.figures().duplicates()
                        <= fault.repetitions() * result.figures().events(),
                result::toString);
        assertTrue(result.figures().mostOutputs() <= 1 + fault.repetitions(), result::toString);
    }

    /** Returns the pipeline under load, started with its first fault. The earlier one is ended. */
    private static PipelineUnderLoad pipeline(String shipped) {
        if (running.map(pipeline -> !pipeline.shipped().equals(shipped)).orElse(true)) {
            running.ifPresent(PipelineUnderLoad::close);
            running = Optional.empty();
            running = Optional.of(new PipelineUnderLoad(cluster, shipped, UnaryOperator.identity()));
            running.get().start();
        }
        return running.get();
    }
}
