/**
 * Who may use the API, and how much: API keys, tokens of an OpenID provider, a rate for each caller, and the audit.
 *
 * <p>Internal.
 */
package io.riskstream.api.access;
