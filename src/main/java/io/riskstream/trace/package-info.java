/**
 * The stage {@link io.riskstream.trace.ExportSpans}, which exports traces of events through OpenTelemetry. It needs the optional libraries of the profile
 * {@code opentelemetry}.
 *
 * <p>Internal as Java: a Flux file names {@code ExportSpans}, whose options are stable.
 */
package io.riskstream.trace;
