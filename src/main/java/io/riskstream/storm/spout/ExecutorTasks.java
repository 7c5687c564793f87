package io.riskstream.storm.spout;

import java.util.ArrayList;
import java.util.List;

/**
 * The spout tasks that run on one executor thread. While one task waits for a record, no other can emit, receive an ack or process an outcome. Most executors have one
 * task. Only the executor's thread uses this.
 */
final class ExecutorTasks {
    /** The maximum wait of each of several tasks while none has batches that are begun and not done. */
    private static final long MAX_SHARED_WAIT_NANOS = 10_000_000;

    private static final ThreadLocal<ExecutorTasks> CURRENT = ThreadLocal.withInitial(ExecutorTasks::new);

    private final List<InFlight> tasks = new ArrayList<>(1);

    private ExecutorTasks() {}

    /** Returns the tasks of the current executor thread. */
    static ExecutorTasks current() {
        return CURRENT.get();
    }

    void add(InFlight task) {
        tasks.add(task);
    }

    void remove(InFlight task) {
        tasks.remove(task);
    }

    /** Returns how long a task may wait for a record, from the time that it may wait if it is the only task. */
    long waitNanos(long alone) {
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i).isPending()) {
                return 0; // an ack or an outcome may come at any time
            }
        }
        return tasks.size() == 1 ? alone : Math.min(alone, MAX_SHARED_WAIT_NANOS);
    }
}
