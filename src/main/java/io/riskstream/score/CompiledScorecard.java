package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.Formula;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scorecard that is compiled for one thread. If all points are fixed and no group has a cap, it evaluates the rules in descending order of points, so that
 * the reasons of an event are already sorted. Otherwise it sorts the reasons of each event.
 */
final class CompiledScorecard implements Scorer.Scoring {
    private static final Comparator<Rule> MOST_POINTS_FIRST = Comparator.comparingDouble(
                    (Rule rule) -> Math.abs(rule.fixedPoints()))
            .reversed();

    private final Condition[] conditions;
    private final Formula[] formulas; // null if the points are fixed
    /** The reasons of the rules, and after them those of the rows of each table. */
    private final Reason[] reasons;

    private final int[] groups;
    private final CompiledTable[] tables;
    private final String[] tableIds;
    private final boolean[] collects;
    /** The index of the reason of the first row of each table. */
    private final int[] firstReasons;

    private final double[] caps;
    private final boolean sorted;
    private final double base;
    private final LinkFunction link;
    private final String[] decisions;
    private final double[] from;
    private final String name;
    private final String version;
    private final String hash;
    private final Optional<CompiledScorecard> shadow;

    // the rules that fired with their points, and the rules that failed, for one event; reused for each event
    private final int[] fired;
    private final double[] points;
    private final Reason[] firedReasons;
    private final String[] failed;

    CompiledScorecard(Scorecard card, InstantSource clock) {
        sorted = card.groups().isEmpty()
                && card.tables().isEmpty()
                && card.rules().stream().allMatch(rule -> rule.points() instanceof Points.Fixed);
        // a stable sort: rules with equal points keep the order of the file
        List<Rule> rules =
                sorted ? card.rules().stream().sorted(MOST_POINTS_FIRST).toList() : card.rules();
        Definitions definitions = card.definitions(clock);
        Map<String, CompiledTable> byId = card.compiledTables(definitions);
        conditions = rules.stream()
                .map(rule -> rule.condition(card.eventType(), definitions))
                .toArray(Condition[]::new);
        formulas = rules.stream()
                .map(rule -> rule.formula(card.eventType(), definitions).orElse(null))
                .toArray(Formula[]::new);
        tables = card.tables().stream().map(table -> byId.get(table.id())).toArray(CompiledTable[]::new);
        // a rule whose outcome others read is evaluated once
        for (int i = 0; i < conditions.length; i++) {
            if (definitions.isOutcomeRead(rules.get(i).id())) {
                conditions[i] = Condition.ofOutcome(rules.get(i).id(), card.eventType(), definitions);
            }
        }
        List<Reason> all = new ArrayList<>();
        List<String> ids = card.groups().stream().map(RuleGroup::id).toList();
        List<Integer> groupOfReason = new ArrayList<>();
        for (Rule rule : rules) {
            all.add(new Reason(rule.id(), rule.fixedPoints(), rule.reason()));
            groupOfReason.add(ids.indexOf(rule.group()));
        }
        tableIds = card.tables().stream().map(PointsTable::id).toArray(String[]::new);
        collects = new boolean[tables.length];
        firstReasons = new int[tables.length];
        for (int i = 0; i < tables.length; i++) {
            PointsTable table = card.tables().get(i);
            collects[i] = table.hit() == HitPolicy.COLLECT;
            firstReasons[i] = all.size();
            for (PointsTable.Row row : table.rows()) {
                all.add(new Reason(table.code(row), row.points(), row.reason()));
                groupOfReason.add(ids.indexOf(table.group()));
            }
        }
        reasons = all.toArray(Reason[]::new);
        groups = groupOfReason.stream().mapToInt(Integer::intValue).toArray();
        caps = card.groups().stream().mapToDouble(RuleGroup::cap).toArray();
        base = card.base();
        link = card.link();
        decisions = card.bands().stream().map(ScoreBand::decision).toArray(String[]::new);
        from = card.bands().stream().mapToDouble(ScoreBand::from).toArray();
        name = card.name();
        version = card.version();
        hash = card.hash();
        shadow = card.shadow().map(other -> new CompiledScorecard(other, clock));
        fired = new int[reasons.length];
        points = new double[reasons.length];
        firedReasons = new Reason[reasons.length];
        failed = new String[rules.size() + tables.length];
    }

