package io.riskstream.stage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;

/**
 * The outcome of an event that is still to come: completed once, on any thread, and told to whoever asked. It is what a {@link
 * java.util.concurrent.CompletableFuture} would be, in a single object: events wait for sinks by the thousand. Stages that have a future at hand
 * give that to {@link Outcome#later} instead.
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

    /** Whom to tell the outcome: on the thread that completes the promise, or at once if it is completed already. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called once.
         *
         * @param outcome null if there is none
         * @param failure why there is none; else null
         */
        void completed(Outcome outcome, Throwable failure);
    }

    private record Both(Listener first, Listener second) implements Listener {
        @Override
        public void completed(Outcome outcome, Throwable failure) {
            first.completed(outcome, failure);
            second.completed(outcome, failure);
        }
    }

    private record Failure(Throwable cause) {}

    /** Null, whom to tell, the outcome, or the failure. */
    private volatile Object state;

    /** A promise that keeps to what {@code stage} comes to. */
    static Promise of(CompletionStage<Outcome> stage) {
        Promise promise = new Promise();
        stage.whenComplete(promise::completeAs);
        return promise;
    }

    /** Completes it, unless it is completed already; an outcome of null is a failure. */
    public final void complete(Outcome outcome) {
        settle(outcome == null ? new Failure(new NullPointerException("the stage gave no outcome")) : outcome);
    }

    /** Completes it without an outcome, unless it is completed already: a bug of the stage, as if it had thrown. */
    public final void fail(Throwable cause) {
        settle(new Failure(cause));
    }

    /** Completes it as another was, by what its listener is told. */
    public final void completeAs(Outcome outcome, Throwable failure) {
        if (failure == null) {
            complete(outcome);
        } else {
            fail(failure);
        }
    }

    private void settle(Object result) {
        Object before = state;
        while (before == null || before instanceof Listener) {
            Object found = STATE.compareAndExchange(this, before, result);
            if (found == before) {
                if (before != null) {
                    tell((Listener) before, result);
                }
                return;
            }
            before = found;
        }
    }

    /** Has the outcome told to this listener too. */
    public final void whenDone(Listener listener) {
        Object before = state;
        while (before == null || before instanceof Listener) {
            Listener all = before == null ? listener : new Both((Listener) before, listener);
            Object found = STATE.compareAndExchange(this, before, all);
            if (found == before) {
                return;
            }
            before = found;
        }
        tell(listener, before);
    }

    private static void tell(Listener listener, Object result) {
        if (result instanceof Failure failure) {
            listener.completed(null, failure.cause());
        } else {
            listener.completed((Outcome) result, null);
        }
    }
}
