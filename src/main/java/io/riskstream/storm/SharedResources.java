package io.riskstream.storm;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Reference-counted objects that all tasks of one worker share. Each name contains the worker, because a local cluster runs several in one JVM. */
final class SharedResources {
    private static final Map<String, Entry> ENTRIES = new HashMap<>();

    private static final class Entry {
        private final AutoCloseable resource;
        private int users;

        Entry(AutoCloseable resource) {
            this.resource = resource;
        }
    }

    private SharedResources() {}

    /** Returns the object with this name and creates it if necessary. The creation holds the lock, so that two tasks that open at once share one. */
    static synchronized AutoCloseable acquire(String name, Supplier<? extends AutoCloseable> factory) {
        Entry entry = ENTRIES.get(name);
        if (entry == null) {
            entry = new Entry(factory.get());
            ENTRIES.put(name, entry);
        }
        entry.users++;
        return entry.resource;
    }

    /** Releases an object and closes it if it has no other user. */
    static void release(String name) throws Exception {
        AutoCloseable toClose = null;
        synchronized (SharedResources.class) {
            Entry entry = ENTRIES.get(name);
            if (entry != null && --entry.users == 0) {
                ENTRIES.remove(name);
                toClose = entry.resource;
            }
        }
        if (toClose != null) {
            toClose.close();
        }
    }
}
