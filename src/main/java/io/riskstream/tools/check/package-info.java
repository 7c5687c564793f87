/**
 * Finds the mistakes in a Flux file before it is submitted, and reports each with its position.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.check;
