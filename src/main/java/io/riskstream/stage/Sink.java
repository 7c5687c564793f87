package io.riskstream.stage;

import java.io.Serializable;
import java.util.Optional;

/**
 * The destination of a pipeline's outputs, as a description and not a connection. It is serialized with the topology, so it contains references to
 * secrets, not secrets.
 */
public interface Sink extends Serializable {
    /** Returns a connection. A worker calls this when a stage opens. A sink that is unreachable at that time is not an error here: its messages fail and are retried. */
    Publisher connect(StageContext context);

    /**
     * Returns the rule that the name of a topic violates, such as {@code use at most 249 letters}, without the name; empty if the sink allows the name. A
     * stage calls this once for a constant topic, and for each event whose values determine the topic, so it must not allocate. By default, every name is
     * allowed.
     */
    default Optional<String> topicProblem(String topic) {
        return Optional.empty();
    }
}
