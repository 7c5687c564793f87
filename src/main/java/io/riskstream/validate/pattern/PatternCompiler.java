package io.riskstream.validate.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the table of a {@link TextPattern}. A state is a set of places in the expression, those that the last character may have been matched at.
 * All states are made at once; an expression that needs too many, as {@code a.{20}b} does, is refused.
 */
public final class PatternCompiler {
    private static final int MOST_STATES = 1_000;

    private record State(boolean start, BitSet places) {}

    private final List<PatternNode.Branch> branches;
    private final List<PatternPositions.Part> parts = new ArrayList<>();
    private final PatternPositions positions = new PatternPositions();
    private final CharEquivalence kinds;
    /** By kind of character, the places that match it. */
    private final BitSet[] matching;

    /** Where a match can begin at the start of the text, and where further on. */
    private final BitSet firstAtStart = new BitSet();

    private final BitSet first = new BitSet();

    private final List<State> states = new ArrayList<>();
    private final Map<State, Integer> numbers = new HashMap<>();

    private PatternCompiler(List<PatternNode.Branch> branches) throws PatternParser.Unsupported {
        this.branches = branches;
        for (PatternNode.Branch branch : branches) {
            PatternPositions.Part part = positions.add(branch.part());
            parts.add(part);
            firstAtStart.or(part.first());
            if (!branch.fromStart()) {
                first.or(part.first());
            }
        }
        this.kinds = new CharEquivalence(positions.characters());
        this.matching = new BitSet[kinds.count()];
        for (int kind = 0; kind < matching.length; kind++) {
            matching[kind] = new BitSet();
            for (int place = 0; place < positions.characters().size(); place++) {
                matching[kind].set(
                        place, kinds.isIn(kind, positions.characters().get(place)));
            }
        }
    }

    /**
     * Compiles an expression.
     *
     * @param expression that {@link java.util.regex.Pattern} has taken
     */
    public static TextPattern compile(String expression) throws PatternParser.Unsupported {
        return new PatternCompiler(PatternParser.parse(expression)).table();
    }

    private TextPattern table() throws PatternParser.Unsupported {
        states.add(new State(false, new BitSet())); // DEAD
        number(new State(true, new BitSet())); // START
        List<int[]> rows = new ArrayList<>();
        rows.add(new int[kinds.count()]);
        for (int number = TextPattern.START; number < states.size(); number++) {
            rows.add(row(states.get(number)));
            if (states.size() > MOST_STATES) {
                throw new PatternParser.Unsupported("more than " + MOST_STATES + " states to be in");
            }
        }
        boolean[] found = new boolean[states.size()];
        boolean[] foundAtEnd = new boolean[states.size()];
        for (int number = TextPattern.START; number < found.length; number++) {
            found[number] = isFound(states.get(number), false);
            foundAtEnd[number] = isFound(states.get(number), true);
        }
        return new TextPattern(kinds, rows.stream().flatMapToInt(Arrays::stream).toArray(), found, foundAtEnd);
    }

    private int[] row(State state) {
        BitSet candidates = (BitSet) (state.start ? firstAtStart : first).clone();
        state.places.stream().forEach(place -> candidates.or(positions.following(place)));
        boolean mayBeginLater = branches.stream().anyMatch(branch -> !branch.fromStart());
        int[] row = new int[kinds.count()];
        for (int kind = 0; kind < row.length; kind++) {
            BitSet places = (BitSet) candidates.clone();
            places.and(matching[kind]);
            row[kind] = places.isEmpty() && !mayBeginLater ? TextPattern.DEAD : number(new State(false, places));
        }
        return row;
    }

    private int number(State state) {
        Integer known = numbers.get(state);
        if (known == null) {
            known = states.size();
            states.add(state);
            numbers.put(state, known);
        }
        return known;
    }

    /** Whether a branch has come to its end, one that needs no end of the text or one that does. */
    private boolean isFound(State state, boolean toEnd) {
        for (int i = 0; i < parts.size(); i++) {
            PatternNode.Branch branch = branches.get(i);
            boolean matched = state.places.intersects(parts.get(i).last());
            boolean nothing = parts.get(i).empty() && (state.start || !branch.fromStart());
            if (branch.toEnd() == toEnd && (matched || nothing)) {
                return true;
            }
        }
        return false;
    }
}
