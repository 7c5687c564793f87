package io.riskstream.runner;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.runner.StageSteps.Step;
import io.riskstream.stage.BatchStage;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs events through stages. It applies stages, waits for later outcomes up to their deadlines, retries after a back-off, queues events over the
 * capacity, and returns the events that have left the stages.
 *
 * <p>One thread calls it. Other threads only complete outcomes; a completion is queued and wakes that thread.
 *
 * @param <T> the caller's own object for an input, such as a tuple
 */
public final class StageRunner<T> {
    /** Failures of an unbounded retry that are not reported: the first messages of a topic fail until the broker has created it. */
    private static final int UNREPORTED_ATTEMPTS = 4;

    /**
     * The number of events of an input that run through the stages together. The data that one stage has read is then still in the processor's caches
     * for the next stage. With all 500 events of a batch together, the fused stages take 25 % more time ({@code bench stages}).
     */
    private static final int EVENTS_PER_PASS = 64;

    /**
     * The clock is read once per 8 events of a non-batch stage, so a deadline may start early by at most the time that those 8 events take.
     */
    private static final int EVENTS_PER_CLOCK_READ = 8;

    private final Stage[] stages;
    private final StageSpec[] specs;
    private final StageTimers[] timers;
    private final StageSteps steps;
    private final List<List<EventInStage<T>>> ready = new ArrayList<>();
    private final List<ArrayDeque<EventInStage<T>>> waiting = new ArrayList<>();
    private final PriorityQueue<EventInStage<T>> retries =
            new PriorityQueue<>((a, b) -> Long.signum(a.retryAt - b.retryAt));
    private final Deadlines<T> deadlines = new Deadlines<>();
    private final CompletionQueue<T> completions;
    private final RetryPolicy retryPolicy;
    private final int capacity;
    private final StageContext context;
    private final Set<PendingInput<T>> inputs = new LinkedHashSet<>();
    private final ArrayDeque<PendingInput<T>> readyInputs = new ArrayDeque<>();
    /** The number of events in {@link #deadlines}. */
    private int pendingOutcomes;
    /** The time at the last read of the clock: a read for each event would cost more than many stages do. */
    private long coarseNow;
    /** True if an event had a timeline, so that steps are measured. */
    private boolean measuresSteps;

    /**
     * Creates a runner of opened stages.
     *
     * @param capacity the maximum number of pending outcomes; further events wait in order before their stage
     * @param wake called by completing threads, at most once between two drains
     */
    public StageRunner(List<Stage> stages, RetryPolicy retryPolicy, int capacity, StageContext context, Runnable wake) {
        this.stages = stages.toArray(Stage[]::new);
        this.specs = stages.stream().map(Stage::spec).toArray(StageSpec[]::new);
        this.timers = stages.stream()
                .map(stage -> new StageTimers(stage.spec(), context.metrics()))
                .toArray(StageTimers[]::new);
        this.steps = new StageSteps(specs);
        for (int i = 0; i <= stages.size(); i++) {
            ready.add(new ArrayList<>());
            waiting.add(new ArrayDeque<>());
        }
        this.retryPolicy = retryPolicy;
        this.capacity = capacity;
        this.context = context;
        this.completions = new CompletionQueue<>(wake);
    }

    /** Adds an input and runs its events as far as possible without waiting. */
    public void accept(T anchor, Batch batch) {
        PendingInput<T> input = new PendingInput<>(anchor, batch.size());
        inputs.add(input);
        if (batch.size() == 0) {
            markReady(input);
        }
        for (int from = 0; from < batch.size(); from += EVENTS_PER_PASS) {
            List<EventInStage<T>> first = ready.get(0);
            for (int i = from; i < Math.min(from + EVENTS_PER_PASS, batch.size()); i++) {
                EventInStage<T> inStage = new EventInStage<>(input, batch.get(i));
                first.add(inStage);
                if (batch.get(i).timeline().isPresent()) {
                    startClock(inStage, i == from);
                }
            }
            advance();
        }
    }

    /**
     * Starts the clock of an event that has a timeline.
     *
     * @param readClock true to read the clock first, for the first event of several
     */
    private void startClock(EventInStage<T> inStage, boolean readClock) {
        if (readClock) {
            coarseNow = context.ticker().getAsLong();
        }
        measuresSteps = true;
        inStage.clock = new StepClock(inStage.event.timeline().orElseThrow(), steps);
        inStage.clock.add(StageSteps.QUEUE, coarseNow);
    }

    private void addTime(EventInStage<T> inStage, Step step, long now) {
        if (inStage.clock != null) {
            inStage.clock.add(StageSteps.index(inStage.stage, step), now);
        }
    }

