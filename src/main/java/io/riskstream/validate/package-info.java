/**
 * The validation stage: {@link io.riskstream.validate.EventSchema} declares the fields of the events, {@link
 * io.riskstream.validate.ValidateSchema} checks events against it.
 *
 * <p>Internal as Java: a Flux file names both; their options and constructor arguments are stable, the rest is not.
 */
package io.riskstream.validate;
