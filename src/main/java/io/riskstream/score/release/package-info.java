/**
 * Scorecards that are released while events are scored: the messages of the log of releases, which version applies to an event, and the scorer that follows
 * the log.
 *
 * <p>Internal as Java: Flux files name {@link io.riskstream.score.release.ReleasedScorecard}, whose constructor arguments are stable. Java code outside this
 * project must not use these classes.
 */
package io.riskstream.score.release;
