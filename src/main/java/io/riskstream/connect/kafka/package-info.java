/**
 * The Kafka client behind the port {@link io.riskstream.stage.Publisher}, and the connection settings that spouts share.
 *
 * <p>Internal as Java. Flux files name {@link io.riskstream.connect.kafka.Kafka}: its options and constructor arguments are stable, everything else
 * may change.
 */
package io.riskstream.connect.kafka;
