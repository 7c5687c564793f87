/**
 * Reads Flux files, keeps the position of everything in them, and builds them as a submission does.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.flux;
