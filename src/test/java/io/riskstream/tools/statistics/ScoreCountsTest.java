package io.riskstream.tools.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreCountsTest {
    private static List<String> rows(ScoreTable table) {
        return IntStream.range(0, table.size())
                .mapToObj(row -> table.score(row) + ": " + table.negatives(row) + ", " + table.positives(row) + " of "
                        + table.count(row))
                .toList();
    }

    @Test
    void countsEachScoreByOutcomeInAscendingOrder() {
        ScoreCounts counts = new ScoreCounts();
        counts.add(2, Label.POSITIVE);
        counts.add(-1, Label.UNKNOWN);
        counts.add(2, Label.NEGATIVE);
        counts.add(0.0, Label.NEGATIVE);
        counts.add(-0.0, Label.NEGATIVE);

        ScoreTable table = counts.table();

        assertEquals(List.of("-1.0: 0, 0 of 1", "0.0: 2, 0 of 2", "2.0: 1, 1 of 2"), rows(table));
        assertEquals(5, table.total());
        assertEquals(4, table.labelled());
        assertEquals(1, table.positives());
        assertTrue(table.isExact());
    }

    @Test
    void memoryIsBoundedAndTheResultDoesNotDependOnOrderOrThreads() {
        ScoreCounts whole = new ScoreCounts(100);
        ScoreCounts reversed = new ScoreCounts(100);
        ScoreCounts first = new ScoreCounts(100);
        ScoreCounts second = new ScoreCounts(100);
        double[] scores = new Random(5).doubles(5_000).toArray();
        for (int i = 0; i < scores.length; i++) {
            Label label = i % 3 == 0 ? Label.POSITIVE : Label.NEGATIVE;
            whole.add(scores[i], label);
            (i % 7 == 0 ? first : second).add(scores[i], label);
        }
        for (int i = scores.length - 1; i >= 0; i--) {
            reversed.add(scores[i], i % 3 == 0 ? Label.POSITIVE : Label.NEGATIVE);
        }
        first.add(second);

        ScoreTable table = whole.table();

        assertTrue(table.size() <= 100 && table.size() > 50, "scores: " + table.size());
        assertFalse(table.isExact());
        assertEquals(5_000, table.total());
        assertEquals(rows(table), rows(reversed.table()));
        assertEquals(rows(table), rows(first.table()));
    }
}
