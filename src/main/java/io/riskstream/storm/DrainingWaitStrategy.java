package io.riskstream.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.storm.Config;
import org.apache.storm.policy.IWaitStrategy;
import org.apache.storm.utils.ObjectReader;

/**
 * What an executor does while its queue is empty: it first drains the answers that its bolts await, then parks. Set it as {@code
 * topology.bolt.wait.strategy}, for the whole topology.
 *
 * <p>Storm's collectors may be used by the executor's own thread alone, and this is the one place where Storm hands that thread over when no
 * tuple comes. Whoever completes an answer unparks the thread, so an answer waits microseconds. A tuple does not unpark it: the park is what an
 * idle bolt adds to the first tuple's latency, and what its idle CPU is paid for. It parks {@code topology.bolt.wait.park.microsec} (100) for
 * its first hundred rounds, about 15 ms, then {@code topology.bolt.wait.progressive.level3.sleep.millis} (1) until there is work again.
 *
 * <p>Executors without a hook, such as the ackers, wait the same way.
 */
public final class DrainingWaitStrategy implements IWaitStrategy {
    private static final int SHORT_ROUNDS = 100;
    private static final ThreadLocal<List<BooleanSupplier>> HOOKS = ThreadLocal.withInitial(ArrayList::new);

    private long shortParkNanos;
    private long longParkNanos;

    /** Has {@code hook} run on this thread whenever its executor is idle; the hook answers whether it found work. It must not throw. */
    static void onIdle(BooleanSupplier hook) {
        HOOKS.get().add(hook);
    }

    /** Whether this topology's bolts wait this way; if not, only ticks drain them. */
    static boolean isSetIn(Map<String, Object> topologyConfiguration) {
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
    }

    @Override
    public int idle(int idleCounter) {
        boolean worked = false;
        for (BooleanSupplier hook : HOOKS.get()) {
            worked |= hook.getAsBoolean();
        }
        if (worked) {
            return 0;
        }
        LockSupport.parkNanos(idleCounter < SHORT_ROUNDS ? shortParkNanos : longParkNanos);
        return idleCounter < SHORT_ROUNDS ? idleCounter + 1 : idleCounter;
    }
}
