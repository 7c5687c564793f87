/**
 * What the pipelines of the API publish: where their outputs are, each output as the API shows it, and a feed that follows the topics. It knows nothing of HTTP.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.api.output;
