package io.riskstream.connect.postgres;

/**
 * A position in the order of rows, the newest first: the next rows are older, or equally old with an origin that sorts before this one.
 *
 * @param micros the time of the row in microseconds since 1970: for scores that of the input record, for dead letters that of the rejection
 * @param origin the input record of the row
 * @param inclusive true if a row at the position itself is among the next
 */
public record RowPosition(long micros, String origin, boolean inclusive) {}
