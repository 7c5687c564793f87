package io.riskstream.stage;

import java.io.Serializable;

/**
 * Describes how to reach the store from which look-ups read their records. It is not the connection itself. It is serialized with the topology, so it
 * contains names of secrets, not secrets.
 */
public interface RecordStore extends Serializable {
    /** Returns a connection; called on a worker. A store that is unreachable at that time is not an error here: its look-ups report it. */
    Records connect(StageContext context);
}
