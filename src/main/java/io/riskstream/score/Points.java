package io.riskstream.score;

import java.io.Serializable;

/** What a rule that fires counts for. */
sealed interface Points extends Serializable {
    /** More than this either way is no points but a slip; and so the sum of all rules is a number. */
    double MOST = 1e9;

    /** The same for every event. */
    record Fixed(double value) implements Points {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /**
     * Worked out of the event.
     *
     * @param formula see {@link io.riskstream.expression.Formula}
     */
    record Worked(String formula) implements Points {
        @Override
        public String toString() {
            return formula;
        }
    }
}
