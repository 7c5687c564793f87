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
 * What an executor does while its queue is empty: it first drains the answers that its bolts await, then parks. Set it as {@code
 * topology.bolt.wait.strategy}, for the whole topology.
 *
 * <p>Storm's collectors may be used by the executor's own thread alone, and this is the one place where Storm hands that thread over when no
 * tuple comes. Whoever completes an answer unparks the thread, so an answer waits microseconds.
 *
 * <p>A tuple does not unpark it. A bolt that is sent tuples by none but spouts and bolts of ours in the same worker sleeps until one of them rings its
 * {@link Waker}: it takes next to no CPU, and adds to latency what it takes to wake a thread. While it awaits answers, which wake it too, it
 * gets up once a millisecond to look for deadlines. So does an acker sleep, where the topology has one worker; the ack of a bolt that is not ours
 * waits for the next that rings, or 50 ms. Anything else looks for tuples every {@code topology.bolt.wait.park.microsec} (100), a hundred times or
 * for about 15 ms, and then every {@code topology.bolt.wait.progressive.level3.sleep.millis} (1).
 */
public final class DrainingWaitStrategy implements IWaitStrategy {
    private static final int SHORT_ROUNDS = 100;
    /** How long an executor sleeps that will be rung for, if it is not: ticks, for one, come without. */
    public static final long SLEEP_NANOS = 50_000_000;

    private static final String ACKER = "-__acker-executor";
    private static final ThreadLocal<Sleeper> SLEEPER = ThreadLocal.withInitial(Sleeper::new);

    private long shortParkNanos;
    private long longParkNanos;
    private boolean ackersAreRungFor;
    private Sleeper sleeper;

    /** What the bolts of an executor, one for each of its tasks, have told of themselves. */
    private static final class Sleeper {
        private final List<BooleanSupplier> drains = new ArrayList<>();
        private final List<LongSupplier> sleeps = new ArrayList<>();
        private Waker bell;

        boolean drain() {
            boolean worked = false;
            for (BooleanSupplier drain : drains) {
                worked |= drain.getAsBoolean();
            }
            return worked;
        }

        void getUp() {
            if (bell != null) {
                bell.getUp();
            }
        }

        /** For how many nanoseconds it may sleep; 0 if it may not. */
        long sleepNanos() {
            long shortest = bell == null ? 0 : SLEEP_NANOS;
            for (LongSupplier sleep : sleeps) {
                shortest = Math.min(shortest, sleep.getAsLong());
            }
            return shortest;
        }
    }

    /**
     * Has a bolt share in this thread while its executor is idle. Neither may throw.
     *
     * @param drain goes on with what can go on; answers whether it found work
     * @param sleepNanos how long the bolt may sleep if it is not rung for; 0 if it must look for tuples by itself
     * @return what to ring
     */
    public static Waker onIdle(BooleanSupplier drain, LongSupplier sleepNanos) {
        Sleeper sleeper = SLEEPER.get();
        sleeper.drains.add(drain);
        sleeper.sleeps.add(sleepNanos);
        if (sleeper.bell == null) {
            sleeper.bell = new Waker();
        }
        return sleeper.bell;
    }

    /** Whether this topology's bolts wait this way; if not, only ticks drain them. */
    public static boolean isSetIn(Map<String, Object> topologyConfiguration) {
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
        ackersAreRungFor =
                WakerRegistry.hearTuples(conf) && ObjectReader.getInt(conf.get(Config.TOPOLOGY_WORKERS), 1) == 1;
    }

    @Override
    public int idle(int idleCounter) {
        Sleeper mine = mine();
        if (mine.drain()) {
            return 0;
        }
        long sleep = mine.sleepNanos();
        if (sleep > 0) {
            if (mine.bell.lieDown()) {
                LockSupport.parkNanos(sleep);
            } // else the queue is to be looked into once more
            return idleCounter;
        }
        mine.getUp();
        LockSupport.parkNanos(idleCounter < SHORT_ROUNDS ? shortParkNanos : longParkNanos);
        return idleCounter < SHORT_ROUNDS ? idleCounter + 1 : idleCounter;
    }

    /** An executor has a strategy of its own, but Storm makes it on another thread. */
    private Sleeper mine() {
        if (sleeper == null) {
            sleeper = SLEEPER.get();
            if (ackersAreRungFor && Thread.currentThread().getName().contains(ACKER)) {
                sleeper.bell = WakerRegistry.forAcker();
            }
        }
        return sleeper;
    }
}
