/**
 * The HTTP server of the API: routes, requests, responses, errors as RFC 9457 problem details, limits and security headers, on Jetty. It knows no pipeline.
 *
 * <p>Internal.
 */
package io.riskstream.api.http;
