/**
 * The HTTP API: its entry point, which reads the settings and puts the parts together. Its libraries are in {@code target/riskstream-api.jar} alone.
 *
 * <p>Internal.
 */
package io.riskstream.api;
