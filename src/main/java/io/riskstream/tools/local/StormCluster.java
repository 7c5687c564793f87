package io.riskstream.tools.local;

import io.riskstream.tools.flux.Pipeline;
import java.util.Properties;

/** The operations on a Storm cluster that a run needs. The tests implement them for a cluster of separate processes. */
interface StormCluster {
    /** Submits a pipeline that was read with the given properties. */
    void submit(Pipeline pipeline, Properties properties);

    /** Waits until every executor of the topology is up. */
    void awaitRunning(String topology);

    /** Kills a topology, and returns when it has stopped. */
    void kill(String topology);
}
