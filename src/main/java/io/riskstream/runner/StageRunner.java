package io.riskstream.runner;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.BatchStage;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Runs events through stages: awaits answers, tries again, holds back what is over capacity, and tells its caller what became of each event.
 * It knows inputs only as something that events belong to.
 *
 * <p>One thread calls it; only completions come from others, and they do no more than queue the answer and wake that thread.
 *
 * @param <T> what an input is
 */
public final class StageRunner<T> {
    /** So many failures of an endless retry are not told: a topic's first messages fail until the broker has made it. */
    private static final int QUIET_ATTEMPTS = 4;

    /**
     * So many events of an input go through the stages together. What one stage has read of them, the next finds in the processor's caches: with
     * all 500 of a batch at once, the fused stages take a quarter more ({@code bench stages}).
     */
    private static final int SLICE = 64;

    /** So many events a stage takes one by one before the clock is looked at anew. A deadline begins as much too early as those take, and no more. */
    private static final int TICK_EVENTS = 8;

    private final Stage[] stages;
    private final StageSpec[] specs;
    private final StageTimers[] times;
    private final List<List<EventInStage<T>>> ready = new ArrayList<>();
    private final List<ArrayDeque<EventInStage<T>>> waiting = new ArrayList<>();
    private final PriorityQueue<EventInStage<T>> retries =
            new PriorityQueue<>((a, b) -> Long.signum(a.retryAt - b.retryAt));
    private final Deadlines<T> deadlines = new Deadlines<>();
    private final CompletionQueue<T> answered;
    private final RetryPolicy retryPolicy;
    private final int capacity;
    private final StageContext context;
    private final Set<PendingInput<T>> inputs = new LinkedHashSet<>();
    private final ArrayDeque<PendingInput<T>> readyInputs = new ArrayDeque<>();
    /** The time of what is being done, not to the microsecond: to look at the clock for each event would cost more than many a stage takes. */
    private long tick;

    /**
     * A runner of opened stages.
     *
     * @param capacity how many answers may be awaited at once; more events wait in order before their stage
     * @param wake called by completing threads, at most once until the next drain
     */
    public StageRunner(List<Stage> stages, RetryPolicy retryPolicy, int capacity, StageContext context, Runnable wake) {
        this.stages = stages.toArray(Stage[]::new);
        this.specs = stages.stream().map(Stage::spec).toArray(StageSpec[]::new);
        this.times = stages.stream()
                .map(stage -> new StageTimers(stage.spec(), context.metrics()))
                .toArray(StageTimers[]::new);
        for (int i = 0; i <= stages.size(); i++) {
            ready.add(new ArrayList<>());
            waiting.add(new ArrayDeque<>());
        }
        this.retryPolicy = retryPolicy;
        this.capacity = capacity;
        this.context = context;
        this.answered = new CompletionQueue<>(wake);
    }

    /** Takes in the events of an input, and runs them as far as they go at once. */
    public void accept(T anchor, Batch batch) {
        PendingInput<T> input = new PendingInput<>(anchor, batch.size());
        inputs.add(input);
        if (batch.size() == 0) {
            markReady(input);
        }
        for (int from = 0; from < batch.size(); from += SLICE) {
            List<EventInStage<T>> first = ready.get(0);
            for (int i = from; i < Math.min(from + SLICE, batch.size()); i++) {
                first.add(new EventInStage<>(input, batch.get(i)));
            }
            advance();
        }
    }

    /** Goes on with whatever can go on now: answers that came, deadlines that passed, retries that are due. Whether there was any. */
    public boolean drain() {
        boolean any = false;
        long now = context.ticker().getAsLong();
        tick = now;
        for (PendingOutcome<T> awaited = answered.take(); awaited != null; awaited = awaited.answeredNext) {
            if (deadlines.remove(awaited)) { // else it expired, and its event has gone on
                any = true;
                times[awaited.passage.stage].answered(now - awaited.since);
                settle(awaited.passage, awaited.answer, awaited.failure);
            }
        }
        any |= deadlines.expire(now, this::expire);
        for (EventInStage<T> due = retries.peek(); due != null && due.retryAt - now <= 0; due = retries.peek()) {
            any = true;
            retries.remove();
            ready.get(due.stage).add(due);
        }
        if (any) {
            advance();
        }
        return any;
    }

