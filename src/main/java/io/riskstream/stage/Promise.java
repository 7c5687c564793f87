package io.riskstream.stage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;

/**
 * A pending outcome, which is completed once, on any thread, and then passed to its listeners. It does what a {@link
 * java.util.concurrent.CompletableFuture} does with a single object, because thousands of events wait for a sink at a time. A stage that has a future
 * passes that to {@link Outcome#later} instead. Subclasses may add state of their own and save another object.
 */
public class Promise {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Promise.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Receives the outcome of a promise on the thread that completes it, or at once if the promise is already completed. It must not block. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called once.
         *
         * @param outcome the outcome; null if there is none
         * @param failure why there is no outcome; null if there is one
         */
        void completed(Outcome outcome, Throwable failure);
    }

    private record BothListeners(Listener first, Listener second) implements Listener {
        @Override
        public void completed(Outcome outcome, Throwable failure) {
            first.completed(outcome, failure);
            second.completed(outcome, failure);
        }
    }

    private record Failure(Throwable cause) {}

    /** Null, the listeners, the outcome, or the failure. */
    private volatile Object state;

    /** Returns a promise that completes when {@code stage} does. */
    static Promise of(CompletionStage<Outcome> stage) {
        Promise promise = new Promise();
        stage.whenComplete(promise::completeAs);
        return promise;
    }

    /** Completes the promise. It has no effect if the promise is already completed. A null outcome is a failure. */
    public final void complete(Outcome outcome) {
        completeWith(
                outcome == null ? new Failure(new NullPointerException("the stage returned no outcome")) : outcome);
    }

    /** Completes the promise without an outcome, which is treated as a bug of the stage. It has no effect if the promise is already completed. */
    public final void fail(Throwable cause) {
        completeWith(new Failure(cause));
    }

    /** Completes the promise with the arguments of a {@link Listener}: the outcome, or the failure if there is one. */
    public final void completeAs(Outcome outcome, Throwable failure) {
        if (failure == null) {
            complete(outcome);
        } else {
            fail(failure);
        }
    }

    private void completeWith(Object result) {
        Object previous = state;
        while (previous == null || previous instanceof Listener) {
            Object current = STATE.compareAndExchange(this, previous, result);
            if (current == previous) {
                if (previous != null) {
                    notifyListener((Listener) previous, result);
                }
                return;
            }
            previous = current;
        }
    }

    /** Adds a listener. */
    public final void whenDone(Listener listener) {
        Object previous = state;
        while (previous == null || previous instanceof Listener) {
            Listener listeners = previous == null ? listener : new BothListeners((Listener) previous, listener);
            Object current = STATE.compareAndExchange(this, previous, listeners);
            if (current == previous) {
                return;
            }
            previous = current;
        }
        notifyListener(listener, previous);
    }

    private static void notifyListener(Listener listener, Object result) {
        if (result instanceof Failure failure) {
            listener.completed(null, failure.cause());
        } else {
            listener.completed((Outcome) result, null);
        }
    }
}
