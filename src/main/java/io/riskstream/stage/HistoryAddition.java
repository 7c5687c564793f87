package io.riskstream.stage;

/**
 * A new entry of a history.
 *
 * @param id the id within its history; an entry with the same id is replaced
 * @param entry the entry
 */
public record HistoryAddition(byte[] id, byte[] entry) {}
