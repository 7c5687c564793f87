package io.riskstream;

/** Told of changes of the records in a store, by the store's own thread: it must not block. */
public interface RecordChanges {
    /** The record of this key was written, deleted or expired. */
    void changed(String key);
}
