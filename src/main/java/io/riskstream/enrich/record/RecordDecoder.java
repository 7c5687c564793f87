package io.riskstream.enrich.record;

import io.riskstream.event.FieldValues;
import java.util.List;
import java.util.Optional;

/** Decodes the value under a key of the store into the fields of a look-up. Safe for many threads. */
public interface RecordDecoder {
    /** Returns the members of a hash to request; empty if records are strings. */
    default List<String> members() {
        return List.of();
    }

    /** Returns the fields of a record that is a string in UTF-8: frozen, in the order of the look-up. */
    default FieldValues decode(byte[] text) throws InvalidRecordException {
        throw new InvalidRecordException("it is a string, and the look-up expects a hash");
    }

    /** Returns the fields of a record that is a hash: frozen, in the order of {@link #members}. */
    default FieldValues decode(List<Optional<byte[]>> values) throws InvalidRecordException {
        throw new InvalidRecordException("it is a hash, and the look-up expects a string");
    }
}
