package io.riskstream.enrich.record;

import io.riskstream.event.FieldValues;
import java.util.List;
import java.util.Optional;

/** Makes a look-up's fields of what a store keeps under a key. Safe for many threads. */
public interface RecordDecoder {
    /** The members of a hash to ask for; empty where records are texts. */
    default List<String> members() {
        return List.of();
    }

    /** The fields of a text, frozen, in the order of the look-up. */
    default FieldValues decode(byte[] text) throws InvalidRecordException {
        throw new InvalidRecordException("it is a text, and not a hash");
    }

    /** The fields of a hash, frozen, in the order of {@link #members}. */
    default FieldValues decode(List<Optional<byte[]>> values) throws InvalidRecordException {
        throw new InvalidRecordException("it is a hash, and not a text");
    }
}
