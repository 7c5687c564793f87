package io.riskstream.stage;

import java.io.Serializable;

/**
 * Describes how to reach the store that keeps the histories of entities. It is not the connection itself. It is serialized with the topology, so it contains
 * names of secrets, not secrets.
 */
public interface HistoryStore extends Serializable {
    /** Returns a connection; called on a worker. A store that is unreachable at that time is not an error here: its requests fail. */
    Histories connectHistories(StageContext context);
}
