package io.riskstream.tools.simulate;

import java.util.Objects;
import java.util.Optional;

/**
 * A made-up event, as it goes to Kafka. Arrays are shared, not copied.
 *
 * @param key of the record
 * @param value of the record; empty for a record without a value
 * @param fault what is wrong with it; empty if it is good
 */
public record SimulatedEvent(byte[] key, Optional<byte[]> value, Optional<SimulatedFault> fault) {
    public SimulatedEvent {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(fault, "fault");
    }
}
