package io.riskstream.stage;

import java.io.Serializable;

/** Where look-ups find their records: how to reach it, not the connection itself. It travels with the topology, and so holds no secret, only its name. */
public interface RecordStore extends Serializable {
    /** Connects; called on a worker. A store that cannot be reached right now is no error here: the look-ups will say so. */
    Records connect(StageContext context);
}
