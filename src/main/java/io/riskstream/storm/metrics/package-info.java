/**
 * Metrics of a worker for Prometheus. A Flux file names the reporter in {@code topology.metrics.reporters}.
 *
 * <p>Public API: {@link io.riskstream.storm.metrics.PrometheusReporter}, which a Flux file names. The other classes can change at any time.
 */
package io.riskstream.storm.metrics;
