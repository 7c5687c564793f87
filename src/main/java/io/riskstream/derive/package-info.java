/**
 * The stage {@link io.riskstream.derive.Derive}, which adds fields that expressions compute, and {@link io.riskstream.derive.DerivedFields}, which declares them.
 *
 * <p>Internal as Java: a Flux file names {@code Derive} and {@code DerivedFields}, whose options are stable.
 */
package io.riskstream.derive;
