/**
 * The OpenAPI document of the API, generated from the Flux files of the pipelines. It follows the limits of an import into Azure API Management.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.api.openapi;
