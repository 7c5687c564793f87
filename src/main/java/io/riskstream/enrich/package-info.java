/**
 * The enrichment stage: a {@link io.riskstream.enrich.Lookup} declares which record of a store an event needs, and
 * {@link io.riskstream.enrich.Enrich} adds the record's fields to the event.
 *
 * <p>Public API: {@link io.riskstream.enrich.RecordMapper}, for look-ups written in code. {@code Lookup} and {@code Enrich} are named in Flux
 * files; their options are stable.
 */
package io.riskstream.enrich;
