/**
 * The Redis client that implements the port {@link io.riskstream.stage.Records}: one server or a cluster, with invalidations.
 *
 * <p>Internal as Java. Flux files name {@link io.riskstream.connect.redis.Redis}: its options and constructor arguments are stable, everything else
 * may change.
 */
package io.riskstream.connect.redis;
