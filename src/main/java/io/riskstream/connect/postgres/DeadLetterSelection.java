package io.riskstream.connect.postgres;

import java.time.Instant;
import java.util.Optional;

/**
 * Selects rows of a table of dead letters. What is empty selects all.
 *
 * @param pipeline the name of the pipeline that rejected the events
 * @param origin the input record
 * @param code a rejection code; {@code *} at its end stands for any characters
 * @param since the earliest time at which an event became a dead letter
 * @param until the time before which an event became a dead letter
 * @param after the position of the row before the first
 * @param limit the maximum number of rows
 * @param originals true to read the keys and values of the input records too
 */
public record DeadLetterSelection(
        String pipeline,
        Optional<String> origin,
        Optional<String> code,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<RowPosition> after,
        int limit,
        boolean originals) {}
