package io.riskstream.storm.spout;

import java.util.ArrayList;
import java.util.List;

/**
 * The tasks of one spout executor: they take turns on its thread, so that while one of them waits for a record, no other can send or hear of an ack.
 * Most executors have one task. That thread's.
 */
final class ExecutorTasks {
    /** How long each of several tasks may wait while none has anything out. */
    private static final long SHORT_WAIT_NANOS = 10_000_000;

    private static final ThreadLocal<ExecutorTasks> HERE = ThreadLocal.withInitial(ExecutorTasks::new);

    private final List<InFlightBatches> tasks = new ArrayList<>(1);

    private ExecutorTasks() {}

    /** Those of the executor whose thread this is. */
    static ExecutorTasks here() {
        return HERE.get();
    }

    void add(InFlightBatches task) {
        tasks.add(task);
    }

    void remove(InFlightBatches task) {
        tasks.remove(task);
    }

    /** For how long a task may wait that would wait so long by itself. */
    long waitNanos(long alone) {
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i).anyOut()) {
                return 0; // an ack may come at any time
            }
        }
        return tasks.size() == 1 ? alone : Math.min(alone, SHORT_WAIT_NANOS);
    }
}
