package io.riskstream.stage;

import java.util.List;
import java.util.Optional;

/** A record that is asked for. Its store calls exactly one of the five answers, once, on any thread. */
public interface RecordRequest {
    /** The record's whole key in the store. */
    String key();

    /** The members of a hash to read, in order; empty for a record that is one text. */
    List<String> members();

    /** The record is this text. */
    void found(byte[] text, ValidityToken lease);

    /** The record is a hash, with these members, as many as were asked for; at least one is there. */
    void found(List<Optional<byte[]>> values, ValidityToken lease);

    /** There is no such record. */
    void missing(ValidityToken lease);

    /**
     * The store could not tell.
     *
     * @param cause a sentence without keys, values and secrets
     */
    void failed(String cause);

    /**
     * What is kept under the key is not such a record.
     *
     * @param cause a sentence without keys, values and secrets
     */
    void unreadable(String cause);
}
