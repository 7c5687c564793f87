package io.riskstream.stage;

/** Receives the changes of the records in a store, on the store's own thread. It must not block. */
public interface RecordChangeListener {
    /** Called when the record under this key was written or deleted. For an expired record, that is when the store deletes it, which may be long after. */
    void recordChanged(String key);
}
