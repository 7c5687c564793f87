package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.score.ScorecardDescription;
import io.riskstream.score.ScorecardDescription.RuleText;
import io.riskstream.tools.statistics.Label;
import io.riskstream.tools.statistics.ScoreCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one scorecard decided, counted. The memory depends on the numbers of rules and groups, not of events. Not thread-safe. */
final class CardCounts {
    /** Above this number of rules, pairs of rules are not counted: the matrix would have more than a quarter of a million cells. */
    static final int MAX_RULES_IN_PAIRS = 500;

    private static final int LABELS = Label.values().length;
    private static final int MAX_GROUPS = 1_000;
    private static final int MAX_SCORES_OF_GROUP = 4_096;
    static final String OTHER_GROUPS = "(other values)";

    /** The counts of the events with one value of the group field. */
    static final class Group {
        private final long[][] decisions;
        private final ScoreCounts scores = new ScoreCounts(MAX_SCORES_OF_GROUP);

        private Group(int bands) {
            decisions = new long[bands][LABELS];
        }

        long[][] decisions() {
            return decisions;
        }

        ScoreCounts scores() {
            return scores;
        }
    }

    private final ScorecardDescription card;
    private final EventType type;
    private final Map<String, Integer> rules = new HashMap<>();
    private final Map<String, Integer> bands = new HashMap<>();
    private final int[][] reads;
    private final long[][] decisions;
    private final long[][] fires;
    private final long[] firesAlone;
    private final double[] points;
    private final long[][] together;
    private final Map<String, Map<String, Long>> unevaluated = new TreeMap<>();
    private final ScoreCounts scores = new ScoreCounts();
    private final Map<String, Group> groups = new TreeMap<>();
    private final int[] firing;
    private long degraded;

    CardCounts(ScorecardDescription card, EventType type) {
        this.card = card;
        this.type = type;
        int count = card.rules().size();
        this.reads = new int[count][];
        for (int i = 0; i < count; i++) {
            RuleText rule = card.rules().get(i);
            rules.put(rule.id(), i);
            reads[i] = rule.reads().stream().mapToInt(type::slot).toArray();
        }
        for (int i = 0; i < card.bands().size(); i++) {
            bands.put(card.bands().get(i).decision(), i);
        }
        this.decisions = new long[card.bands().size()][LABELS];
        this.fires = new long[count][LABELS];
        this.firesAlone = new long[count];
        this.points = new double[count];
        this.together = new long[count <= MAX_RULES_IN_PAIRS ? count : 0][count];
        this.firing = new int[count];
    }

    void add(Event event, Verdict verdict, Label label, Optional<String> group) {
        int band = bands.get(verdict.decision());
        decisions[band][label.ordinal()]++;
        scores.add(verdict.score(), label);
        degraded += verdict.degradations().isEmpty() ? 0 : 1;
        addRules(verdict.reasons(), label);
        for (String rule : verdict.unevaluated()) {
            unevaluated
                    .computeIfAbsent(rule, key -> new TreeMap<>())
                    .merge(causes(rules.get(rule), event), 1L, Long::sum);
        }
        group.ifPresent(value -> {
            Group counts = group(value);
            counts.decisions[band][label.ordinal()]++;
            counts.scores.add(verdict.score(), label);
        });
    }

    private void addRules(List<Reason> reasons, Label label) {
        int count = 0;
        for (int i = 0; i < reasons.size(); i++) {
            int rule = rules.get(reasons.get(i).code());
            firing[count++] = rule;
            fires[rule][label.ordinal()]++;
            points[rule] += reasons.get(i).points();
        }
        if (count == 1) {
            firesAlone[firing[0]]++;
        }
        if (together.length > 0) {
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < count; k++) {
                    together[firing[i]][firing[k]]++;
                }
            }
        }
    }

    /** Returns the fields that a rule reads and an event lacks; without values. */
    private String causes(int rule, Event event) {
        List<String> missing = new ArrayList<>();
        for (int slot : reads[rule]) {
            if (!event.isPresent(slot)) {
                missing.add(type.field(slot).path() + " is absent");
            } else if (!event.hasValue(slot)) {
                missing.add(type.field(slot).path() + " is null");
            }
        }
        return missing.isEmpty() ? "its values have no result, as in a division by zero" : String.join(", ", missing);
    }

    private Group group(String value) {
        String name = groups.containsKey(value) || groups.size() < MAX_GROUPS ? value : OTHER_GROUPS;
        return groups.computeIfAbsent(name, key -> new Group(card.bands().size()));
    }

    /** Adds the counts of another thread for the same scorecard. */
    void add(CardCounts other) {
        add(decisions, other.decisions);
        add(fires, other.fires);
        add(together, other.together);
        for (int i = 0; i < points.length; i++) {
            firesAlone[i] += other.firesAlone[i];
            points[i] += other.points[i];
        }
        other.unevaluated.forEach((rule, causes) -> causes.forEach((cause, count) ->
                unevaluated.computeIfAbsent(rule, key -> new TreeMap<>()).merge(cause, count, Long::sum)));
        scores.add(other.scores);
        other.groups.forEach((value, counts) -> {
            Group own = group(value);
            add(own.decisions, counts.decisions);
            own.scores.add(counts.scores);
        });
        degraded += other.degraded;
    }

    static void add(long[][] to, long[][] from) {
        for (int i = 0; i < to.length; i++) {
            for (int k = 0; k < to[i].length; k++) {
                to[i][k] += from[i][k];
            }
        }
    }

    ScorecardDescription card() {
        return card;
    }

    /** Returns the events of a band, by {@link Label}. */
    long[] decisions(int band) {
        return decisions[band].clone();
    }

    /** Returns the events for which a rule fired, by {@link Label}. */
    long[] fires(int rule) {
        return fires[rule].clone();
    }

    /** Returns the events for which a rule fired and no other. */
    long firesAlone(int rule) {
        return firesAlone[rule];
    }

    /** Returns the sum of the points that a rule added. */
    double points(int rule) {
        return points[rule];
    }

    /** True if pairs of rules are counted. */
    boolean hasPairs() {
        return together.length > 0;
    }

    /** Returns the events for which both rules fired. */
    long together(int rule, int other) {
        return together[rule][other];
    }

    /** Returns for each rule that could not be evaluated the events by cause. */
    Map<String, Map<String, Long>> unevaluated() {
        return unevaluated;
    }

    ScoreCounts scores() {
        return scores;
    }

    Map<String, Group> groups() {
        return groups;
    }

    /** Returns the events that were scored without some look-ups. */
    long degraded() {
        return degraded;
    }
}
