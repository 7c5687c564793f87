package io.riskstream.storm.wait;

import io.riskstream.stage.StageContext;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.storm.Config;
import org.apache.storm.utils.ObjectReader;

/**
 * The wakers of a worker's executors, by task. The spouts and bolts of this project wake the tasks that they emit to. Tuples from other workers, and
 * from other spouts and bolts, arrive without a wake-up.
 */
public final class WakerRegistry implements AutoCloseable {
    /** The wakers of the ackers in this JVM. Storm creates ackers, so they cannot use the shared resources of a worker. */
    private static final List<Waker> ACKERS = new CopyOnWriteArrayList<>();

    private final Map<Integer, Waker> wakers = new ConcurrentHashMap<>();
    private final Set<Integer> wakingTasks = ConcurrentHashMap.newKeySet();

    /** Returns the registry of the worker that a task runs on. */
    public static WakerRegistry of(StageContext context) {
        return context.shared("wakers", WakerRegistry::new);
    }

    /** Registers and returns a waker for the acker that runs on the current thread. */
    static Waker registerAcker() {
        ACKERS.removeIf(waker -> !waker.isExecutorAlive()); // ackers of killed topologies
        Waker waker = new Waker();
        ACKERS.add(waker);
        return waker;
    }

    /** True if Storm adds a tuple to the target's queue during the emit. With larger batch sizes Storm holds tuples back to send several together. */
    public static boolean deliversAtOnce(Map<String, Object> configuration) {
        return isOne(configuration.get(Config.TOPOLOGY_PRODUCER_BATCH_SIZE))
                && isOne(configuration.get(Config.TOPOLOGY_TRANSFER_BATCH_SIZE));
    }

    private static boolean isOne(Object batchSize) {
        return ObjectReader.getInt(batchSize, 1) == 1;
    }

    /** Registers the waker of a task. */
    public void register(int task, Waker waker) {
        wakers.put(task, waker);
    }

    /** Declares that a task calls {@link #wake} after each emit. */
    public void declareWaking(int task) {
        wakingTasks.add(task);
    }

    /** True if all of these tasks run on this worker and call {@link #wake} after each emit. */
    public boolean areAllWaking(Collection<Integer> tasks) {
        return wakingTasks.containsAll(tasks);
    }

    /** Wakes the tasks that a tuple was emitted to. Ignores tasks of other workers. */
    public void wake(List<Integer> tasks) {
        VarHandle.fullFence(); // the tuple must be in the queue before the waker is read
        for (Integer task : tasks) {
            Waker waker = wakers.get(task);
            if (waker != null) {
                waker.wake();
            }
        }
    }

    /** Wakes all ackers of this JVM, one of which has received an ack. */
    public static void wakeAckers() {
        VarHandle.fullFence();
        for (Waker waker : ACKERS) {
            waker.wake();
        }
    }

    @Override
    public void close() {
        wakers.clear();
    }
}
