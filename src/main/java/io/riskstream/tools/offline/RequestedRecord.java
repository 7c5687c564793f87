package io.riskstream.tools.offline;

/**
 * A record that a look-up asked for.
 *
 * @param key its whole key
 * @param found whether it was among the given ones
 */
public record RequestedRecord(String key, boolean found) {}
