package io.riskstream.stage;

/** Told of changes of the records in a store, by the store's own thread: it must not block. */
public interface RecordChangeListener {
    /** The record of this key was written or deleted; also once the store has deleted it because it expired, which may be long after. */
    void changed(String key);
}
