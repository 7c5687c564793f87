package io.riskstream.score;

import java.util.Arrays;
import java.util.List;

/** How the sum of the base and the points becomes the score. */
enum LinkFunction {
    /** It is the score. */
    IDENTITY,
    /** It is the logarithm of odds, as in the table of a logistic regression; the score is the probability, between 0 and 1. */
    LOGISTIC;

    double score(double sum) {
        return this == IDENTITY ? sum : 1 / (1 + Math.exp(-sum));
    }

    /** As it is written in a scorecard. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(LinkFunction::word).toList();
    }
}
