/**
 * The stage that remembers events: a {@link io.riskstream.history.History} declares which earlier events of an entity count, and {@link
 * io.riskstream.history.AddHistory} adds the event to the entity's history and the features of the earlier events to the event.
 *
 * <p>{@link io.riskstream.history.MemoryHistories} keeps histories in memory for a backtest.
 *
 * <p>Internal as Java: {@code History} and {@code AddHistory} are named in Flux files; their options are stable.
 */
package io.riskstream.history;
