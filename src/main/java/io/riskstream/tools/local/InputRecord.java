package io.riskstream.tools.local;

import java.util.Optional;

/**
 * A record to send to a pipeline.
 *
 * @param key its Kafka key
 * @param value its Kafka value; empty for a record without one
 */
public record InputRecord(Optional<byte[]> key, Optional<byte[]> value) {}