    /** Processes completed outcomes, expired deadlines and retries that are due. Returns true if there was one. */
    public boolean drain() {
        boolean worked = false;
        long now = context.ticker().getAsLong();
        coarseNow = now;
        for (Pending<T> pending = completions.takeAll(); pending != null; ) {
            Pending<T> next = pending.nextCompleted;
            worked |= pending instanceof PendingSlice<T> slice
                    ? complete(slice, now)
                    : complete((PendingOutcome<T>) pending, now);
            pending = next;
        }
        worked |= deadlines.expire(now, this::expire);
        for (EventInStage<T> due = retries.peek(); due != null && due.retryAt - now <= 0; due = retries.peek()) {
            worked = true;
            retries.remove();
            addTime(due, Step.RETRY, now);
            ready.get(due.stage).add(due);
        }
        if (worked) {
            advance();
        }
        return worked;
    }

    /** Processes the outcome of an event. Returns false if it has expired, and its event has been processed. */
    private boolean complete(PendingOutcome<T> pending, long now) {
        if (!deadlines.remove(pending)) {
            return false;
        }
        pendingOutcomes--;
        timers[pending.inStage.stage].recordWait(now - pending.startedAt(), 1);
        addTime(pending.inStage, Step.WAIT, now);
        handle(pending.inStage, pending.outcome, pending.failure);
        return true;
    }

    /** Processes the outcomes of the completed events of a slice. Returns false if all have expired, and been processed. */
    private boolean complete(PendingSlice<T> slice, long now) {
        long completed = slice.promise.take() & slice.open;
        if (completed == 0) {
            return false;
        }
        int events = Long.bitCount(completed);
        slice.open &= ~completed;
        if (slice.open == 0) {
            deadlines.remove(slice);
        }
        pendingOutcomes -= events;
        timers[slice.stage].recordWait(now - slice.startedAt(), events);
        for (long rest = completed; rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            EventInStage<T> inStage = slice.release(index);
            addTime(inStage, Step.WAIT, now);
            Outcome outcome = slice.promise.outcome(index);
            handle(inStage, outcome, outcome == null ? slice.promise.failure(index) : null);
        }
        return true;
    }

    /**
     * Returns an input with events that have left the stages since it was last returned. A finished input is removed from {@link #inputs}.
     *
     * @return null if there is no such input
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

    /** Returns a live view of the inputs that {@link #pollReady} has not returned as finished, oldest first. */
    public Collection<PendingInput<T>> inputs() {
        return Collections.unmodifiableCollection(inputs);
    }

    /** Returns the number of pending outcomes. */
    public int pendingOutcomes() {
        return pendingOutcomes;
    }

    /**
     * Returns how long {@link #drain} has nothing to do unless an outcome is completed, at most {@code maxNanos} and at least 1 ns: until the next deadline
     * or retry. If an outcome is completed already, it returns 1 ns.
     */
    public long nanosUntilNext(long maxNanos) {
        if (!completions.isEmpty()) {
            return 1;
        }
        long now = context.ticker().getAsLong();
        long least = deadlines.nanosUntilNext(now, maxNanos);
        EventInStage<T> next = retries.peek();
        return Math.max(1, next == null ? least : Math.min(least, next.retryAt - now));
    }

    private void expire(Pending<T> pending) {
        if (pending instanceof PendingSlice<T> slice) {
            expire(slice);
        } else {
            expire((PendingOutcome<T>) pending);
        }
    }

    private void expire(PendingOutcome<T> pending) {
        pendingOutcomes--;
        timers[pending.inStage.stage].recordWait(pending.deadline().toNanos(), 1);
        addTime(pending.inStage, Step.WAIT, coarseNow);
        handleLate(pending.inStage, pending.later.late());
    }

    private void expire(PendingSlice<T> slice) {
        timers[slice.stage].recordWait(slice.deadline().toNanos(), slice.size());
        for (long rest = slice.open; rest != 0; rest &= rest - 1) {
            addTime(slice.event(Long.numberOfTrailingZeros(rest)), Step.WAIT, coarseNow);
        }
        Optional<Duration> extension;
        try {
            extension = slice.promise.checkedExtension();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            extension = Optional.empty();
            context.report(internalCode(slice.stage), "a bug in a stage: " + FailureLocation.of(e));
        }
        if (extension.isPresent()) {
            slice.start(extension.get(), coarseNow);
            deadlines.add(slice);
            return;
        }
        while (slice.open != 0) {
            int index = slice.firstOpen();
            slice.open &= slice.open - 1;
            pendingOutcomes--;
            handleLate(slice.release(index), () -> slice.promise.late(index));
        }
    }

    private void handleLate(EventInStage<T> inStage, Supplier<Outcome> late) {
        Outcome outcome;
        try {
            outcome = late.get();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            handle(inStage, null, e);
            return;
        }
        handle(inStage, outcome, null);
    }

