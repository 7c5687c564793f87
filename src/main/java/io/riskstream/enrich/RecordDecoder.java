package io.riskstream.enrich;

import io.riskstream.FieldValues;
import java.util.List;
import java.util.Optional;

/** Makes a look-up's fields of what a store keeps under a key. Safe for many threads. */
interface RecordDecoder {
    /** The members of a hash to ask for; empty where records are texts. */
    default List<String> members() {
        return List.of();
    }

    /** The fields of a text, frozen, in the order of the look-up. */
    default FieldValues decode(byte[] text) throws RecordFault {
        throw new RecordFault("it is a text, and not a hash");
    }

    /** The fields of a hash, frozen, in the order of {@link #members}. */
    default FieldValues decode(List<Optional<byte[]>> values) throws RecordFault {
        throw new RecordFault("it is a hash, and not a text");
    }
}
