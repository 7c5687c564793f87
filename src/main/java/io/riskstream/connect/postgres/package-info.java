/**
 * A sink that stores verdicts and dead letters in PostgreSQL.
 *
 * <p>Public API: {@link io.riskstream.connect.postgres.Postgres}, which a Flux file names, and {@link io.riskstream.connect.postgres.PostgresTables}. The other classes can change at any time.
 */
package io.riskstream.connect.postgres;
