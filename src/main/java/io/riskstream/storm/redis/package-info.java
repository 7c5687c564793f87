/**
 * Adapts {@code RedisLookupMapper}s of storm-redis to look-ups.
 *
 * <p>Internal as Java: a Flux file names {@link io.riskstream.storm.redis.RedisMapperLookup}; its options and constructor arguments are
 * stable, the rest is not.
 */
package io.riskstream.storm.redis;
