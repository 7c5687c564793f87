package io.riskstream.parse.avro;

import io.riskstream.event.FieldValues;

/** Reads the value of one member of an object into the slots of the fields in it. Safe for many threads. */
@FunctionalInterface
interface MemberReader {
    /**
     * Reads a value.
     *
     * @return what no slot can hold: the undeclared members of an object, or a value of another kind than declared; null if there is nothing, since this
     *     runs for every member of every event
     */
    Object read(BinaryInput in, FieldValues values) throws InvalidAvroException;
}
