/**
 * The scoring stage: {@link io.riskstream.score.Score} applies a {@link io.riskstream.score.Scorer}, usually a {@link
 * io.riskstream.score.Scorecard} of rules.
 *
 * <p>Internal as Java: a Flux file names {@code Score} and {@code Scorecard}, whose options and constructor arguments are stable. Java code outside
 * this project must not use these classes.
 */
package io.riskstream.score;