    /** Applies the stages until no event can continue. */
    private void advance() {
        boolean more = true;
        coarseNow = context.ticker().getAsLong();
        while (more) {
            // later stages use the free capacity first, so that an event that is almost finished does not wait for a
            // new one
            for (int i = stages.length - 1; i >= 0; i--) {
                applyToWaiting(i);
                applyToReady(i);
            }
            List<EventInStage<T>> finished = ready.get(stages.length);
            for (EventInStage<T> inStage : finished) {
                leave(inStage, inStage.input.passed(), inStage.event);
            }
            finished.clear();
            more = isAnyQueued(ready) || freeCapacity() > 0 && isAnyQueued(waiting);
        }
    }

    private int freeCapacity() {
        return Math.max(0, capacity - pendingOutcomes);
    }

    private boolean isAnyQueued(List<? extends Collection<EventInStage<T>>> queues) {
        for (int i = 0; i < queues.size(); i++) {
            if (!queues.get(i).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void applyToWaiting(int i) {
        ArrayDeque<EventInStage<T>> queue = waiting.get(i);
        int admitted = Math.min(freeCapacity(), queue.size());
        if (admitted > 0) {
            List<EventInStage<T>> admittedEvents = new ArrayList<>(admitted);
            for (int k = 0; k < admitted; k++) {
                EventInStage<T> inStage = queue.remove();
                inStage.stage = i;
                addTime(inStage, Step.CAPACITY, coarseNow);
                admittedEvents.add(inStage);
            }
            apply(i, admittedEvents);
        }
    }

    private void applyToReady(int i) {
        List<EventInStage<T>> events = ready.get(i);
        if (events.isEmpty()) {
            return;
        }
        // the stage may add events to a ready list while it is applied
        ready.set(i, new ArrayList<>(events.size()));
        if (!specs[i].asynchronous()) {
            apply(i, events);
            return;
        }
        int admitted = waiting.get(i).isEmpty() ? Math.min(freeCapacity(), events.size()) : 0;
        waiting.get(i).addAll(events.subList(admitted, events.size()));
        if (admitted > 0) {
            apply(i, events.subList(0, admitted));
        }
    }

    private void apply(int i, List<EventInStage<T>> events) {
        long start = coarseNow;
        if (measuresSteps && (specs[i].publishes() || specs[i].readsTimeline())) {
            attachTimelines(events);
        }
        if (stages[i] instanceof BatchStage batchStage && events.size() > 1) {
            applyToBatch(i, batchStage, events);
        } else {
            for (int k = 0; k < events.size(); k++) {
                if (k > 0 && k % EVENTS_PER_CLOCK_READ == 0) {
                    coarseNow = context.ticker().getAsLong();
                }
                events.get(k).stage = i;
                applyToOne(events.get(k));
            }
        }
        coarseNow = context.ticker().getAsLong();
        timers[i].recordApply(coarseNow - start, events.size());
        if (measuresSteps) {
            addApplyTime(i, events);
        }
    }

    private void addApplyTime(int i, List<EventInStage<T>> events) {
        for (int k = 0; k < events.size(); k++) {
            StepClock clock = events.get(k).clock;
            if (clock != null) {
                clock.add(StageSteps.index(i, Step.APPLY), coarseNow);
            }
        }
    }

    /** Gives the events that have exceeded their latency budget their timelines, for a stage that reads them. */
    private void attachTimelines(List<EventInStage<T>> events) {
        for (int k = 0; k < events.size(); k++) {
            EventInStage<T> inStage = events.get(k);
            if (inStage.clock != null && inStage.clock.exceedsBound()) {
                inStage.event = inStage.event.withTimeline(inStage.clock.timeline());
            }
        }
    }

    private void applyToBatch(int i, BatchStage stage, List<EventInStage<T>> inStages) {
        List<Event> events = new ArrayList<>(inStages.size());
        for (int k = 0; k < inStages.size(); k++) {
            inStages.get(k).stage = i;
            events.add(inStages.get(k).event);
        }
        CollectedOutcomes outcomes = new CollectedOutcomes(events.size());
        boolean completed = false;
        try {
            stage.apply(new Batch(events), outcomes);
            completed = true;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // events without an outcome are applied one by one, so that only the one that causes the failure is
            // rejected
            context.report(internalCode(i), specs[i].name() + " failed on a batch: " + FailureLocation.of(e));
        }
        coarseNow = context.ticker().getAsLong();
        for (CollectedOutcomes.Slice slice : outcomes.slices()) {
            addPending(new PendingSlice<>(
                    inStages, slice.first(), slice.promise(), slice.events(), i, coarseNow, completions));
        }
        for (int k = 0; k < inStages.size(); k++) {
            Outcome outcome = outcomes.get(k);
            if (outcome == null && !completed && !outcomes.isPending(k)) {
                applyToOne(inStages.get(k));
            } else {
                inStages.get(k).attempts++;
                if (!outcomes.isPending(k)) {
                    handle(inStages.get(k), outcome, null);
                }
            }
        }
    }

    private void addPending(PendingSlice<T> slice) {
        deadlines.add(slice);
        pendingOutcomes += slice.size();
        slice.promise.listen(slice::addToCompletions);
    }

    private void applyToOne(EventInStage<T> inStage) {
        inStage.attempts++;
        Outcome outcome;
        try {
            outcome = stages[inStage.stage].apply(inStage.event);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            handle(inStage, null, e);
            return;
        }
        handle(inStage, outcome, null);
    }

    private void handle(EventInStage<T> inStage, Outcome outcome, Throwable failure) {
        if (outcome instanceof Outcome.Pass pass) {
            inStage.event = inStage.event.with(pass.patch());
            inStage.attempts = 0;
            inStage.stage++;
            ready.get(inStage.stage).add(inStage);
        } else if (outcome instanceof Outcome.Later later) {
            addPending(inStage, later);
        } else if (outcome instanceof Outcome.Reject reject) {
            reject(inStage, reject.rejections());
        } else if (outcome instanceof Outcome.Drop drop) {
            leaveFrom(inStage, inStage.input.dropped(), inStage.event.dropped(drop.reason()));
        } else if (outcome instanceof Outcome.Retry retry) {
            retry(inStage, retry);
        } else {
            rejectFailed(
                    inStage,
                    failure == null
                            ? stages[inStage.stage].getClass().getName() + " returned null, not an outcome"
                            : FailureLocation.of(failure));
        }
    }

    private void addPending(EventInStage<T> inStage, Outcome.Later later) {
        PendingOutcome<T> pending = new PendingOutcome<>(inStage, later, coarseNow, completions);
        deadlines.add(pending);
        pendingOutcomes++;
        later.outcome().whenDone(pending);
    }

    private void retry(EventInStage<T> inStage, Outcome.Retry retry) {
        StageSpec spec = specs[inStage.stage];
        if (retry.bounded() && !spec.neverRejects() && inStage.attempts >= retryPolicy.maxAttempts()) {
            reject(
                    inStage,
                    List.of(new Rejection(
                            spec.name(),
                            RejectionCode.RETRY_EXHAUSTED,
                            "",
                            "given up after " + inStage.attempts + " attempts: " + retry.cause())));
            return;
        }
        context.metrics().counter(spec.name() + ".retries").add(1);
        if (!retry.bounded() && inStage.attempts > UNREPORTED_ATTEMPTS) {
            context.report(spec.name() + ".retry", spec.name() + " retries until it succeeds: " + retry.cause());
        }
        inStage.retryAt = context.ticker().getAsLong() + retryPolicy.pauseNanos(inStage.attempts);
        retries.add(inStage);
    }

    private void rejectFailed(EventInStage<T> inStage, String reason) {
        StageSpec spec = specs[inStage.stage];
        context.report(internalCode(inStage.stage), "a bug in stage " + spec.name() + ": " + reason);
        reject(inStage, List.of(new Rejection(spec.name(), RejectionCode.INTERNAL, "", "the stage failed: " + reason)));
    }

    private void reject(EventInStage<T> inStage, List<Rejection> rejections) {
        StageSpec spec = specs[inStage.stage];
        if (spec.neverRejects()) {
            Rejection first = rejections.get(0);
            retry(inStage, new Outcome.Retry(first.code() + ": " + first.message(), false));
            return;
        }
        leaveFrom(inStage, inStage.input.rejected(), inStage.event.rejected(rejections, inStage.attempts));
    }

    /** Lets an event leave from the middle of the stages. */
    private void leaveFrom(EventInStage<T> inStage, List<Event> events, Event event) {
        if (inStage.clock != null) {
            addTime(inStage, Step.APPLY, context.ticker().getAsLong());
        }
        leave(inStage, events, event);
    }

    private void leave(EventInStage<T> inStage, List<Event> events, Event event) {
        if (inStage.clock == null) {
            events.add(event);
        } else {
            events.add(event.withTimeline(inStage.clock.finished()));
            inStage.clock = null;
        }
        inStage.input.inStages--;
        markReady(inStage.input);
    }

    private void markReady(PendingInput<T> input) {
        if (!input.isReady) {
            input.isReady = true;
            readyInputs.add(input);
        }
    }

    private String internalCode(int stage) {
        return specs[stage].name() + "." + RejectionCode.INTERNAL;
    }
}
