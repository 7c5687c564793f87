package io.riskstream.stage;

import java.io.Serializable;

/** Where outputs go: how to reach it, not the connection itself. It travels with the topology, and so holds no secret, only its name. */
public interface Sink extends Serializable {
    /** Connects; called on a worker. */
    Publisher connect(StageContext context);
}
