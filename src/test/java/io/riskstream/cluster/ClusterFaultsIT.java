package io.riskstream.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.cluster.PipelineUnderLoad.Injection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No fault loses an event. The table of the results is in {@code target/cluster-faults.md}. */
@Tag("cluster")
class ClusterFaultsIT {
    private static final int PER_SECOND = Integer.getInteger("cluster.rate", 500);
    private static final FaultTable TABLE = new FaultTable(Path.of("target", "cluster-faults.md"));

    private static ClusterUnderLoad cluster;

    private PipelineUnderLoad pipeline;

    @BeforeAll
    static void start() {
        cluster = ClusterUnderLoad.start("faults", Map.of());
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "flood-claims-fused"})
    void noWorkersDeathLosesAnEvent(String shipped) throws IOException, InterruptedException {
        try (PipelineUnderLoad started = PipelineUnderLoad.start(cluster, shipped, PER_SECOND)) {
            pipeline = started;
            losesNothing("kill -9 of the spout's worker", () -> kill(pipeline.spoutPort()));
            losesNothing("kill -9 of another worker", () -> kill(pipeline.otherPort()));
            losesNothing("kill -9 of all workers", () -> {
                kill(pipeline.spoutPort());
                kill(pipeline.otherPort());
            });
        }
    }

    private void kill(int port) {
        assertTrue(pipeline.worker(port).destroyForcibly());
    }

    private void losesNothing(String fault, Injection injection) throws IOException, InterruptedException {
        FaultResult result = pipeline.measure(fault, injection);
        TABLE.add(result);
        assertEquals(0, result.lost(), result::toString);
        assertEquals(0, result.figures().lost(), result::toString);
    }
}
