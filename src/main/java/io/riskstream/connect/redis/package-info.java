/**
 * The Redis clients behind the ports: records of look-ups ({@link io.riskstream.stage.Records}) of one server or a cluster, with invalidations; and a sink that
 * keeps the latest output of each key ({@link io.riskstream.stage.Publisher}).
 *
 * <p>Internal as Java. Flux files name {@link io.riskstream.connect.redis.Redis} and {@link io.riskstream.connect.redis.RedisLatest}: their options and constructor
 * arguments are stable, everything else may change.
 */
package io.riskstream.connect.redis;
