package io.riskstream.parse.avro;

/** Reads a value of one type as an object: String, Long, Double, Boolean, NullValue, List, Map, or another number. Safe for many threads. */
@FunctionalInterface
interface ObjectReader {
    Object read(BinaryInput in) throws InvalidAvroException;
}
