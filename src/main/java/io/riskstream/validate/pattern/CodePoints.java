package io.riskstream.validate.pattern;

import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sets of code points. All ranges are closed below and open above, so that equal sets have equal ranges. */
final class CodePoints {
    static final ImmutableRangeSet<Integer> ALL = range(0, Character.MAX_CODE_POINT);
    static final ImmutableRangeSet<Integer> DIGITS = range('0', '9');
    static final ImmutableRangeSet<Integer> WORD_CHARACTERS =
            ImmutableRangeSet.unionOf(List.of(closed('a', 'z'), closed('A', 'Z'), closed('0', '9'), closed('_', '_')));
    static final ImmutableRangeSet<Integer> SPACES = ImmutableRangeSet.unionOf(List.of(
            closed('\t', '\r'),
            closed(' ', ' '),
            closed(0xa0, 0xa0),
            closed(0x1680, 0x1680),
            closed(0x2000, 0x200a),
            closed(0x2028, 0x2029),
            closed(0x202f, 0x202f),
            closed(0x205f, 0x205f),
            closed(0x3000, 0x3000),
            closed(0xfeff, 0xfeff)));
    /** The characters that a dot does not match. */
    static final ImmutableRangeSet<Integer> LINE_TERMINATORS =
            ImmutableRangeSet.unionOf(List.of(closed('\n', '\n'), closed('\r', '\r'), closed(0x2028, 0x2029)));

    private static final Map<Integer, ImmutableRangeSet<Integer>> BY_CATEGORIES = new ConcurrentHashMap<>();

    private CodePoints() {}

    private static Range<Integer> closed(int first, int last) {
        return Range.closedOpen(first, last + 1);
    }

    static ImmutableRangeSet<Integer> of(int codePoint) {
        return range(codePoint, codePoint);
    }

    static ImmutableRangeSet<Integer> range(int first, int last) {
        return ImmutableRangeSet.of(closed(first, last));
    }

    static ImmutableRangeSet<Integer> complement(ImmutableRangeSet<Integer> set) {
        return ALL.difference(set);
    }

    /**
     * Returns the code points of some of Unicode's general categories. The first call for the same categories takes some 5 ms: it looks at all code
     * points.
     *
     * @param categories a bit for each value of {@link Character#getType(int)}
     */
    static ImmutableRangeSet<Integer> ofCategories(int categories) {
        return BY_CATEGORIES.computeIfAbsent(categories, CodePoints::find);
    }

    private static ImmutableRangeSet<Integer> find(int categories) {
        ImmutableRangeSet.Builder<Integer> ranges = ImmutableRangeSet.builder();
        int first = -1;
        for (int c = 0; c <= Character.MAX_CODE_POINT + 1; c++) {
            boolean included = c <= Character.MAX_CODE_POINT && (categories & 1 << Character.getType(c)) != 0;
            if (included && first < 0) {
                first = c;
            } else if (!included && first >= 0) {
                ranges.add(closed(first, c - 1));
                first = -1;
            }
        }
        return ranges.build();
    }
}