    /**
     * Takes an input with events that have left the stages since it was last taken. A finished input is removed from {@link #inputs}.
     *
     * @return null if there is none
     */
    public PendingInput<T> pollReady() {
        PendingInput<T> input = readyInputs.poll();
        if (input != null) {
            input.isReady = false;
            if (input.isFinished()) {
                inputs.remove(input);
            }
        }
        return input;
    }

    /** The inputs that {@link #pollReady} has not returned as finished yet, oldest first. A live view. */
    public Collection<PendingInput<T>> inputs() {
        return Collections.unmodifiableCollection(inputs);
    }

    /** How many outcomes are pending now. */
    public int pendingOutcomes() {
        return deadlines.size();
    }

    private void expire(PendingOutcome<T> awaited) {
        times[awaited.passage.stage].answered(awaited.deadline.toNanos());
        Outcome instead;
        try {
            instead = awaited.later.late().get();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            settle(awaited.passage, null, e);
            return;
        }
        settle(awaited.passage, instead, null);
    }

    /** Applies each stage to what is ready for it, until nothing is that may go on. */
    private void advance() {
        boolean more = true;
        tick = context.ticker().getAsLong();
        while (more) {
            // room goes to the later stages first: what is nearly through shall not wait for what has just come
            for (int i = stages.length - 1; i >= 0; i--) {
                applyToWaiting(i);
                applyToReady(i);
            }
            List<EventInStage<T>> through = ready.get(stages.length);
            for (EventInStage<T> entry : through) {
                leave(entry.input, entry.input.passed(), entry.event);
            }
            through.clear();
            more = any(ready) || room() > 0 && any(waiting);
        }
    }

    private int room() {
        return Math.max(0, capacity - deadlines.size());
    }

