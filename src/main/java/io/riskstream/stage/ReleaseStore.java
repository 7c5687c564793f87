package io.riskstream.stage;

import java.io.Serializable;

/**
 * Describes how to reach the log of releases: the versions of scorecards, and which of them applies from which time on. It is not the connection itself.
 * It is serialized with the topology, so it contains names of secrets, not secrets.
 */
public interface ReleaseStore extends Serializable {
    /** Returns a connection; called on a worker. A log that is unreachable at that time is not an error here: the connection tries again and again. */
    ReleaseLog connect(StageContext context);
}
