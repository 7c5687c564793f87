package io.riskstream.storm.wait;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.storm.Config;
import org.apache.storm.policy.IWaitStrategy;
import org.apache.storm.utils.ObjectReader;

/**
 * The wait strategy of idle executors. It processes the completed outcomes of the executor's bolts, then parks the thread. Set it as {@code
 * topology.bolt.wait.strategy}; it applies to all bolts and ackers of the topology.
 *
 * <p>Only the executor's own thread may use Storm's collectors, and the wait strategy is the only code that Storm runs on that thread while no tuple
 * arrives. A thread that completes an outcome unparks the executor, so a completed outcome waits for microseconds.
 *
 * <p>An emitted tuple does not unpark the thread by itself. How long an idle executor parks depends on its inputs:
 *
 * <ul>
 *   <li>If all its inputs are spouts and bolts of this project on the same worker, it parks until one of them calls {@link Waker#wake}. It then uses
 *       almost no CPU, and each wake-up adds the time to wake a thread to the latency. A completed outcome wakes it too.
 *       While it has pending outcomes, it parks until the next deadline or retry, at most 10 ms.
 *   <li>An acker does the same if the topology has one worker. An ack of a bolt of another project waits for the next wake-up, at most 50 ms.
 *   <li>Any other executor checks its queue every {@code topology.bolt.wait.park.microsec} (100) for 100 times, about 15 ms, and then every {@code
 *       topology.bolt.wait.progressive.level3.sleep.millis} (1).
 * </ul>
 */
public final class DrainingWaitStrategy implements IWaitStrategy {
    private static final int SHORT_PARKS = 100;
    /** The maximum park time of an executor that is woken by its inputs. It limits the delay of tuples without a wake-up, such as ticks. */
    public static final long MAX_PARK_NANOS = 50_000_000;

    private static final String ACKER_THREAD = "-__acker-executor";
    private static final ThreadLocal<ExecutorHooks> HOOKS = ThreadLocal.withInitial(ExecutorHooks::new);

    private long shortParkNanos;
    private long longParkNanos;
    private boolean ackersAreWoken;
    private ExecutorHooks hooks;

    /** The hooks that the bolts of one executor, one for each task, have registered. */
    private static final class ExecutorHooks {
        private final List<BooleanSupplier> drains = new ArrayList<>();
        private final List<LongSupplier> maxParks = new ArrayList<>();
        private Waker waker;

        boolean drain() {
            boolean worked = false;
            for (BooleanSupplier drain : drains) {
                worked |= drain.getAsBoolean();
            }
            return worked;
        }

        void cancelPark() {
            if (waker != null) {
                waker.cancelPark();
            }
        }

        /** Returns how long the executor may park until it is woken; 0 if it is not woken for every tuple. */
        long maxParkNanos() {
            long min = waker == null ? 0 : MAX_PARK_NANOS;
            for (LongSupplier maxPark : maxParks) {
                min = Math.min(min, maxPark.getAsLong());
            }
            return min;
        }
    }

    /**
     * Registers the hooks of a bolt, which run on the current thread while its executor is idle. The hooks must not throw.
     *
     * @param drain does the work that is possible now; returns true if there was any
     * @param maxParkNanos returns how long the bolt may park without a wake-up; 0 if some of its inputs do not wake it
     * @return the waker of this executor
     */
    public static Waker register(BooleanSupplier drain, LongSupplier maxParkNanos) {
        ExecutorHooks hooks = HOOKS.get();
        hooks.drains.add(drain);
        hooks.maxParks.add(maxParkNanos);
        if (hooks.waker == null) {
            hooks.waker = new Waker();
        }
        return hooks.waker;
    }

    /** True if a topology uses this wait strategy for its bolts. Otherwise only ticks process the outcomes of an idle bolt. */
    public static boolean isConfigured(Map<String, Object> topologyConfiguration) {
        return DrainingWaitStrategy.class
                .getName()
                .equals(topologyConfiguration.get(Config.TOPOLOGY_BOLT_WAIT_STRATEGY));
    }

    @Override
    public void prepare(Map<String, Object> conf, WaitSituation situation) {
        shortParkNanos = 1_000 * ObjectReader.getLong(conf.get(Config.TOPOLOGY_BOLT_WAIT_PARK_MICROSEC), 100L);
        longParkNanos = Math.max(
                shortParkNanos,
                1_000_000
                        * ObjectReader.getLong(
                                conf.get(Config.TOPOLOGY_BOLT_WAIT_PROGRESSIVE_LEVEL3_SLEEP_MILLIS), 1L));
        ackersAreWoken =
                WakerRegistry.deliversAtOnce(conf) && ObjectReader.getInt(conf.get(Config.TOPOLOGY_WORKERS), 1) == 1;
    }

    @Override
    public int idle(int idleCounter) {
        ExecutorHooks current = currentHooks();
        if (current.drain()) {
            return 0;
        }
        long maxPark = current.maxParkNanos();
        if (maxPark > 0) {
            if (current.waker.prepareToPark()) {
                LockSupport.parkNanos(maxPark);
            } // otherwise the executor checks its queue once more before it parks
            return idleCounter;
        }
        current.cancelPark();
        LockSupport.parkNanos(idleCounter < SHORT_PARKS ? shortParkNanos : longParkNanos);
        return idleCounter < SHORT_PARKS ? idleCounter + 1 : idleCounter;
    }

    /** Returns the hooks of the current thread. They are looked up here because Storm creates an executor's strategy on another thread. */
    private ExecutorHooks currentHooks() {
        if (hooks == null) {
            hooks = HOOKS.get();
            if (ackersAreWoken && Thread.currentThread().getName().contains(ACKER_THREAD)) {
                hooks.waker = WakerRegistry.registerAcker();
            }
        }
        return hooks;
    }
}
