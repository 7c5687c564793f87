/**
 * The enrichment stage: a {@link io.riskstream.enrich.Lookup} declares what is looked up, {@link io.riskstream.enrich.Enrich} adds what it
 * finds to events.
 *
 * <p>Public API: {@link io.riskstream.enrich.RecordMapper}, for look-ups written in code. {@code Lookup} and {@code Enrich} are named in Flux
 * files; their options are stable.
 */
package io.riskstream.enrich;
