/**
 * The Redis client behind the port {@link io.riskstream.stage.Records}: one server or a cluster, with change tracking.
 *
 * <p>Internal as Java: a Flux file names {@link io.riskstream.connect.redis.Redis}; their options and constructor arguments are stable, the
 * rest is not.
 */
package io.riskstream.connect.redis;
