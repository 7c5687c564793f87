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
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Scores events with one or two scorecards. Each event passes the stages once, and both scorecards score the result. The events are divided between threads;
 * the result does not depend on their number, also if a stage keeps histories. The memory does not depend on the number of events.
 */
public final class Backtest {
    private static final int EVENTS_PER_BATCH = 256;

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
        Counts total = settings.emptyCounts();
        try (OfflineContext context = new OfflineContext(
                        settings.pipeline(), settings.records().<Records>map(FixedRecords::new));
                BacktestThreads threads = new BacktestThreads(settings, context)) {
            long read = process(source, threads, changed);
            threads.addTo(total);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new BacktestResult(
                    total,
                    read,
                    source.notSent(),
                    source.summary(),
                    context.reports(),
                    seconds,
                    threads.size(),
                    threads.hasHistoryThread());
        }
    }

    private long process(EventSource source, BacktestThreads threads, Consumer<ChangedEvent> changed) {
        Deque<Future<List<ChangedEvent>>> pending = new ArrayDeque<>();
        long read = 0;
        List<Event> batch = batch(source, settings.maxEvents());
        while (!batch.isEmpty()) {
            read += batch.size();
            pending.add(threads.process(batch));
            if (pending.size() >= threads.capacity()) {
                BacktestThreads.result(pending.remove()).forEach(changed);
            }
            batch = batch(source, settings.maxEvents() - read);
        }
        while (!pending.isEmpty()) {
            BacktestThreads.result(pending.remove()).forEach(changed);
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
}
