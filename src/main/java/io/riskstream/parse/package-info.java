/**
 * Stages that parse the bytes of an event into fields: {@link io.riskstream.parse.ParseJson} and {@link io.riskstream.parse.ParseCsv}.
 *
 * <p>Internal as Java: a Flux file names both; their options and constructor arguments are stable, the rest is not.
 */
package io.riskstream.parse;
