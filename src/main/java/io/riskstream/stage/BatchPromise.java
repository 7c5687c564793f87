package io.riskstream.stage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;

/**
 * The pending outcomes of up to {@value #MAX_EVENTS} events of a batch, of which each is completed once, on any thread. It replaces a {@link Promise},
 * an {@link Outcome.Later} and a deadline for each event: to complete an event that passes costs one atomic operation and allocates nothing. Each event
 * still continues after its own completion, and none waits for the others.
 *
 * <p>A {@link BatchStage} passes it to {@link BatchOutcomes#later}. The deadline applies to all its events, which were started together.
 */
public abstract class BatchPromise {
    /** The maximum number of events. */
    public static final int MAX_EVENTS = 63;

    /** Set while the listener knows of completions that are not taken, and before there is a listener. */
    private static final long NOTIFIED = 1L << MAX_EVENTS;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(BatchPromise.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Failure(Throwable cause) {}

    private final Duration deadline;
    /** A bit for each completed event that is not taken, and {@link #NOTIFIED}. */
    @SuppressWarnings("UnusedVariable") // read through STATE
    private volatile long state = NOTIFIED;

    private Runnable listener;
    /** The outcomes and failures of the events that do not simply pass; null if there are none. Written before the bit of the event. */
    private Object[] results;

    /**
     * Creates a promise of which no event is completed.
     *
     * @param deadline the time to wait for the events, above 0 and at most a day; a later completion is ignored
     */
    protected BatchPromise(Duration deadline) {
        this.deadline = Outcome.Later.checked(deadline);
    }

    /** Returns how long to wait for the events. */
    public final Duration deadline() {
        return deadline;
    }

    /**
     * Called on the executor's thread when the deadline has passed and some events are not completed. Returns how much longer to wait for them, above 0
     * and at most a day; empty if {@link #late} applies.
     */
    public Optional<Duration> extension() {
        return Optional.empty();
    }

    /**
     * Returns the {@link #extension} for the runner.
     *
     * @throws IllegalArgumentException if it is not above 0 and at most a day
     */
    public final Optional<Duration> checkedExtension() {
        return extension().map(Outcome.Later::checked);
    }

    /** Called on the executor's thread for each event that is not completed in time. Returns its outcome, which may be {@link Outcome.Later}. */
    public abstract Outcome late(int index);

    /**
     * Completes an event that passes unchanged. Returns true if this call notified the executor, because it had taken all completions before this one.
     *
     * @param index the index that the stage has given to the event
     */
    public final boolean pass(int index) {
        long before = (long) STATE.getAndBitwiseOr(this, 1L << index | NOTIFIED);
        if ((before & NOTIFIED) != 0) {
            return false;
        }
        listener.run();
        return true;
    }

    /** Completes an event. A null outcome is a failure. */
    public final void complete(int index, Outcome outcome) {
        completeWith(index, outcome == null ? noOutcome() : outcome);
    }

    /** Completes an event without an outcome, which is treated as a bug of the stage. */
    public final void fail(int index, Throwable cause) {
        completeWith(index, new Failure(cause));
    }

    private static Failure noOutcome() {
        return new Failure(new NullPointerException("the stage returned no outcome"));
    }

    private void completeWith(int index, Object result) {
        synchronized (this) {
            if (results == null) {
                results = new Object[MAX_EVENTS];
            }
            if (results[index] == null) {
                results[index] = result;
            }
        }
        pass(index);
    }

    /**
     * Sets the listener, which is called by a completing thread, or at once if there is a completion. It is not called again before {@link #take}. Called
     * once, on the executor's thread.
     */
    public final void listen(Runnable value) {
        listener = value;
        if (!STATE.compareAndSet(this, NOTIFIED, 0L)) {
            value.run();
        }
    }

    /** Returns a bit for each event that was completed since the last call. The listener is called again after a later completion. */
    public final long take() {
        return (long) STATE.getAndSet(this, 0L) & ~NOTIFIED;
    }

    /** Returns the outcome of a completed event; null if it has failed. */
    public final Outcome outcome(int index) {
        Object result = result(index);
        return result == null ? Outcome.pass() : result instanceof Outcome outcome ? outcome : null;
    }

    /** Returns why a completed event has no outcome; null if it has one. */
    public final Throwable failure(int index) {
        return result(index) instanceof Failure failure ? failure.cause() : null;
    }

    private Object result(int index) {
        Object[] known = results;
        return known == null ? null : known[index];
    }
}
