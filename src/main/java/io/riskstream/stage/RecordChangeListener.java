package io.riskstream.stage;

/** Receives the changes of the records in a store, on the store's own thread. It must not block. */
public interface RecordChangeListener {
    /**
     * Called after the record under this key was written or deleted. An expired record is reported when the store deletes it, which may be long after
     * its expiry.
     */
    void recordChanged(String key);
}