    private boolean any(List<? extends Collection<EventInStage<T>>> queues) {
        for (int i = 0; i < queues.size(); i++) {
            if (!queues.get(i).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void applyToWaiting(int i) {
        ArrayDeque<EventInStage<T>> queue = waiting.get(i);
        int admitted = Math.min(room(), queue.size());
        if (admitted > 0) {
            List<EventInStage<T>> entries = new ArrayList<>(admitted);
            for (int k = 0; k < admitted; k++) {
                entries.add(queue.remove());
            }
            apply(i, entries);
        }
    }

    private void applyToReady(int i) {
        List<EventInStage<T>> entries = ready.get(i);
        if (entries.isEmpty()) {
            return;
        }
        // a new list, for what the stage lets through at once or hands back
        ready.set(i, new ArrayList<>(entries.size()));
        if (!specs[i].asynchronous()) {
            apply(i, entries);
            return;
        }
        int admitted = waiting.get(i).isEmpty() ? Math.min(room(), entries.size()) : 0;
        waiting.get(i).addAll(entries.subList(admitted, entries.size()));
        if (admitted > 0) {
            apply(i, entries.subList(0, admitted));
        }
    }

    private void apply(int i, List<EventInStage<T>> entries) {
        long begun = tick;
        if (stages[i] instanceof BatchStage batchStage && entries.size() > 1) {
            applyTogether(i, batchStage, entries);
        } else {
            for (int k = 0; k < entries.size(); k++) {
                if (k > 0 && k % TICK_EVENTS == 0) {
                    tick = context.ticker().getAsLong();
                }
                entries.get(k).stage = i;
                applyAlone(entries.get(k));
            }
        }
        tick = context.ticker().getAsLong();
        times[i].applied(tick - begun, entries.size());
    }

    private void applyTogether(int i, BatchStage stage, List<EventInStage<T>> entries) {
        List<Event> events = new ArrayList<>(entries.size());
        for (EventInStage<T> entry : entries) {
            entry.stage = i;
            events.add(entry.event);
        }
        Outcome[] outcomes = new Outcome[events.size()];
        try {
            stage.apply(new Batch(events), (index, outcome) -> outcomes[index] = outcome);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // one by one below: only the event that is at fault shall pay for it
            context.report(code(i), specs[i].name() + " failed on a batch: " + FailureLocation.at(e));
            for (int k = 0; k < outcomes.length; k++) {
                if (outcomes[k] == null) {
                    applyAlone(entries.get(k));
                } else {
                    entries.get(k).attempts++;
                    settle(entries.get(k), outcomes[k], null);
                }
            }
            return;
        }
        tick = context.ticker().getAsLong();
        for (int k = 0; k < outcomes.length; k++) {
            entries.get(k).attempts++;
            settle(entries.get(k), outcomes[k], null);
        }
    }

    private void applyAlone(EventInStage<T> entry) {
        entry.attempts++;
        Outcome outcome;
        try {
            outcome = stages[entry.stage].apply(entry.event);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            settle(entry, null, e);
            return;
        }
        settle(entry, outcome, null);
    }

    private void settle(EventInStage<T> entry, Outcome outcome, Throwable failure) {
        if (outcome instanceof Outcome.Pass pass) {
            entry.event = entry.event.with(pass.patch());
            entry.attempts = 0;
            entry.stage++;
            ready.get(entry.stage).add(entry);
        } else if (outcome instanceof Outcome.Later later) {
            await(entry, later);
        } else if (outcome instanceof Outcome.Reject reject) {
            reject(entry, reject.rejections());
        } else if (outcome instanceof Outcome.Drop drop) {
            leave(entry.input, entry.input.dropped(), entry.event.dropped(drop.reason()));
        } else if (outcome instanceof Outcome.Retry retry) {
            retry(entry, retry);
        } else {
            fault(entry, failure == null ? new NullPointerException("the stage gave no outcome") : failure);
        }
    }

    private void await(EventInStage<T> entry, Outcome.Later later) {
        PendingOutcome<T> awaited = new PendingOutcome<>(entry, later, tick, answered);
        deadlines.add(awaited);
        later.outcome().whenDone(awaited);
    }

    private void retry(EventInStage<T> entry, Outcome.Retry retry) {
        StageSpec spec = specs[entry.stage];
        if (retry.bounded() && !spec.neverRejects() && entry.attempts >= retryPolicy.attempts()) {
            reject(
                    entry,
                    List.of(new Rejection(
                            spec.name(),
                            RejectionCode.RETRY_EXHAUSTED,
                            "",
                            "given up after " + entry.attempts + " attempts: " + retry.cause())));
            return;
        }
        context.metrics().counter(spec.name() + ".retries").add(1);
        if (!retry.bounded() && entry.attempts > QUIET_ATTEMPTS) {
            context.report(spec.name() + ".retry", spec.name() + " tries again until it works: " + retry.cause());
        }
        entry.retryAt = context.ticker().getAsLong() + retryPolicy.pauseNanos(entry.attempts);
        retries.add(entry);
    }

    private void fault(EventInStage<T> entry, Throwable failure) {
        StageSpec spec = specs[entry.stage];
        String place = FailureLocation.at(failure);
        context.report(code(entry.stage), "a bug in stage " + spec.name() + ": " + place);
        reject(entry, List.of(new Rejection(spec.name(), RejectionCode.INTERNAL, "", "the stage failed: " + place)));
    }

    private void reject(EventInStage<T> entry, List<Rejection> rejections) {
        StageSpec spec = specs[entry.stage];
        if (spec.neverRejects()) {
            Rejection first = rejections.get(0);
            retry(entry, new Outcome.Retry(first.code() + ": " + first.message(), false));
            return;
        }
        leave(entry.input, entry.input.rejected(), entry.event.rejected(rejections, entry.attempts));
    }

    private void leave(PendingInput<T> input, List<Event> events, Event event) {
        events.add(event);
        input.inStages--;
        markReady(input);
    }

    private void markReady(PendingInput<T> input) {
        if (!input.isReady) {
            input.isReady = true;
            readyInputs.add(input);
        }
    }

    private String code(int stage) {
        return specs[stage].name() + "." + RejectionCode.INTERNAL;
    }
}
