package io.riskstream.stage;

import java.io.Serializable;

/**
 * The destination of a pipeline's outputs, as a description and not a connection. It is serialized with the topology, so it contains references to
 * secrets, not secrets.
 */
public interface Sink extends Serializable {
    /** Returns a connection. A worker calls this when a stage opens. A sink that is unreachable at that time is not an error here: its messages fail and are retried. */
    Publisher connect(StageContext context);
}
