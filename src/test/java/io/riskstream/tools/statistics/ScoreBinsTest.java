package io.riskstream.tools.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreBinsTest {
    @Test
    void theBinsAreTheTenthsOfTheReference() {
        Map<Double, Long> events = new HashMap<>();
        for (int score = 1; score <= 100; score++) {
            events.put((double) score, 3L);
        }
        ScoreBins bins = new ScoreBins(events);
        assertEquals(List.of(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0), bins.upperBounds());
        assertEquals(0, bins.stabilityIndex(new long[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7}), 1e-12);
    }

    @Test
    void theIndexIsThatOfItsDefinition() {
        ScoreBins bins = new ScoreBins(Map.of(0.0, 50L, 10.0, 50L));
        assertEquals(List.of(0.0), bins.upperBounds());
        double expected = (0.2 - 0.5) * Math.log(0.2 / 0.5) + (0.8 - 0.5) * Math.log(0.8 / 0.5);
        assertEquals(expected, bins.stabilityIndex(new long[] {1, 4}), 1e-12);
        assertEquals(Double.NaN, bins.stabilityIndex(new long[] {0, 0}));
    }

    @Test
    void aReferenceNeedsEvents() {
        assertThrows(IllegalArgumentException.class, () -> new ScoreBins(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new ScoreBins(Map.of(1.0, 0L)));
        assertThrows(IllegalArgumentException.class, () -> new ScoreBins(Map.of(1.0, 5L, 2.0, -1L)));
        ScoreBins bins = new ScoreBins(Map.of(1.0, 1L, 2.0, 1L));
        assertThrows(IllegalArgumentException.class, () -> bins.stabilityIndex(new long[3]));
    }
}
