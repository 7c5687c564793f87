package io.riskstream.score;

import java.io.Serializable;

/**
 * Rules that say much the same, and together count only for so much.
 *
 * @param cap the most points they add to the score of one event together, and the most they take from it
 */
record RuleGroup(String id, double cap) implements Serializable {}
