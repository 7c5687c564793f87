package io.riskstream.storm;

import io.riskstream.stage.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.storm.Config;
import org.apache.storm.utils.Utils;

/**
 * A way in which a topology would lose events. A bolt or spout of stages refuses to start with it, and {@code check} reports it.
 *
 * @param cause what is wrong and its effect
 * @param hint how to fix it
 */
public record EventLoss(String cause, String hint) {
    /** The id of the bolt for dead letters in the shipped Flux files. */
    private static final String DEAD_LETTERS = "dead-letters";

    /**
     * Returns the loss of a bolt or spout with these stages if only the given streams have consumers; empty if no event would be lost.
     *
     * @param component its id in the Flux file
     */
    public static Optional<EventLoss> ofStreams(List<Stage> stages, String component, Set<String> consumedStreams) {
        if (mayReject(stages) && !consumedStreams.contains(StreamNames.REJECTED)) {
            return Optional.of(new EventLoss(
                    "no bolt consumes its stream 'rejected', so rejected events would be lost",
                    component.equals(DEAD_LETTERS)
                            ? "run a stage in it that never rejects, such as PublishDeadLetter, and no other"
                            : "add a stream {from: " + component + ", to: " + DEAD_LETTERS
                                    + ", grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}"));
        }
        boolean publishes = stages.stream().anyMatch(stage -> stage.spec().publishes());
        if (!publishes && !consumedStreams.contains(Utils.DEFAULT_STREAM_ID)) {
            return Optional.of(new EventLoss(
                    "no bolt consumes the events that pass, and none of its stages publishes them, so they would be lost",
                    "add a stream from " + component + " to the next bolt"));
        }
        return Optional.empty();
    }

    /** Returns the loss that a topology's configuration causes with any bolts; empty if no event would be lost. */
    public static Optional<EventLoss> ofConfiguration(Map<String, Object> configuration) {
        boolean withoutAckers =
                configuration.get(Config.TOPOLOGY_ACKER_EXECUTORS) instanceof Number ackers && ackers.intValue() == 0;
        return withoutAckers
                ? Optional.of(new EventLoss(
                        "with topology.acker.executors 0 the spout considers every event done as soon as it is emitted",
                        "set it to 1 or more"))
                : Optional.empty();
    }

    static boolean mayReject(List<Stage> stages) {
        return stages.stream().anyMatch(stage -> !stage.spec().neverRejects());
    }

    /** Returns the cause and the hint as one sentence. */
    @Override
    public String toString() {
        return cause + "; " + hint;
    }
}
