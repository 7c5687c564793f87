/**
 * The Kafka client behind the port {@link io.riskstream.stage.Publisher}, and the connection settings that spouts share.
 *
 * <p>Internal as Java: a Flux file names {@link io.riskstream.connect.kafka.Kafka}; their options and constructor arguments are stable, the
 * rest is not.
 */
package io.riskstream.connect.kafka;
