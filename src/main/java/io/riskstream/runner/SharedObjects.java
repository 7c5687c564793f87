package io.riskstream.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The connections and the shared objects of a {@link io.riskstream.stage.StageContext} that lives as long as a process runs stages. Safe for many threads. */
public final class SharedObjects implements AutoCloseable {
    private final Map<String, AutoCloseable> shared = new HashMap<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Adds a connection, which is closed with this object, and returns it. */
    public <T extends AutoCloseable> T opened(T connection) {
        synchronized (shared) {
            opened.push(connection);
        }
        return connection;
    }

    /** Returns the object of a name, which the first call creates. */
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        synchronized (shared) {
            @SuppressWarnings("unchecked") // one name, one type
            T object = (T) shared.computeIfAbsent(name, ignored -> factory.get());
            return object;
        }
    }

    /** Closes the connections, the last one first, and then the shared objects; the stages must be closed before. */
    @Override
    public void close() {
        synchronized (shared) {
            opened.forEach(SharedObjects::close);
            shared.values().forEach(SharedObjects::close);
        }
    }

    private static void close(AutoCloseable object) {
        try {
            object.close();
        } catch (Exception e) {
            throw new IllegalStateException(object + " does not close", e);
        }
    }
}
