package io.riskstream.storm;

import io.riskstream.Batch;
import io.riskstream.BatchStage;
import io.riskstream.Event;
import io.riskstream.Outcome;
import io.riskstream.Rejection;
import io.riskstream.RejectionCode;
import io.riskstream.Stage;
import io.riskstream.StageContext;
import io.riskstream.StageSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Runs events through stages: awaits answers, tries again, holds back what is over capacity, and tells {@link Ends} what became of each event.
 * It knows inputs only as something that events belong to.
 *
 * <p>One thread calls it; only completions come from others, and they do no more than queue the answer and wake that thread.
 *
 * @param <T> what an input is
 */
final class StageRunner<T> {
    /** Where events go that are through, or out. Each event of an input ends here exactly once. */
    interface Ends<T> {
        void passed(Passage<T> passage);

        void rejected(Passage<T> passage, Event event);

        void dropped(Passage<T> passage, Event event);
    }

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
    private final StageTimes[] times;
    private final List<List<Passage<T>>> ready = new ArrayList<>();
    private final List<ArrayDeque<Passage<T>>> waiting = new ArrayList<>();
    private final PriorityQueue<Passage<T>> retries = new PriorityQueue<>((a, b) -> Long.signum(a.retryAt - b.retryAt));
    private final Deadlines<T> deadlines = new Deadlines<>();
    private final Answered<T> answered;
    private final RetryPolicy retryPolicy;
    private final int capacity;
    private final StageContext context;
    private final Ends<T> ends;
    /** The time of what is being done, not to the microsecond: to look at the clock for each event would cost more than many a stage takes. */
    private long tick;

    /**
     * A runner of opened stages.
     *
     * @param capacity how many answers may be awaited at once; more events wait in order before their stage
     * @param wake called by completing threads, at most once until the next drain
     */
    StageRunner(
            List<Stage> stages,
            RetryPolicy retryPolicy,
            int capacity,
            StageContext context,
            Ends<T> ends,
            Runnable wake) {
        this.stages = stages.toArray(Stage[]::new);
        this.specs = stages.stream().map(Stage::spec).toArray(StageSpec[]::new);
        this.times = stages.stream()
                .map(stage -> new StageTimes(stage.spec(), context.metrics()))
                .toArray(StageTimes[]::new);
        for (int i = 0; i <= stages.size(); i++) {
            ready.add(new ArrayList<>());
            waiting.add(new ArrayDeque<>());
        }
        this.retryPolicy = retryPolicy;
        this.capacity = capacity;
        this.context = context;
        this.ends = ends;
        this.answered = new Answered<>(wake);
    }

    /** Takes in the events of an input, and runs them as far as they go at once. */
    void accept(Held<T> held, Batch batch) {
        for (int from = 0; from < batch.size(); from += SLICE) {
            List<Passage<T>> first = ready.get(0);
            for (int i = from; i < Math.min(from + SLICE, batch.size()); i++) {
                first.add(new Passage<>(held, batch.get(i)));
            }
            advance();
        }
    }

    /** Goes on with whatever can go on now: answers that came, deadlines that passed, retries that are due. Whether there was any. */
    boolean drain() {
        boolean any = false;
        long now = context.ticker().getAsLong();
        tick = now;
        for (Awaited<T> awaited = answered.take(); awaited != null; awaited = awaited.answeredNext) {
            if (deadlines.remove(awaited)) { // else it expired, and its event has gone on
                any = true;
                times[awaited.passage.stage].answered(now - awaited.since);
                settle(awaited.passage, awaited.answer, awaited.failure);
            }
        }
        any |= deadlines.expire(now, this::expire);
        for (Passage<T> due = retries.peek(); due != null && due.retryAt - now <= 0; due = retries.peek()) {
            any = true;
            retries.remove();
            ready.get(due.stage).add(due);
        }
        if (any) {
            advance();
        }
        return any;
    }

    /** How many answers are awaited just now. */
    int awaited() {
        return deadlines.size();
    }

