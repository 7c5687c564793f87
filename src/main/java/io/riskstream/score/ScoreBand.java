package io.riskstream.score;

import java.io.Serializable;

/**
 * A range of scores and what is decided for them.
 *
 * @param from the least score in it; the most is where the band above begins. Negative infinity for the last band
 */
record ScoreBand(String decision, double from) implements Serializable {}
