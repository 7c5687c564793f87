package io.riskstream.score.release;

import io.riskstream.event.EventType;
import io.riskstream.score.Scorecard;
import io.riskstream.score.Scorer;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.List;
import java.util.Optional;

/**
 * A scorecard whose version can be changed while events are scored. It scores with the version that the log of releases names for the event's Kafka
 * timestamp, so every worker and every replay uses the same one. Events before the first release are scored with the scorecard of the Flux file.
 *
 * <p>A worker scores its first event after it has read the log to its end; until then, and while the log cannot be reached at the start, events wait and
 * are not lost. Later, a log that cannot be reached delays new releases only.
 *
 * <p>The cost without a change is one comparison of the timestamp an event. A changed version is compiled by the first event that it scores, which takes some
 * milliseconds.
 */
public final class ReleasedScorecard implements Scorer {
    private static final long serialVersionUID = 1;

    private final Scorecard initial;
    private final ReleaseStore store;

    /**
     * Creates a scorer.
     *
     * @param initial the scorecard of the Flux file; its name is the one of the releases that apply
     * @throws ConfigurationException if an argument is null, because the Flux file declares it after this component
     */
    public ReleasedScorecard(Scorecard initial, ReleaseStore store) {
        if (initial == null || store == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    "releases",
                    "its " + (initial == null ? "scorecard" : "store of releases")
                            + " is missing; declare it before this component in the Flux file"));
        }
        this.initial = initial;
        this.store = store;
    }

    /** Returns the scorecard of the Flux file. */
    public Scorecard initial() {
        return initial;
    }

    /** Returns where the releases are read. */
    public ReleaseStore store() {
        return store;
    }

    @Override
    public Optional<Scorecard> scorecard() {
        return Optional.of(initial);
    }

    /** Returns the decisions of the scorecard of the Flux file. A version that is released later may have others, which have no stream of their own. */
    @Override
    public List<String> decisions() {
        return initial.decisions();
    }

    @Override
    public EventType eventType() {
        return initial.eventType();
    }

    @Override
    public List<String> reads() {
        return initial.reads();
    }

    @Override
    public List<String> parts() {
        return initial.parts();
    }

    @Override
    public List<String> shadowParts() {
        return initial.shadowParts();
    }

    /** Compiles the scorecard of the Flux file, for commands, which follow no releases. */
    @Override
    public Scoring open() {
        return initial.open();
    }

    @Override
    public Scoring open(StageContext context) {
        return new ReleasedScoring(initial, releases(context), context.clock());
    }

    /** Returns the fields of the version that made a verdict; none for a version that this worker has not read yet. */
    @Override
    public Reader openFields(StageContext context) {
        return new ReleasedFields(initial, releases(context));
    }

    private WorkerReleases releases(StageContext context) {
        return context.shared(
                WorkerReleases.class.getName() + " " + initial.name() + " " + initial.hash() + " " + store,
                () -> new WorkerReleases(initial, store, context));
    }
}
