/**
 * Stages that publish verdicts and dead letters to a {@link io.riskstream.stage.Sink}.
 *
 * <p>Internal as Java: a Flux file names {@link io.riskstream.publish.PublishScore}, {@link io.riskstream.publish.PublishDeadLetter} and {@link
 * io.riskstream.publish.ForwardOutput}; their options and constructor arguments are stable, the rest is not.
 */
package io.riskstream.publish;
