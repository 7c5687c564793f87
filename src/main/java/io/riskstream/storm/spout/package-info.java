/**
 * Spouts that read Kafka topics: {@link io.riskstream.storm.spout.EventSpout} emits one event a tuple, {@link
 * io.riskstream.storm.spout.BatchSpout} one batch a tuple.
 *
 * <p>Internal as Java. Flux files name both: their options and constructor arguments are stable, everything else may change.
 */
package io.riskstream.storm.spout;
