/**
 * The Spark companion: a Structured Streaming job over the scores and dead letters of a pipeline. In a jar of its own.
 *
 * <p>Internal.
 */
package io.riskstream.spark;
