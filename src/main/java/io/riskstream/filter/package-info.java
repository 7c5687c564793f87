/**
 * The stage {@link io.riskstream.filter.Filter}, which drops events on purpose.
 *
 * <p>Internal as Java: a Flux file names {@code Filter}, whose options are stable.
 */
package io.riskstream.filter;
