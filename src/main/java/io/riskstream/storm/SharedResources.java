package io.riskstream.storm;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Objects that all tasks of one worker share, counted. A local cluster has several workers in one JVM, so each worker has names of its own. */
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

    /** The object of this name, made if there is none yet. The lock is held while it is made: two tasks that open at once shall share one. */
    static synchronized AutoCloseable acquire(String name, Supplier<? extends AutoCloseable> factory) {
        Entry entry = ENTRIES.get(name);
        if (entry == null) {
            entry = new Entry(factory.get());
            ENTRIES.put(name, entry);
        }
        entry.users++;
        return entry.resource;
    }

    /** Closes it if nobody else uses it. */
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
