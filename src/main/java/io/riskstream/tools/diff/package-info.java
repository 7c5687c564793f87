/**
 * Compares two Flux files by meaning.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.diff;
