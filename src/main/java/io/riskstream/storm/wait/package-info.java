/**
 * The wait strategy of idle executors and the wakers that end their waits.
 *
 * <p>Internal as Java. Flux files name {@link io.riskstream.storm.wait.DrainingWaitStrategy}: its name is stable, everything else may change.
 */
package io.riskstream.storm.wait;
