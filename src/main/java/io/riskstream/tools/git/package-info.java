/**
 * Files of a git revision, read through the {@code git} command.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.git;
