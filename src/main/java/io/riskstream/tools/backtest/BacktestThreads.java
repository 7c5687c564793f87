package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a backtest, which take batches of events in turn. If a stage keeps histories, its part of the stages runs on one more thread, in the order of the
 * batches; with one thread only, it runs on that one.
 */
final class BacktestThreads implements AutoCloseable {
    private static final int BATCHES_PER_THREAD = 4;
    /** With histories, events that are parsed wait in front of one thread, so their number must not grow with that of the processors. */
    private static final int MAX_ORDERED_BATCHES = 32;

    /** A thread, and what it alone uses. */
    private record Worker(ExecutorService thread, Lane lane) {}

    /** The thread of the stages that keep histories. */
    private record OrderedStages(ExecutorService thread, OpenedStages stages, Counts counts) {}

    private final List<ExecutorService> threads = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private Optional<OrderedStages> ordered = Optional.empty();
    private CompletableFuture<List<Event>> latest = CompletableFuture.completedFuture(List.of());
    private int turn;

    /** Opens the stages on each thread. */
    BacktestThreads(Backtest.Settings settings, OfflineContext context) {
        try {
            StageParts stages = StageParts.of(settings.stages(), context);
            for (int i = 0; i < settings.threads(); i++) {
                ExecutorService thread = newThread();
                workers.add(new Worker(thread, on(thread, () -> new Lane(settings, stages, context))));
            }
            if (!stages.ordered().isEmpty()) {
                ExecutorService thread = workers.size() == 1 ? workers.get(0).thread() : newThread();
                Counts counts = settings.emptyCounts();
                ordered = Optional.of(new OrderedStages(
                        thread, on(thread, () -> new OpenedStages(stages.ordered(), context, counts)), counts));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private ExecutorService newThread() {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        threads.add(thread);
        return thread;
    }

    private static <T> T on(ExecutorService thread, Callable<T> task) {
        return result(thread.submit(task));
    }

    /** Returns the number of batches that may be in work, so that the memory is bounded. */
    int capacity() {
        int batches = BATCHES_PER_THREAD * workers.size();
        return ordered.isEmpty() ? batches : Math.min(batches, MAX_ORDERED_BATCHES);
    }

    /** Processes a batch of events. The result is the events that the scorecards decide differently. */
    Future<List<ChangedEvent>> process(List<Event> batch) {
        Worker worker = workers.get(turn);
        Lane lane = worker.lane();
        turn = (turn + 1) % workers.size();
        if (ordered.isEmpty()) {
            return CompletableFuture.supplyAsync(() -> lane.score(lane.prepare(batch)), worker.thread());
        }
        OpenedStages stages = ordered.get().stages();
        latest = CompletableFuture.supplyAsync(() -> lane.prepare(batch), worker.thread())
                // after the batch before
                .thenCombineAsync(
                        latest,
                        (events, before) -> stages.run(events),
                        ordered.get().thread());
        return latest.thenApplyAsync(lane::score, worker.thread());
    }

    /** Adds the counts of all threads, which must have finished their batches. */
    void addTo(Counts total) {
        workers.forEach(worker -> total.add(worker.lane().counts()));
        ordered.ifPresent(part -> total.add(part.counts()));
    }

    /** Returns the number of threads that score. */
    int size() {
        return workers.size();
    }

    /** True if one more thread runs the stages that keep histories. */
    boolean hasHistoryThread() {
        return threads.size() > workers.size();
    }

    /** Waits for the result of a task, and throws its exception. */
    static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a thread of the backtest failed: " + e.getCause(), e);
        }
    }

    /** Interrupts the threads, waits until they no longer use their stages, and closes these. */
    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
        threads.forEach(BacktestThreads::awaitEnd);
        workers.forEach(worker -> worker.lane().close());
        ordered.ifPresent(part -> part.stages().close());
    }

    private static void awaitEnd(ExecutorService thread) {
        try {
            boolean unused = thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
