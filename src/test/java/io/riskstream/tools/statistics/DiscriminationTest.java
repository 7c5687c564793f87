package io.riskstream.tools.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DiscriminationTest {
    private record Scored(double score, boolean positive) {}

    private static ScoreTable table(List<Scored> events) {
        ScoreCounts counts = new ScoreCounts();
        events.forEach(event -> counts.add(event.score(), event.positive() ? Label.POSITIVE : Label.NEGATIVE));
        return counts.table();
    }

    private static List<Scored> random(long seed, int events, int differentScores) {
        Random random = new Random(seed);
        List<Scored> list = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            double score = random.nextInt(differentScores) / 4.0 - 3;
            list.add(new Scored(score, random.nextDouble() < 0.2 + 0.02 * score));
        }
        return list;
    }

    @RepeatedTest(20)
    void aucAndKsAreThoseOfTheirDefinitionsAlsoWithTies(RepetitionInfo repetition) {
        List<Scored> events = random(repetition.getCurrentRepetition(), 300, 3 + repetition.getCurrentRepetition());
        List<Scored> positives = events.stream().filter(Scored::positive).toList();
        List<Scored> negatives =
                events.stream().filter(event -> !event.positive()).toList();
        double won = 0;
        for (Scored positive : positives) {
            for (Scored negative : negatives) {
                won += positive.score() > negative.score() ? 1 : positive.score() == negative.score() ? 0.5 : 0;
            }
        }
        double ks = 0;
        for (Scored at : events) {
            double below = negatives.stream()
                    .filter(event -> event.score() <= at.score())
                    .count();
            double positivesBelow = positives.stream()
                    .filter(event -> event.score() <= at.score())
                    .count();
            ks = Math.max(ks, Math.abs(below / negatives.size() - positivesBelow / positives.size()));
        }

        Discrimination found = Discrimination.of(table(events));

        assertEquals(won / positives.size() / negatives.size(), found.auc(), 1e-12);
        assertEquals(ks, found.ks(), 1e-12);
        assertEquals(2 * found.auc() - 1, found.gini(), 1e-12);
    }

    @Test
    void aScoreThatSeparatesPerfectlyHasAnAucOfOneAndAConstantOneOfAHalf() {
        assertEquals(
                new Discrimination(1, 1),
                Discrimination.of(table(List.of(new Scored(1, false), new Scored(2, true), new Scored(3, true)))));
        assertEquals(
                new Discrimination(0.5, 0),
                Discrimination.of(table(List.of(new Scored(1, false), new Scored(1, true)))));
    }

    @Test
    void withoutEventsOfBothKindsNothingIsKnown() {
        Discrimination none = Discrimination.of(table(List.of(new Scored(1, true), new Scored(2, true))));

        assertTrue(Double.isNaN(none.auc()));
        assertTrue(Double.isNaN(none.ks()));
    }
}
