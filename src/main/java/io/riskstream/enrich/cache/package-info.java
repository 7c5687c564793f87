/**
 * The near-cache of a worker: decoded records by look-up and id, with SIEVE eviction and invalidation by the store.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.enrich.cache;
