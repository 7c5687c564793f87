package io.riskstream.validate.pattern;

import com.google.common.collect.ImmutableRangeSet;
import java.util.List;

/** A part of a regular expression. */
sealed interface PatternNode {
    /** One character of a set of code points. */
    record Characters(ImmutableRangeSet<Integer> codePoints) implements PatternNode {}

    /** All parts in this order; the empty text if there are none. */
    record Sequence(List<PatternNode> parts) implements PatternNode {}

    /** One of the branches. */
    record Alternatives(List<PatternNode> branches) implements PatternNode {}

    /** @param max {@link #UNBOUNDED} if the part may be repeated any number of times */
    record Repetition(PatternNode part, int min, int max) implements PatternNode {
        static final int UNBOUNDED = -1;
    }

    /**
     * A branch of the whole expression.
     *
     * @param anchoredAtStart true if the match begins at the start of the text
     * @param anchoredAtEnd true if the match ends at the end of the text, or before a line break there
     */
    record Branch(boolean anchoredAtStart, PatternNode part, boolean anchoredAtEnd) {}
}
