package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.Verdict;
import io.riskstream.score.ScorecardDescription;
import io.riskstream.tools.statistics.Label;
import io.riskstream.tools.statistics.PairedScores;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The decisions of two scorecards on the same events, counted. Not thread-safe. */
final class PairCounts {
    private static final int SAMPLES = 10;

    /** The decisions of both scorecards, as numbers of bands. */
    record Cell(int first, int second) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            return first != other.first ? Integer.compare(first, other.first) : Integer.compare(second, other.second);
        }
    }

    private final ScorecardDescription first;
    private final ScorecardDescription second;
    private final Map<String, Integer> firstBands;
    private final Map<String, Integer> secondBands;
    private final long[][] matrix;
    private final long[][] positives;
    private final long[][] labelled;
    private final Map<Cell, TreeSet<ChangedEvent>> samples = new TreeMap<>();
    private final Map<String, Long> rules = new TreeMap<>();
    private final PairedScores scores = new PairedScores();
    private long changed;
    private long otherScore;
    private long withoutRules;

    PairCounts(ScorecardDescription first, ScorecardDescription second) {
        this.first = first;
        this.second = second;
        this.firstBands = bands(first);
        this.secondBands = bands(second);
        this.matrix = new long[firstBands.size()][secondBands.size()];
        this.positives = new long[firstBands.size()][secondBands.size()];
        this.labelled = new long[firstBands.size()][secondBands.size()];
    }

    private static Map<String, Integer> bands(ScorecardDescription card) {
        Map<String, Integer> bands = new HashMap<>();
        card.bands().forEach(band -> bands.put(band.decision(), bands.size()));
        return bands;
    }

    /** Adds an event. Returns it if the decisions differ. */
    Optional<ChangedEvent> add(Event event, Verdict one, Verdict other, Label label) {
        Cell cell = new Cell(firstBands.get(one.decision()), secondBands.get(other.decision()));
        matrix[cell.first()][cell.second()]++;
        labelled[cell.first()][cell.second()] += label == Label.UNKNOWN ? 0 : 1;
        positives[cell.first()][cell.second()] += label == Label.POSITIVE ? 1 : 0;
        scores.add(one.score(), other.score(), label);
        otherScore += one.score() == other.score() ? 0 : 1;
        if (one.decision().equals(other.decision())) {
            return Optional.empty();
        }
        changed++;
        ChangedEvent difference = ChangedEvent.of(event, one, other);
        difference.differences().forEach(rule -> rules.merge(rule.rule(), 1L, Long::sum));
        withoutRules += difference.differences().isEmpty() ? 1 : 0;
        addSample(cell, difference);
        return Optional.of(difference);
    }

    private void addSample(Cell cell, ChangedEvent event) {
        TreeSet<ChangedEvent> kept = samples.computeIfAbsent(cell, key -> new TreeSet<>(ChangedEvent.BY_ORIGIN));
        kept.add(event);
        if (kept.size() > SAMPLES) {
            kept.pollLast();
        }
    }

    /** Adds the counts of another thread. */
    void add(PairCounts other) {
        CardCounts.add(matrix, other.matrix);
        CardCounts.add(positives, other.positives);
        CardCounts.add(labelled, other.labelled);
        other.samples.forEach((cell, events) -> events.forEach(event -> addSample(cell, event)));
        other.rules.forEach((rule, count) -> rules.merge(rule, count, Long::sum));
        scores.add(other.scores);
        changed += other.changed;
        otherScore += other.otherScore;
        withoutRules += other.withoutRules;
    }

    ScorecardDescription first() {
        return first;
    }

    ScorecardDescription second() {
        return second;
    }

    long count(int firstBand, int secondBand) {
        return matrix[firstBand][secondBand];
    }

    long positives(int firstBand, int secondBand) {
        return positives[firstBand][secondBand];
    }

    long labelled(int firstBand, int secondBand) {
        return labelled[firstBand][secondBand];
    }

    /** Returns up to ten events of each cell with different decisions, the first ones of the source. */
    List<ChangedEvent> samples() {
        return samples.values().stream().flatMap(TreeSet::stream).toList();
    }

    /** Returns for each rule the number of changed events to which it gave other points. */
    Map<String, Long> rules() {
        return rules;
    }

    /** Returns the number of changed events to which all rules gave the same points, so that base, link or bands made the difference. */
    long withoutRules() {
        return withoutRules;
    }

    PairedScores scores() {
        return scores;
    }

    /** Returns the number of events with another decision. */
    long changed() {
        return changed;
    }

    /** Returns the number of events with another score. */
    long otherScore() {
        return otherScore;
    }
}
