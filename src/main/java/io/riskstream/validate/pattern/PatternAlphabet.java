package io.riskstream.validate.pattern;

import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The alphabet of a pattern's automaton: one symbol for all code points that belong to the same classes of the pattern, and one for the end of the text. */
final class PatternAlphabet {
    private static final int ASCII = 128;

    /** The first code points of intervals that no class divides, in ascending order, and the symbol of each interval. */
    private final int[] starts;

    private final char[] symbols;
    private final char[] asciiSymbols = new char[ASCII];
    private final int size;

    /** @param classes the classes of the pattern */
    PatternAlphabet(List<ImmutableRangeSet<Integer>> classes) {
        TreeSet<Integer> boundaries = new TreeSet<>(List.of(0));
        for (ImmutableRangeSet<Integer> each : classes) {
            for (Range<Integer> range : each.asRanges()) {
                boundaries.add(range.lowerEndpoint());
                boundaries.add(range.upperEndpoint());
            }
        }
        starts = boundaries.stream().mapToInt(Integer::intValue).toArray();
        symbols = new char[starts.length];
        Map<BitSet, Integer> known = new HashMap<>();
        for (int i = 0; i < starts.length; i++) {
            BitSet memberships = new BitSet();
            for (int j = 0; j < classes.size(); j++) {
                memberships.set(j, classes.get(j).contains(starts[i]));
            }
            known.putIfAbsent(memberships, known.size());
            symbols[i] = (char) known.get(memberships).intValue();
        }
        size = known.size() + 1;
        for (int c = 0; c < ASCII; c++) {
            asciiSymbols[c] = find(c);
        }
    }

    /** Returns the number of symbols. Symbols are the chars from 0. */
    int size() {
        return size;
    }

    char endOfText() {
        return (char) (size - 1);
    }

    char symbol(int codePoint) {
        return codePoint < ASCII ? asciiSymbols[codePoint] : find(codePoint);
    }

    private char find(int codePoint) {
        int index = Arrays.binarySearch(starts, codePoint);
        return symbols[index >= 0 ? index : -index - 2];
    }

    /** Returns the symbols of the code points of a class. */
    String symbols(ImmutableRangeSet<Integer> codePoints) {
        BitSet included = new BitSet();
        for (int i = 0; i < starts.length; i++) {
            included.set(symbols[i], included.get(symbols[i]) || codePoints.contains(starts[i]));
        }
        return included.stream()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
