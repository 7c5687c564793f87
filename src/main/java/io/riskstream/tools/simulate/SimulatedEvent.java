package io.riskstream.tools.simulate;

import java.util.Objects;
import java.util.Optional;

/**
 * A simulated event as a Kafka record. Arrays are shared, not copied.
 *
 * @param key the key of the record
 * @param value the value of the record; empty for a record without a value
 * @param defect the defect of the event; empty if the event is valid
 */
public record SimulatedEvent(byte[] key, Optional<byte[]> value, Optional<SimulatedDefect> defect) {
    public SimulatedEvent {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(defect, "defect");
    }
}
