/**
 * The commands of {@code io.riskstream.tools.cli.Main}.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.cli;
