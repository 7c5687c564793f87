/**
 * Decoders for the records of a store: JSON strings and hashes.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.enrich.record;
