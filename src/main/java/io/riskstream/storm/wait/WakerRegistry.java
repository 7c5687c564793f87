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
 * The doorbells of a worker's executors, by task. Spouts and bolts of ours ring at those that they have sent to. What comes from another worker,
 * or from a spout or bolt that is not ours, comes without.
 */
public final class WakerRegistry implements AutoCloseable {
    /** Those of the ackers in this JVM. They are Storm's own, and have no part in what the tasks of a worker share. */
    private static final List<Waker> ACKERS = new CopyOnWriteArrayList<>();

    private final Map<Integer, Waker> bells = new ConcurrentHashMap<>();
    private final Set<Integer> ringers = ConcurrentHashMap.newKeySet();

    /** Those of the worker that a task runs on. */
    public static WakerRegistry of(StageContext context) {
        return context.shared("doorbells", WakerRegistry::new);
    }

    /** A bell for the acker whose thread this is. */
    static Waker forAcker() {
        ACKERS.removeIf(bell -> !bell.isForLivingExecutor()); // of topologies that are gone
        Waker bell = new Waker();
        ACKERS.add(bell);
        return bell;
    }

    /** Whether a tuple is in its queue as soon as it is sent. Storm can keep tuples back, for some more to go with them. */
    public static boolean hearTuples(Map<String, Object> configuration) {
        return isOne(configuration.get(Config.TOPOLOGY_PRODUCER_BATCH_SIZE))
                && isOne(configuration.get(Config.TOPOLOGY_TRANSFER_BATCH_SIZE));
    }

    private static boolean isOne(Object batchSize) {
        return ObjectReader.getInt(batchSize, 1) == 1;
    }

    /** Has this bell rung for a task. */
    public void add(int task, Waker bell) {
        bells.put(task, bell);
    }

    /** This task promises to ring. */
    public void promise(int task) {
        ringers.add(task);
    }

    /** Whether all of these tasks are on this worker, and ring. */
    public boolean promisedBy(Collection<Integer> tasks) {
        return ringers.containsAll(tasks);
    }

    /** Wakes these tasks, which have just been sent something; those that are not here are passed over. */
    public void ring(List<Integer> tasks) {
        VarHandle.fullFence(); // the tuple must be in the queue before the bell is looked at
        for (Integer task : tasks) {
            Waker bell = bells.get(task);
            if (bell != null) {
                bell.ring();
            }
        }
    }

    /** Wakes the ackers, one of which has just been sent an ack. */
    public static void ringAckers() {
        VarHandle.fullFence();
        for (Waker bell : ACKERS) {
            bell.ring();
        }
    }

    @Override
    public void close() {
        bells.clear();
    }
}
