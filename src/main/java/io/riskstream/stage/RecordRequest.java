package io.riskstream.stage;

import java.util.List;
import java.util.Optional;

/** A request for one record. Its store calls exactly one of the five result methods, once, on any thread. */
public interface RecordRequest extends StoreRequest {
    /** Returns the members of a hash to read, in order; empty for a record that is one string. */
    List<String> members();

    /** The record is this string, in UTF-8. */
    void found(byte[] text, ValidityToken token);

    /** The record is a hash with these values, one for each requested member; at least one is present. */
    void found(List<Optional<byte[]>> values, ValidityToken token);

    /** The store has no such record. */
    void missing(ValidityToken token);
}
