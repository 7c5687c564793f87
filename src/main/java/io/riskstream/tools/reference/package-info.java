/**
 * Turns CSV files into the records that look-ups find, as {@code references.yaml} declares.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.reference;
