/**
 * Converts CSV files to the records that look-ups fetch, as {@code references.yaml} declares.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.reference;
