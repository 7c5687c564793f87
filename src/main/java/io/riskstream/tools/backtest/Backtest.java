package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.score.Scorecard;
import io.riskstream.score.ScorecardDescription;
import io.riskstream.stage.Records;
import io.riskstream.stage.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Scores events with one or two scorecards. Each event passes the stages once, and both scorecards score the result. The events are divided between threads;
 * the result does not depend on their number. The memory does not depend on the number of events.
 */
public final class Backtest {
    private static final int EVENTS_PER_BATCH = 256;
    private static final int BATCHES_PER_THREAD = 4;

    /**
     * The settings of a backtest.
     *
     * @param pipeline the name of the pipeline
     * @param type the event type of the pipeline
     * @param stages the stages before the scoring stage
     * @param cards one or two scorecards
     * @param records the records that all look-ups read; empty to connect to the pipeline's own stores
     * @param labels how to determine real outcomes
     * @param by the field by whose values events are compared in groups
     * @param maxEvents the maximum number of events
     * @param threads number of threads
     */
    record Settings(
            String pipeline,
            EventType type,
            List<Stage> stages,
            List<Scorecard> cards,
            Optional<Map<String, String>> records,
            Labels.Settings labels,
            Optional<String> by,
            long maxEvents,
            int threads) {
        Counts emptyCounts() {
            List<ScorecardDescription> descriptions =
                    cards.stream().map(Scorecard::description).toList();
            return new Counts(descriptions, type);
        }
    }

    private final Settings settings;

    Backtest(Settings settings) {
        this.settings = settings;
    }

    /**
     * Scores the events of a source.
     *
     * @param changed receives each event that the scorecards decide differently, in the order of the source
     * @throws IllegalArgumentException if an expression, a field or the source is wrong
     */
    BacktestResult run(EventSource source, Consumer<ChangedEvent> changed) {
        long start = System.nanoTime();
        List<ExecutorService> threads = new ArrayList<>();
        List<Lane> lanes = new ArrayList<>();
        Counts total = settings.emptyCounts();
        long read;
        Map<String, String> reports;
        try (OfflineContext context =
                new OfflineContext(settings.pipeline(), settings.records().<Records>map(FixedRecords::new))) {
            try {
                for (int i = 0; i < settings.threads() && !context.keepsHistories(); i++) {
                    ExecutorService thread = Executors.newSingleThreadExecutor();
                    threads.add(thread);
                    lanes.add(result(thread.submit(() -> new Lane(settings, context))));
                }
                read = process(source, settings.maxEvents(), threads, lanes, changed);
                for (Lane lane : lanes) {
                    total.add(lane.counts());
                }
                reports = context.reports();
            } finally {
                threads.forEach(Backtest::end);
                lanes.forEach(Lane::close);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new BacktestResult(total, read, source.notSent(), source.summary(), reports, seconds, lanes.size());
    }

    /** Interrupts a thread, and waits until it no longer uses its stages. */
    private static void end(ExecutorService thread) {
        thread.shutdownNow();
        try {
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long process(
            EventSource source,
            long maxEvents,
            List<ExecutorService> threads,
            List<Lane> lanes,
            Consumer<ChangedEvent> changed) {
        Deque<Future<List<ChangedEvent>>> pending = new ArrayDeque<>();
        long read = 0;
        int turn = 0;
        List<Event> batch = batch(source, maxEvents);
        while (!batch.isEmpty()) {
            read += batch.size();
            Lane lane = lanes.get(turn);
            List<Event> events = batch;
            Callable<List<ChangedEvent>> task = () -> lane.process(events);
            pending.add(threads.get(turn).submit(task));
            turn = (turn + 1) % lanes.size();
            if (pending.size() >= BATCHES_PER_THREAD * lanes.size()) {
                result(pending.remove()).forEach(changed);
            }
            batch = batch(source, maxEvents - read);
        }
        while (!pending.isEmpty()) {
            result(pending.remove()).forEach(changed);
        }
        return read;
    }

    private static List<Event> batch(EventSource source, long left) {
        List<Event> events = new ArrayList<>(EVENTS_PER_BATCH);
        while (events.size() < Math.min(EVENTS_PER_BATCH, left)) {
            Optional<Event> next = source.next();
            if (next.isEmpty()) {
                break;
            }
            events.add(next.get());
        }
        return events;
    }

    private static <T> T result(Future<T> future) {
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
}
