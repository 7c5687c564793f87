package io.riskstream.tools.backtest;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageCopies;
import io.riskstream.runner.StageRunner;
import io.riskstream.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Opened copies of consecutive stages. The thread that creates them alone runs them. */
final class OpenedStages implements AutoCloseable {
    private static final RetryPolicy RETRIES = new RetryPolicy(5, Duration.ofMillis(20), Duration.ofSeconds(1));
    private static final int CAPACITY = 4096;
    private static final long PARK_NANOS = Duration.ofMillis(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Stage> opened = new ArrayList<>();
    private final Optional<StageRunner<List<Event>>> runner;
    private final OfflineContext context;
    private final Counts counts;

    /**
     * Opens copies of stages.
     *
     * @param counts counts the events that a stage rejects or drops
     */
    OpenedStages(List<Stage> stages, OfflineContext context, Counts counts) {
        this.context = context;
        this.counts = counts;
        List<Stage> copies = stages.isEmpty() ? List.of() : StageCopies.of("backtest", stages);
        try {
            for (Stage stage : copies) {
                stage.open(context);
                opened.add(stage);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        Thread thread = Thread.currentThread();
        this.runner = copies.isEmpty()
                ? Optional.empty()
                : Optional.of(new StageRunner<>(copies, RETRIES, CAPACITY, context, () -> LockSupport.unpark(thread)));
    }

    /** Runs events to their end. Returns those that pass, in the same order. */
    List<Event> run(List<Event> events) {
        return runner.isEmpty() || events.isEmpty() ? events : inOrderOf(events, passed(events, runner.get()));
    }

    private List<Event> passed(List<Event> events, StageRunner<List<Event>> stages) {
        List<Event> passed = new ArrayList<>(events.size());
        stages.accept(events, new Batch(events));
        long progressAt = System.nanoTime();
        while (true) {
            boolean finished = false;
            for (PendingInput<List<Event>> input = stages.pollReady(); input != null; input = stages.pollReady()) {
                passed.addAll(input.passed());
                input.rejected().forEach(counts::addRejected);
                input.dropped().forEach(event -> counts.addDropped());
                input.passed().clear();
                input.rejected().clear();
                input.dropped().clear();
                finished |= input.isFinished();
                progressAt = System.nanoTime();
            }
            if (finished) {
                return passed;
            } else if (!stages.drain()) {
                if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
                    throw new IllegalStateException("no event left the stages for " + PATIENCE.toSeconds()
                            + " s; the stages reported: " + context.reports().values());
                }
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
    }

    /** An event that waits for a look-up passes after later ones, so the order is restored if it differs. */
    @SuppressWarnings(
            "ReferenceEquality") // a stage does not change the origin, and origins are compared for each event
    private static List<Event> inOrderOf(List<Event> events, List<Event> passed) {
        Iterator<Event> inOrder = events.iterator();
        for (Event event : passed) {
            boolean found = false;
            while (!found && inOrder.hasNext()) {
                found = inOrder.next().origin() == event.origin();
            }
            if (!found) {
                IdentityHashMap<Origin, Integer> positions = new IdentityHashMap<>();
                events.forEach(each -> positions.put(each.origin(), positions.size()));
                passed.sort(Comparator.comparing(each -> positions.get(each.origin())));
                return passed;
            }
        }
        return passed;
    }

    @Override
    public void close() {
        opened.forEach(Stage::close);
    }
}
