/**
 * The client of a schema registry with Confluent's HTTP interface (Confluent, Redpanda, Karapace, Apicurio's compatible API), behind the port {@link
 * io.riskstream.stage.Schemas}.
 *
 * <p>Internal as Java. Flux files name {@link io.riskstream.connect.registry.SchemaRegistry}: its options and constructor arguments are stable, everything
 * else may change.
 */
package io.riskstream.connect.registry;
