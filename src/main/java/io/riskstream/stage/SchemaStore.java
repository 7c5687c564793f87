package io.riskstream.stage;

import java.io.Serializable;

/**
 * Describes how to reach the schemas with which senders write their events. It is not the connection itself. It is serialized with the topology, so it
 * contains names of secrets, not secrets.
 */
public interface SchemaStore extends Serializable {
    /** Returns a connection; called on a worker. A store that is unreachable at that time is not an error here: its requests fail and are retried. */
    Schemas connect(StageContext context);
}
