package io.riskstream.tools.local;

import io.riskstream.tools.flux.Pipeline;
import java.util.Properties;

/** A Storm cluster, as a run needs it: in this process, or, for the tests, in others. */
interface StormCluster {
    /** Submits a pipeline that was read with these properties. */
    void submit(Pipeline pipeline, Properties properties);

    /** Waits until every executor of the topology is up. */
    void awaitRunning(String topology);

    /** Kills a topology, and returns when it is gone. */
    void kill(String topology);
}
