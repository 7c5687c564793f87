package io.riskstream.history;

import io.riskstream.event.Degradation;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An event that waits for its histories. Its outcome is decided by the declared {@code onMiss} and {@code onError} when all have answered, or the deadline has passed. */
final class PendingHistories {
    private final String stage;
    private final ActiveHistory[] histories;
    private final Duration deadline;
    private final Promise outcome = new Promise();
    /** Guarded by {@code this} until {@code pending} is 0. Not changed afterwards, and read without a lock. */
    private final HistoryResult[] results;

    private int pending;

    /**
     * Creates a pending event.
     *
     * @param results one for each history; this object keeps the array
     */
    PendingHistories(String stage, ActiveHistory[] histories, HistoryResult[] results, Duration deadline) {
        this.stage = stage;
        this.histories = histories;
        this.results = results;
        this.deadline = deadline;
        for (HistoryResult result : results) {
            pending += result == HistoryResult.Pending.PENDING ? 1 : 0;
        }
    }

    /** Returns the outcome, which is pending if a history is. */
    Outcome outcome() {
        return pending == 0 ? decide() : Outcome.later(outcome, deadline, this::deadlineExceeded);
    }

    /** Stores a result; called on any thread. A result after the deadline is ignored, but the event is in the history. */
    void complete(int index, HistoryResult result) {
        synchronized (this) {
            if (results[index] != HistoryResult.Pending.PENDING) {
                return;
            }
            results[index] = result;
            pending--;
            if (pending > 0) {
                return;
            }
        }
        Outcome decided;
        try {
            decided = decide();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            outcome.fail(e); // a failure concerns this event alone: the thread completes others too
            return;
        }
        outcome.complete(decided);
    }

    private Outcome deadlineExceeded() {
        String cause = "no answer within the deadline of " + deadline.toMillis() + " ms";
        synchronized (this) {
            for (int i = 0; i < results.length; i++) {
                if (results[i] == HistoryResult.Pending.PENDING) {
                    histories[i].countLate();
                    histories[i].report(".late", cause);
                    results[i] = new HistoryResult.Failed(Degradation.Cause.LATE, cause);
                }
            }
            pending = 0;
        }
        return decide();
    }

    private Outcome decide() {
        FieldValues[] parts = new FieldValues[results.length];
        int[] slots = new int[results.length];
        int size = 0;
        List<Degradation> degraded = new ArrayList<>(0);
        List<Rejection> rejections = new ArrayList<>(0);
        String retry = "";
        for (int i = 0; i < results.length; i++) {
            History declaration = histories[i].declaration();
            HistoryResult result = results[i];
            if (result instanceof HistoryResult.Features features) {
                slots[size] = histories[i].firstSlot();
                parts[size++] = features.values();
            } else if (result instanceof HistoryResult.Unkeyed unkeyed) {
                switch (declaration.onMiss()) {
                    case PASS -> degraded.add(new Degradation(declaration.name(), Degradation.Cause.UNKEYED));
                    case DEFAULT -> {
                        slots[size] = histories[i].firstSlot();
                        parts[size++] = histories[i].features().ofNone();
                    }
                    case REJECT -> rejections.add(rejection(RejectionCode.HISTORY_KEY, declaration, unkeyed.reason()));
                }
            } else if (result instanceof HistoryResult.Failed failed) {
                switch (declaration.onError()) {
                    case PASS -> degraded.add(new Degradation(declaration.name(), failed.reason()));
                    case REJECT -> rejections.add(rejection(RejectionCode.HISTORY_ERROR, declaration, failed.cause()));
                    case RETRY -> retry = "history '" + declaration.name() + "': " + failed.cause();
                }
            } else {
                throw new IllegalStateException("history '" + declaration.name() + "' is still pending");
            }
        }
        if (!rejections.isEmpty()) {
            return Outcome.reject(rejections);
        }
        if (!retry.isEmpty()) {
            return Outcome.retry(retry);
        }
        Patch patch = Patch.ofFields(java.util.Arrays.copyOf(slots, size), java.util.Arrays.copyOf(parts, size));
        for (Degradation degradation : degraded) {
            patch = patch.withDegraded(degradation.lookup(), degradation.cause());
        }
        return Outcome.pass(patch);
    }

    private Rejection rejection(String code, History history, String cause) {
        return new Rejection(
                stage, code, history.name(), "history '" + history.name() + "' (" + history.entity() + "): " + cause);
    }
}
