package io.riskstream.tools.local;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks when this JVM ends, the latest first and one after the other, as nested resources are closed: the JVM runs its own shutdown hooks all at once, so that a
 * directory would be deleted while its server still writes to it.
 */
final class ExitTasks {
    private static final Logger LOG = LoggerFactory.getLogger(ExitTasks.class);
    /** These run before the others: each asks something to end, and waits until it has. */
    private static final Deque<Runnable> REQUESTS = new ArrayDeque<>();

    private static final Deque<Runnable> TASKS = new ArrayDeque<>();
    private static boolean registered;

    private ExitTasks() {}

    /** Adds a task. It has no effect while the JVM ends. */
    static void add(Runnable task) {
        add(task, TASKS);
    }

    /** Adds a task that runs before those of {@link #add}: it asks something to end, and waits until it has. It has no effect while the JVM ends. */
    static void addRequest(Runnable task) {
        add(task, REQUESTS);
    }

    private static synchronized void add(Runnable task, Deque<Runnable> tasks) {
        if (!registered) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(ExitTasks::runAll, "exit-tasks"));
            } catch (IllegalStateException alreadyExiting) {
                return;
            }
            registered = true;
        }
        tasks.push(task);
    }

    /** Removes a task. */
    static synchronized void remove(Runnable task) {
        REQUESTS.remove(task);
        TASKS.remove(task);
    }

    private static synchronized Runnable next() {
        return REQUESTS.isEmpty() ? TASKS.poll() : REQUESTS.poll();
    }

    private static void runAll() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.debug("a task at the end of the process failed", e);
            }
        }
    }
}
