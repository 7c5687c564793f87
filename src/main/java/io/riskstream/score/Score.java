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
import java.util.function.Function;

/**
 * The stage that scores each event and adds the verdict to it. It rejects no event. A rule that cannot be evaluated adds no points; the verdict names
 * it, and the counter {@code <name>.unevaluated.<rule>} counts it. If the scorecard has a shadow, {@code <name>.shadow.unevaluated.<rule>} counts the rules of the
 * shadow that cannot be evaluated, and {@code <name>.shadow.agreed} and {@code <name>.shadow.differed} count equal and different decisions.
 */
public final class Score implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("score")
            .optional("name", Options.Kind.TEXT, "score", "the name of this stage in metrics and messages");

    private static final String UNEVALUATED = ".unevaluated.";
    private static final String SHADOW_UNEVALUATED = ".shadow.unevaluated.";
    private static final Outcome NOT_READY =
            Outcome.retryWithoutLimit("the releases of the scorecard are not read yet");

    private final EventType type;
    private final Scorer scorer;
    private final String name;

    private transient Scorer.Scoring scoring;
    private transient Metrics metrics;
    private transient Map<String, Metrics.Counter> decisions;
    private transient Function<String, Metrics.Counter> decisionCounters;
    private transient Map<String, Metrics.Counter> unevaluated;
    private transient Map<String, Metrics.Counter> shadowUnevaluated;
    private transient Metrics.Counter agreed;
    private transient Metrics.Counter differed;

    /** Creates a stage with the name {@code score}. */
    public Score(EventType type, Scorer scorer) {
        this(type, scorer, Map.of());
    }

    /**
     * Creates a stage with options.
     *
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, or the scorer was created for another event type
     */
    public Score(EventType type, Scorer scorer, Map<String, Object> options) {
        Options arguments = OPTIONS.read(options);
        this.name = arguments.text("name");
        if (type == null || scorer == null) {
            throw arguments.problem((type == null ? "its event type" : "its scorecard")
                    + " is missing; declare it before this stage in the Flux file");
        }
        if (!type.equals(scorer.eventType())) {
            throw arguments.problem(
                    "its scorecard was created for another event type; refer to the same event type in both");
        }
        this.type = type;
        this.scorer = scorer;
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name).on(type).reading(scorer.reads()).deciding(scorer.decisions());
    }

    @Override
    public void open(StageContext context) {
        scoring = scorer.open(context);
        metrics = context.metrics();
        unevaluated = counters(UNEVALUATED, scorer.parts());
        shadowUnevaluated = counters(SHADOW_UNEVALUATED, scorer.shadowParts());
        decisions = new HashMap<>();
        decisionCounters = decision -> metrics.counter(name + ".decided." + decision);
        agreed = context.metrics().counter(name + ".shadow.agreed");
        differed = context.metrics().counter(name + ".shadow.differed");
    }

    private Map<String, Metrics.Counter> counters(String prefix, List<String> parts) {
        Map<String, Metrics.Counter> counters = new HashMap<>();
        parts.forEach(part -> counters.put(part, metrics.counter(name + prefix + part)));
        return counters;
    }

    /** Returns the scorer. */
    public Scorer scorer() {
        return scorer;
    }

    @Override
    public Outcome apply(Event event) {
        if (!scoring.isReady()) {
            return NOT_READY;
        }
        Verdict verdict = scoring.score(event);
        decisions.computeIfAbsent(verdict.decision(), decisionCounters).add(1);
        count(verdict, UNEVALUATED, unevaluated);
        if (verdict.shadow().isPresent()) {
            Verdict shadow = verdict.shadow().get();
            count(shadow, SHADOW_UNEVALUATED, shadowUnevaluated);
            (shadow.decision().equals(verdict.decision()) ? agreed : differed).add(1);
        }
        return Outcome.pass(Patch.NONE.withVerdict(verdict));
    }

    private void count(Verdict verdict, String prefix, Map<String, Metrics.Counter> counters) {
        List<String> failed = verdict.unevaluated();
        for (int i = 0; i < failed.size(); i++) {
            // a version that was released later may have other rules
            counters.computeIfAbsent(failed.get(i), part -> metrics.counter(name + prefix + part))
                    .add(1);
        }
    }
}
