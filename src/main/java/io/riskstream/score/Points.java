package io.riskstream.score;

import java.io.Serializable;

/** The points of a rule that fires. */
sealed interface Points extends Serializable {
    /** The limit of the points, positive or negative. Higher points are a mistake, and the limit keeps the sum of all rules finite. */
    double MAX = 1e9;

    /** Points that are the same for every event. */
    record Fixed(double value) implements Points {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /**
     * Points that are computed from the event.
     *
     * @param formula see {@link io.riskstream.expression.Formula}
     */
    record Computed(String formula) implements Points {
        @Override
        public String toString() {
            return formula;
        }
    }
}
