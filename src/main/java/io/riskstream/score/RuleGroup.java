package io.riskstream.score;

import java.io.Serializable;

/**
 * A group of rules with a similar meaning, whose points together are limited.
 *
 * @param cap the limit of the points that the group adds to the score of one event, and of those that it subtracts
 */
record RuleGroup(String id, double cap) implements Serializable {}
