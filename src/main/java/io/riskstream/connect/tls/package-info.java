/**
 * Trusted certificates for the TLS connections of the clients.
 *
 * <p>Internal.
 */
package io.riskstream.connect.tls;
