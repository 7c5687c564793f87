package io.riskstream.api.read;

import io.riskstream.api.output.OutputOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * Selects dead letters of a pipeline, the latest rejection first. What is empty selects all.
 *
 * @param origin the input record
 * @param code a rejection code; {@code *} at its end stands for any characters
 * @param since the earliest time at which an event became a dead letter
 * @param until the time before which an event became a dead letter
 * @param after the position of the dead letter before the first
 * @param limit the maximum number of dead letters
 */
record DeadLetterQuery(
        Optional<String> origin,
        Optional<String> code,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<OutputOrder> after,
        int limit) {
    /** Returns the query for the dead letter of one input record. */
    static DeadLetterQuery ofOrigin(String origin) {
        return new DeadLetterQuery(
                Optional.of(origin), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 1);
    }

    /** True if a code is selected. */
    boolean selects(String other) {
        return code.map(pattern -> pattern.endsWith("*")
                        ? other.startsWith(pattern.substring(0, pattern.length() - 1))
                        : other.equals(pattern))
                .orElse(true);
    }
}
