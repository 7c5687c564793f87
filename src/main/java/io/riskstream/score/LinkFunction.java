package io.riskstream.score;

import java.util.Arrays;
import java.util.List;

/** The function that converts the sum of the base and the points to the score. */
enum LinkFunction {
    /** The score is the sum. */
    IDENTITY,
    /** The sum is a log-odds, as in the table of a logistic regression, and the score is the probability, between 0 and 1. */
    LOGISTIC;

    double score(double sum) {
        return this == IDENTITY ? sum : 1 / (1 + Math.exp(-sum));
    }

    /** Returns the name as it is written in a scorecard. */
    String yamlName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static List<String> names() {
        return Arrays.stream(values()).map(LinkFunction::yamlName).toList();
    }
}
