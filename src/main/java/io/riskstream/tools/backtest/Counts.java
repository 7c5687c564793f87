package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Verdict;
import io.riskstream.score.ScorecardDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All counts of a backtest, or of one of its threads. */
final class Counts {
    private final List<CardCounts> cards = new ArrayList<>();
    private final Optional<PairCounts> pair;
    private final Map<String, Long> rejections = new TreeMap<>();
    private long scored;
    private long rejected;
    private long dropped;
    private long unknown;
    private long immature;

    Counts(List<ScorecardDescription> descriptions, EventType type) {
        descriptions.forEach(card -> cards.add(new CardCounts(card, type)));
        pair = descriptions.size() == 2
                ? Optional.of(new PairCounts(descriptions.get(0), descriptions.get(1)))
                : Optional.empty();
    }

    /** Adds a scored event. Returns it if the decisions differ. */
    Optional<ChangedEvent> add(Event event, List<Verdict> verdicts, Labels.Result label, Optional<String> group) {
        scored++;
        unknown += label == Labels.Result.UNKNOWN ? 1 : 0;
        immature += label == Labels.Result.IMMATURE ? 1 : 0;
        for (int i = 0; i < cards.size(); i++) {
            cards.get(i).add(event, verdicts.get(i), label.label(), group);
        }
        return pair.isEmpty()
                ? Optional.empty()
                : pair.get().add(event, verdicts.get(0), verdicts.get(1), label.label());
    }

    void addRejected(Event event) {
        rejected++;
        rejections.merge(event.rejections().get(0).code(), 1L, Long::sum);
    }

    void addDropped() {
        dropped++;
    }

    /** Adds the counts of another thread. */
    void add(Counts other) {
        for (int i = 0; i < cards.size(); i++) {
            cards.get(i).add(other.cards.get(i));
        }
        other.pair.ifPresent(counts -> pair.orElseThrow().add(counts));
        other.rejections.forEach((code, count) -> rejections.merge(code, count, Long::sum));
        scored += other.scored;
        rejected += other.rejected;
        dropped += other.dropped;
        unknown += other.unknown;
        immature += other.immature;
    }

    List<CardCounts> cards() {
        return cards;
    }

    /** Returns the comparison of two scorecards; empty if there is one scorecard. */
    Optional<PairCounts> pair() {
        return pair;
    }

    /** Returns the rejected events by the code of their first rejection. */
    Map<String, Long> rejections() {
        return rejections;
    }

    long scored() {
        return scored;
    }

    long rejected() {
        return rejected;
    }

    long dropped() {
        return dropped;
    }

    /** Returns the scored events for which the expression of the outcome has no result. */
    long unknown() {
        return unknown;
    }

    /** Returns the scored events whose outcome is not final. */
    long immature() {
        return immature;
    }
}
