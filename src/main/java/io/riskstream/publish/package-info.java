/** Verdicts and dead letters to a {@link io.riskstream.Sink}. */
package io.riskstream.publish;
