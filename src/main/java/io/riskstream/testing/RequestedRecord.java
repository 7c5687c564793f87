package io.riskstream.testing;

/**
 * A record that a stage fetched from a {@link MapRecords}.
 *
 * @param key the whole key
 * @param found true if the map contained a record of this key
 */
public record RequestedRecord(String key, boolean found) {}
