/**
 * The wait strategy of idle executors, and how they are woken.
 *
 * <p>Internal as Java: a Flux file names {@link io.riskstream.storm.wait.DrainingWaitStrategy}; their options and constructor arguments are
 * stable, the rest is not.
 */
package io.riskstream.storm.wait;
