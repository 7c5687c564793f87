package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Patch;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores each event, and adds the verdict to it. It rejects none: a rule that cannot be evaluated counts for nothing, is named in the verdict, and
 * is counted in {@code <name>.unevaluated.<rule>}. Of a scorecard on trial in the shadow of the one that decides, it counts the rules that cannot be
 * evaluated in {@code <name>.shadow.unevaluated.<rule>}, and how often the two decide alike and not, in {@code <name>.shadow.agreed} and {@code
 * <name>.shadow.differed}.
 */
public final class Score implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("score")
            .optional("name", Options.Kind.TEXT, "score", "what metrics and messages call this stage");

    private final EventType type;
    private final Scorer scorer;
    private final String name;

    private transient Scorer.Scoring scoring;
    private transient Map<String, Metrics.Counter> unevaluated;
    private transient Map<String, Metrics.Counter> shadowUnevaluated;
    private transient Metrics.Counter agreed;
    private transient Metrics.Counter differed;

    /** A stage called {@code score}. */
    public Score(EventType type, Scorer scorer) {
        this(type, scorer, Map.of());
    }

    /**
     * A stage with options of its own.
     *
     * @throws IllegalArgumentException if an option is not known, or the scorer was made for another event type
     */
    public Score(EventType type, Scorer scorer, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.name = given.text("name");
        if (type == null || scorer == null) {
            throw given.problem((type == null ? "its event type" : "its scorecard")
                    + " is missing; is it declared further down in the Flux file than this stage?");
        }
        if (!type.equals(scorer.eventType())) {
            throw given.problem("its scorecard was made for another event type; refer to one and the same in both");
        }
        this.type = type;
        this.scorer = scorer;
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name).on(type).reading(scorer.reads());
    }

    @Override
    public void open(StageContext context) {
        scoring = scorer.open();
        unevaluated = counters(context.metrics(), ".unevaluated.", scorer.parts());
        shadowUnevaluated = counters(context.metrics(), ".shadow.unevaluated.", scorer.shadowParts());
        agreed = context.metrics().counter(name + ".shadow.agreed");
        differed = context.metrics().counter(name + ".shadow.differed");
    }

    private Map<String, Metrics.Counter> counters(Metrics metrics, String prefix, List<String> parts) {
        Map<String, Metrics.Counter> counters = new HashMap<>();
        parts.forEach(part -> counters.put(part, metrics.counter(name + prefix + part)));
        return counters;
    }

    /** What it scores with. */
    public Scorer scorer() {
        return scorer;
    }

    @Override
    public Outcome apply(Event event) {
        Verdict verdict = scoring.score(event);
        count(verdict, unevaluated);
        if (verdict.shadow().isPresent()) {
            Verdict shadow = verdict.shadow().get();
            count(shadow, shadowUnevaluated);
            (shadow.decision().equals(verdict.decision()) ? agreed : differed).add(1);
        }
        return Outcome.pass(Patch.NONE.withVerdict(verdict));
    }

    private static void count(Verdict verdict, Map<String, Metrics.Counter> counters) {
        List<String> failed = verdict.unevaluated();
        for (int i = 0; i < failed.size(); i++) {
            counters.get(failed.get(i)).add(1);
        }
    }
}
