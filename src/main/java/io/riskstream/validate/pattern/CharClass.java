package io.riskstream.validate.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of characters (code points): some ranges, and some of Unicode's general categories.
 *
 * @param ranges pairs of first and last, in order, none touching another
 * @param categories a bit for each value of {@link Character#getType(int)}
 */
record CharClass(List<Range> ranges, int categories) {
    record Range(int first, int last) {}

    private static final int ALL_CATEGORIES = -1;

    static final CharClass NONE = new CharClass(List.of(), 0);
    static final CharClass DIGIT = range('0', '9');
    static final CharClass WORD = range('a', 'z').or(range('A', 'Z')).or(DIGIT).or(of('_'));
    static final CharClass SPACE = range('\t', '\r').or(of(' '));
    /** What a dot does not stand for. */
    static final CharClass LINE_END = of('\n').or(of('\r')).or(of(0x85)).or(range(0x2028, 0x2029));

    static CharClass of(int character) {
        return range(character, character);
    }

    static CharClass range(int first, int last) {
        return new CharClass(List.of(new Range(first, last)), 0);
    }

    static CharClass ofCategories(int categories) {
        return new CharClass(List.of(), categories);
    }

    CharClass or(CharClass other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort(Comparator.comparingInt(Range::first));
        List<Range> joined = new ArrayList<>();
        for (Range range : all) {
            Range before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before != null && range.first <= before.last + 1) {
                joined.set(joined.size() - 1, new Range(before.first, Math.max(before.last, range.last)));
            } else {
                joined.add(range);
            }
        }
        return new CharClass(List.copyOf(joined), categories | other.categories);
    }

    /** Whether it is made of ranges alone, or of categories alone: only such a set has a complement of this form. */
    boolean hasComplement() {
        return ranges.isEmpty() || categories == 0;
    }

    /** All other characters. */
    CharClass complement() {
        if (categories != 0) {
            return ofCategories(ALL_CATEGORIES ^ categories);
        }
        List<Range> others = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            if (range.first > next) {
                others.add(new Range(next, range.first - 1));
            }
            next = range.last + 1;
        }
        if (next <= Character.MAX_CODE_POINT) {
            others.add(new Range(next, Character.MAX_CODE_POINT));
        }
        return new CharClass(List.copyOf(others), 0);
    }

    boolean contains(int character) {
        for (int i = 0; i < ranges.size(); i++) { // no iterator: this is asked for characters of events
            Range range = ranges.get(i);
            if (character <= range.last) {
                if (character >= range.first) {
                    return true;
                }
                break;
            }
        }
        return categories != 0 && (categories & 1 << Character.getType(character)) != 0;
    }
}
