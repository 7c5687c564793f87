/**
 * Stages on Storm: {@link io.riskstream.storm.StageBolt} runs them over tuples; the serializer, metrics and shared resources of a worker.
 *
 * <p>Internal as Java: a Flux file names {@code StageBolt} and {@link io.riskstream.storm.BatchSerializer}; their options and constructor
 * arguments are stable, the rest is not.
 */
package io.riskstream.storm;
