/**
 * The command {@code upgrade}: replaces a running topology with a new version, which continues where the old one ends.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.upgrade;
