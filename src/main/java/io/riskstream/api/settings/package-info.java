/**
 * The properties file of the API: reads values with their types, and finds every mistake.
 *
 * <p>Internal.
 */
package io.riskstream.api.settings;
