/**
 * Runs stages on Storm: {@link io.riskstream.storm.StageBolt}, the serializer, and the metrics and shared resources of a worker.
 *
 * <p>Internal as Java. Flux files name {@code StageBolt} and {@link io.riskstream.storm.BatchSerializer}: their options and constructor arguments are
 * stable, everything else may change.
 */
package io.riskstream.storm;