    @Override
    public Verdict score(Event event) {
        int firedCount = 0;
        int failedCount = 0;
        for (int i = 0; i < conditions.length; i++) {
            ConditionResult result = conditions[i].test(event);
            if (result == ConditionResult.FALSE) {
                continue;
            }
            double added = result == ConditionResult.TRUE ? pointsOf(i, event) : Double.NaN;
            if (Double.isNaN(added)) {
                failed[failedCount++] = reasons[i].code();
            } else {
                fired[firedCount] = i;
                points[firedCount++] = added;
            }
        }
        for (int table = 0; table < tables.length; table++) {
            ConditionResult result = tables[table].test(event);
            if (result == ConditionResult.ERROR) {
                failed[failedCount++] = tableIds[table];
            } else if (result == ConditionResult.TRUE) {
                firedCount = addRows(table, firedCount);
            }
        }
        if (!sorted) {
            sortByPoints(firedCount);
            for (int group = 0; group < caps.length; group++) {
                cap(group, firedCount);
            }
            sortByPoints(firedCount);
        }
        return verdict(event, firedCount, failedCount);
    }

    /** Adds the rows of a table that match the event, except those without points. Returns the number of reasons. */
    private int addRows(int table, int firedBefore) {
        int count = firedBefore;
        for (int row = tables[table].nextRow(0); row >= 0; row = tables[table].nextRow(row + 1)) {
            int reason = firstReasons[table] + row;
            double added = reasons[reason].points();
            if (added != 0) {
                fired[count] = reason;
                points[count++] = added;
            }
            if (!collects[table]) {
                break;
            }
        }
        return count;
    }

    /** Returns the points of a rule; NaN if they cannot be computed. */
    private double pointsOf(int rule, Event event) {
        if (formulas[rule] == null) {
            return reasons[rule].points();
        }
        double computed = formulas[rule].value(event);
        return Math.abs(computed) <= Points.MAX ? computed : Double.NaN;
    }

    /** Sorts the rules that fired by points in descending order; equal points keep the order of the file. There are few, and an insertion sort allocates nothing. */
    private void sortByPoints(int count) {
        for (int i = 1; i < count; i++) {
            int rule = fired[i];
            double added = points[i];
            int position = i;
            while (position > 0 && before(added, rule, points[position - 1], fired[position - 1])) {
                points[position] = points[position - 1];
                fired[position] = fired[position - 1];
                position--;
            }
            points[position] = added;
            fired[position] = rule;
        }
    }

    private static boolean before(double points, int rule, double otherPoints, int otherRule) {
        double more = Math.abs(points) - Math.abs(otherPoints);
        return more > 0 || more == 0 && rule < otherRule;
    }

    /** Subtracts the points above the cap of a group, beginning with the rule of the fewest points, so that the points of the reasons still add up to the score. */
    private void cap(int group, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += groups[fired[i]] == group ? points[i] : 0;
        }
        double excess = Math.abs(sum) - caps[group];
        for (int i = count - 1; i >= 0 && excess > 0; i--) {
            if (groups[fired[i]] == group && Math.signum(points[i]) == Math.signum(sum)) {
                double subtracted = Math.min(excess, Math.abs(points[i]));
                points[i] -= Math.signum(points[i]) * subtracted;
                excess -= subtracted;
            }
        }
    }

    private Verdict verdict(Event event, int firedCount, int failedCount) {
        double sum = base;
        for (int i = 0; i < firedCount; i++) {
            Reason reason = reasons[fired[i]];
            firedReasons[i] =
                    reason.points() == points[i] ? reason : new Reason(reason.code(), points[i], reason.text());
            sum += points[i];
        }
        double score = link.score(sum);
        return new Verdict(
                score,
                decision(score),
                Arrays.asList(firedReasons).subList(0, firedCount),
                event.degradations(),
                failedCount == 0 ? List.of() : Arrays.asList(failed).subList(0, failedCount),
                name,
                version,
                hash,
                shadow.map(card -> card.score(event)));
    }

    private String decision(double score) {
        int band = 0;
        // the last band begins at negative infinity
        while (score < from[band]) {
            band++;
        }
        return decisions[band];
    }
}
