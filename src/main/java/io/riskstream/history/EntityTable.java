package io.riskstream.history;

/**
 * A hash table from the {@linkplain EventHash hash} of a history's key to the history, without an object for each key. An entity with one entry, which most
 * entities have, is that {@link HistoryEntry} itself; all others are a {@link MemoryHistory}. For use by one thread.
 */
final class EntityTable {
    private static final int FIRST_CAPACITY = 1024;

    private long[] keys = new long[FIRST_CAPACITY];
    private Object[] values = new Object[FIRST_CAPACITY];
    private int size;

    /** Returns the history of a key, or null. */
    Object get(long key) {
        return values[slot(key)];
    }

    /** Adds or replaces the history of a key. */
    void put(long key, Object value) {
        int slot = slot(key);
        if (values[slot] == null) {
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
        if (size > keys.length / 4 * 3) {
            grow();
        }
    }

    int size() {
        return size;
    }

    /** Returns the place of a key, or the empty place where it would be. The keys are hashes already. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) key & mask;
        while (values[slot] != null && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
