package io.riskstream.tools.replay;

import java.util.Optional;
import java.util.Set;

/**
 * What to replay, and where to.
 *
 * @param topic the dead-letter topic
 * @param sources the topics that the pipeline reads; a dead letter of another source is not sent to it
 * @param target the topic to send all originals to; empty to send each to the topic it came from
 * @param filter selects the dead letters
 * @param limit the maximum number of originals to send
 * @param perSecond the maximum number of originals to send per second
 * @param attempts the maximum number of replays of one event
 * @param dryRun true to send nothing
 */
public record ReplaySettings(
        String topic,
        Set<String> sources,
        Optional<String> target,
        ReplayFilter filter,
        long limit,
        int perSecond,
        int attempts,
        boolean dryRun) {
    public ReplaySettings {
        sources = Set.copyOf(sources);
        if (limit < 1 || perSecond < 1 || attempts < 1) {
            throw new IllegalArgumentException("--limit, --rate and --attempts must be at least 1");
        }
        if (target.filter(topic::equals).isPresent()) {
            throw new IllegalArgumentException(
                    "--to: '" + topic + "' is the dead-letter topic itself; expected a topic that a pipeline reads");
        }
    }
}
