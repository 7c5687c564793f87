package io.riskstream.tools.events;

import java.util.Optional;

/**
 * A record to send to a pipeline.
 *
 * @param key the Kafka key; empty for a record without a key
 * @param value the Kafka value; empty for a record without a value
 */
public record InputRecord(Optional<byte[]> key, Optional<byte[]> value) {}
