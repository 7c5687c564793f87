package io.riskstream.validate.pattern;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Characters that an expression cannot tell apart are of one kind: they are in the same of its classes, and there are few kinds. */
final class CharEquivalence {
    private static final int MOST_CLASSES = Long.SIZE;
    private static final int ASCII = 128;

    private final CharClass[] classes;
    /** Of each kind, the classes it is in, a bit for each. */
    private final long[] memberships;

    private final byte[] ascii = new byte[ASCII];

    /** Where in Unicode another category begins; categories are scattered all over it. Found once, where a pattern asks. */
    private static final class CategoryChanges {
        static final List<Integer> ALL = IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
                .filter(c -> Character.getType(c) != Character.getType(c - 1))
                .boxed()
                .toList();
    }

    CharEquivalence(Collection<CharClass> all) throws PatternParser.Unsupported {
        this.classes = new LinkedHashSet<>(all).toArray(CharClass[]::new);
        if (classes.length > MOST_CLASSES) {
            throw new PatternParser.Unsupported("more than " + MOST_CLASSES + " classes of characters");
        }
        this.memberships =
                samples().stream().mapToLong(this::membership).distinct().toArray();
        for (int c = 0; c < ASCII; c++) {
            ascii[c] = (byte) find(c);
        }
    }

    /** At least one character of each kind. */
    private SortedSet<Integer> samples() {
        SortedSet<Integer> samples = new TreeSet<>(List.of(0));
        boolean categories = false;
        for (CharClass each : classes) {
            categories |= each.categories() != 0;
            for (CharClass.Range range : each.ranges()) {
                samples.add(range.first());
                samples.add(Math.min(range.last() + 1, Character.MAX_CODE_POINT));
            }
        }
        if (categories) {
            samples.addAll(CategoryChanges.ALL);
        }
        return samples;
    }

    private long membership(int character) {
        long membership = 0;
        for (int i = 0; i < classes.length; i++) {
            if (classes[i].contains(character)) {
                membership |= 1L << i;
            }
        }
        return membership;
    }

    int count() {
        return memberships.length;
    }

    boolean isIn(int kind, CharClass set) {
        for (int i = 0; i < classes.length; i++) {
            if (classes[i].equals(set)) {
                return (memberships[kind] >>> i & 1) != 0;
            }
        }
        throw new IllegalArgumentException("a class that is not in the expression");
    }

    /** The kind of a character. */
    int of(int character) {
        return character < ASCII ? ascii[character] : find(character);
    }

    private int find(int character) {
        long membership = membership(character);
        for (int kind = 0; kind < memberships.length; kind++) {
            if (memberships[kind] == membership) {
                return kind;
            }
        }
        throw new IllegalStateException("a character of no kind");
    }
}
