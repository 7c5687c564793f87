/**
 * Regular expressions of schemas as deterministic automata.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.validate.pattern;
