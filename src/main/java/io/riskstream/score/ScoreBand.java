package io.riskstream.score;

import java.io.Serializable;

/**
 * A range of scores with one decision.
 *
 * @param from the lowest score in the band, or negative infinity for the last band; the band ends where the previous one begins
 */
record ScoreBand(String decision, double from) implements Serializable {}
