/**
 * Reads YAML files and reports every mistake in a file with its line and column.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.yaml;
