/**
 * Spouts that read Kafka topics: {@link io.riskstream.storm.spout.EventSpout} emits one event a tuple, {@link
 * io.riskstream.storm.spout.BatchSpout} one batch a tuple.
 *
 * <p>Internal as Java: a Flux file names both; their options and constructor arguments are stable, the rest is not.
 */
package io.riskstream.storm.spout;
