/**
 * The reading side of the HTTP API: scores, explanations, dead letters and their replay, counters, releases and the live stream. Scores and dead letters are read
 * from the stores that the pipelines write to, or from the last records of the topics.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.api.read;