    private void expire(Awaited<T> awaited) {
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
            List<Passage<T>> through = ready.get(stages.length);
            for (Passage<T> passage : through) {
                ends.passed(passage);
            }
            through.clear();
            more = any(ready) || room() > 0 && any(waiting);
        }
    }

    private int room() {
        return Math.max(0, capacity - deadlines.size());
    }

    private boolean any(List<? extends Collection<Passage<T>>> queues) {
        for (int i = 0; i < queues.size(); i++) {
            if (!queues.get(i).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void applyToWaiting(int i) {
        ArrayDeque<Passage<T>> queue = waiting.get(i);
        int admitted = Math.min(room(), queue.size());
        if (admitted > 0) {
            List<Passage<T>> passages = new ArrayList<>(admitted);
            for (int k = 0; k < admitted; k++) {
                passages.add(queue.remove());
            }
            apply(i, passages);
        }
    }

    private void applyToReady(int i) {
        List<Passage<T>> passages = ready.get(i);
        if (passages.isEmpty()) {
            return;
        }
        // a new list, for what the stage lets through at once or hands back
        ready.set(i, new ArrayList<>(passages.size()));
        if (!specs[i].asynchronous()) {
            apply(i, passages);
            return;
        }
        int admitted = waiting.get(i).isEmpty() ? Math.min(room(), passages.size()) : 0;
        waiting.get(i).addAll(passages.subList(admitted, passages.size()));
        if (admitted > 0) {
            apply(i, passages.subList(0, admitted));
        }
    }

    private void apply(int i, List<Passage<T>> passages) {
        long begun = tick;
        if (stages[i] instanceof BatchStage batchStage && passages.size() > 1) {
            applyTogether(i, batchStage, passages);
        } else {
            for (int k = 0; k < passages.size(); k++) {
                if (k > 0 && k % TICK_EVENTS == 0) {
                    tick = context.ticker().getAsLong();
                }
                passages.get(k).stage = i;
                applyAlone(passages.get(k));
            }
        }
        tick = context.ticker().getAsLong();
        times[i].applied(tick - begun, passages.size());
    }

    private void applyTogether(int i, BatchStage stage, List<Passage<T>> passages) {
        List<Event> events = new ArrayList<>(passages.size());
        for (Passage<T> passage : passages) {
            passage.stage = i;
            events.add(passage.event);
        }
        Outcome[] outcomes = new Outcome[events.size()];
        try {
            stage.apply(new Batch(events), (index, outcome) -> outcomes[index] = outcome);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // one by one below: only the event that is at fault shall pay for it
            context.report(code(i), specs[i].name() + " failed on a batch: " + Fault.at(e));
            for (int k = 0; k < outcomes.length; k++) {
                if (outcomes[k] == null) {
                    applyAlone(passages.get(k));
                } else {
                    passages.get(k).attempts++;
                    settle(passages.get(k), outcomes[k], null);
                }
            }
            return;
        }
        tick = context.ticker().getAsLong();
        for (int k = 0; k < outcomes.length; k++) {
            passages.get(k).attempts++;
            settle(passages.get(k), outcomes[k], null);
        }
    }

    private void applyAlone(Passage<T> passage) {
        passage.attempts++;
        Outcome outcome;
        try {
            outcome = stages[passage.stage].apply(passage.event);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            settle(passage, null, e);
            return;
        }
        settle(passage, outcome, null);
    }

    private void settle(Passage<T> passage, Outcome outcome, Throwable failure) {
        if (outcome instanceof Outcome.Pass pass) {
            passage.event = passage.event.with(pass.patch());
            passage.attempts = 0;
            passage.stage++;
            ready.get(passage.stage).add(passage);
        } else if (outcome instanceof Outcome.Later later) {
            await(passage, later);
        } else if (outcome instanceof Outcome.Reject reject) {
            reject(passage, reject.rejections());
        } else if (outcome instanceof Outcome.Drop drop) {
            ends.dropped(passage, passage.event.dropped(drop.reason()));
        } else if (outcome instanceof Outcome.Retry retry) {
            retry(passage, retry);
        } else {
            fault(passage, failure == null ? new NullPointerException("the stage gave no outcome") : failure);
        }
    }

    private void await(Passage<T> passage, Outcome.Later later) {
        Awaited<T> awaited = new Awaited<>(passage, later, tick, answered);
        deadlines.add(awaited);
        later.outcome().whenDone(awaited);
    }

    private void retry(Passage<T> passage, Outcome.Retry retry) {
        StageSpec spec = specs[passage.stage];
        if (retry.bounded() && !spec.last() && passage.attempts >= retryPolicy.attempts()) {
            reject(
                    passage,
                    List.of(new Rejection(
                            spec.name(),
                            RejectionCode.RETRY_EXHAUSTED,
                            "",
                            "given up after " + passage.attempts + " attempts: " + retry.cause())));
            return;
        }
        context.metrics().counter(spec.name() + ".retries").add(1);
        if (!retry.bounded() && passage.attempts > QUIET_ATTEMPTS) {
            context.report(spec.name() + ".retry", spec.name() + " tries again until it works: " + retry.cause());
        }
        passage.retryAt = context.ticker().getAsLong() + retryPolicy.pauseNanos(passage.attempts);
        retries.add(passage);
    }

    private void fault(Passage<T> passage, Throwable failure) {
        StageSpec spec = specs[passage.stage];
        String place = Fault.at(failure);
        context.report(code(passage.stage), "a bug in stage " + spec.name() + ": " + place);
        reject(passage, List.of(new Rejection(spec.name(), RejectionCode.INTERNAL, "", "the stage failed: " + place)));
    }

    private void reject(Passage<T> passage, List<Rejection> rejections) {
        StageSpec spec = specs[passage.stage];
        if (spec.last()) {
            Rejection first = rejections.get(0);
            retry(passage, new Outcome.Retry(first.code() + ": " + first.message(), false));
            return;
        }
        ends.rejected(passage, passage.event.rejected(rejections, passage.attempts));
    }

    private String code(int stage) {
        return specs[stage].name() + "." + RejectionCode.INTERNAL;
    }
}
