package io.riskstream.tools.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * The number of labelled events at each pair of scores that two scorecards give one event. Beyond {@value #MAX_PAIRS} different pairs it keeps none, since the
 * memory is bounded. Not thread-safe.
 */
public final class PairedScores {
    static final int MAX_PAIRS = 1 << 16;

    private record Pair(double first, double second) {}

    private final Map<Pair, long[]> counts = new HashMap<>();
    private boolean overflowed;

    /** Adds an event; one with an unknown outcome is ignored. */
    public void add(double first, double second, Label label) {
        if (label != Label.UNKNOWN) {
            add(new Pair(first + 0.0, second + 0.0), label == Label.NEGATIVE ? 1 : 0, label == Label.POSITIVE ? 1 : 0);
        }
    }

    private void add(Pair pair, long negatives, long positives) {
        if (overflowed) {
            return;
        }
        long[] both = counts.computeIfAbsent(pair, key -> new long[2]);
        both[0] += negatives;
        both[1] += positives;
        if (counts.size() > MAX_PAIRS) {
            overflowed = true;
            counts.clear();
        }
    }

    /** Adds the events of another object. */
    public void add(PairedScores other) {
        other.counts.forEach((pair, both) -> add(pair, both[0], both[1]));
        if (other.overflowed) {
            overflowed = true;
            counts.clear();
        }
    }

    /** True if there were too many different pairs to keep them. */
    public boolean overflowed() {
        return overflowed;
    }

    Cells cells() {
        return new Cells(counts);
    }

    /** The pairs as arrays, with the ranks of their scores. */
    static final class Cells {
        private final long[] negatives;
        private final long[] positives;
        private final int[] firstRanks;
        private final int[] secondRanks;
        private final int firstScores;
        private final int secondScores;

        private Cells(Map<Pair, long[]> counts) {
            List<Pair> pairs = List.copyOf(counts.keySet().stream()
                    .sorted((a, b) -> a.first() != b.first()
                            ? Double.compare(a.first(), b.first())
                            : Double.compare(a.second(), b.second()))
                    .toList());
            double[] firsts =
                    pairs.stream().mapToDouble(Pair::first).distinct().sorted().toArray();
            double[] seconds =
                    pairs.stream().mapToDouble(Pair::second).distinct().sorted().toArray();
            negatives = pairs.stream().mapToLong(pair -> counts.get(pair)[0]).toArray();
            positives = pairs.stream().mapToLong(pair -> counts.get(pair)[1]).toArray();
            firstRanks = pairs.stream()
                    .mapToInt(pair -> Arrays.binarySearch(firsts, pair.first()))
                    .toArray();
            secondRanks = pairs.stream()
                    .mapToInt(pair -> Arrays.binarySearch(seconds, pair.second()))
                    .toArray();
            firstScores = firsts.length;
            secondScores = seconds.length;
        }

        int size() {
            return negatives.length;
        }

        /** Returns the second AUC minus the first, of the counts that {@code resample} makes of the real ones. */
        double difference(LongUnaryOperator resample) {
            long[] firstNegatives = new long[firstScores];
            long[] firstPositives = new long[firstScores];
            long[] secondNegatives = new long[secondScores];
            long[] secondPositives = new long[secondScores];
            for (int i = 0; i < negatives.length; i++) {
                long negative = resample.applyAsLong(negatives[i]);
                long positive = resample.applyAsLong(positives[i]);
                firstNegatives[firstRanks[i]] += negative;
                firstPositives[firstRanks[i]] += positive;
                secondNegatives[secondRanks[i]] += negative;
                secondPositives[secondRanks[i]] += positive;
            }
            return Discrimination.of(secondNegatives, secondPositives).auc()
                    - Discrimination.of(firstNegatives, firstPositives).auc();
        }
    }
}
