package io.riskstream.validate.pattern;

import java.util.List;

/** A part of a regular expression. */
sealed interface PatternNode {
    /** One character. */
    record One(CharClass characters) implements PatternNode {}

    /** One after the other; with none, nothing. */
    record Sequence(List<PatternNode> parts) implements PatternNode {}

    /** One of these. */
    record Either(List<PatternNode> branches) implements PatternNode {}

    /** @param most -1 for without end */
    record Repeat(PatternNode part, int least, int most) implements PatternNode {}

    /**
     * A branch of the whole expression.
     *
     * @param fromStart whether it must begin where the text does
     * @param toEnd whether it must end where the text does, or before a line break there
     */
    record Branch(boolean fromStart, PatternNode part, boolean toEnd) {}
}
