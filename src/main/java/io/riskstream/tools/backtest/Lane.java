package io.riskstream.tools.backtest;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Verdict;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageCopies;
import io.riskstream.runner.StageRunner;
import io.riskstream.score.Scorecard;
import io.riskstream.score.Scorer;
import io.riskstream.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One thread of a backtest: its own copies of the stages and the scorecards, and its own counts. That thread alone uses it. */
final class Lane implements AutoCloseable {
    private static final RetryPolicy RETRIES = new RetryPolicy(5, Duration.ofMillis(20), Duration.ofSeconds(1));
    private static final int CAPACITY = 4096;
    private static final long PARK_NANOS = Duration.ofMillis(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Stage> opened = new ArrayList<>();
    private final Optional<StageRunner<List<Event>>> runner;
    private final OfflineContext context;
    private final List<Scorer.Scoring> cards;
    private final Labels labels;
    private final Optional<GroupField> group;
    private final Counts counts;

    /** Opens the stages; to be called on the thread that uses this object. */
    Lane(Backtest.Settings settings, OfflineContext context) {
        this.context = context;
        this.cards = settings.cards().stream().map(Scorecard::open).toList();
        this.labels = new Labels(settings.labels(), settings.type());
        this.group = settings.by().map(field -> new GroupField(field, settings.type()));
        this.counts = settings.emptyCounts();
        List<Stage> copies = settings.stages().isEmpty() ? List.of() : StageCopies.of("backtest", settings.stages());
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

    /**
     * Runs events to their end, and counts them.
     *
     * @return the events that the scorecards decide differently, in the order of their source
     */
    List<ChangedEvent> process(List<Event> events) {
        List<ChangedEvent> changed = new ArrayList<>();
        if (runner.isEmpty()) {
            events.forEach(event -> score(event, changed));
        } else {
            run(events, runner.get(), changed);
        }
        changed.sort(ChangedEvent.BY_ORIGIN);
        return changed;
    }

    private void run(List<Event> events, StageRunner<List<Event>> stages, List<ChangedEvent> changed) {
        stages.accept(events, new Batch(events));
        long progressAt = System.nanoTime();
        while (true) {
            boolean finished = false;
            for (PendingInput<List<Event>> input = stages.pollReady(); input != null; input = stages.pollReady()) {
                input.passed().forEach(event -> score(event, changed));
                input.rejected().forEach(counts::addRejected);
                input.dropped().forEach(event -> counts.addDropped());
                input.passed().clear();
                input.rejected().clear();
                input.dropped().clear();
                finished |= input.isFinished();
                progressAt = System.nanoTime();
            }
            if (finished) {
                return;
            } else if (!stages.drain()) {
                if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
                    throw new IllegalStateException("no event left the stages for " + PATIENCE.toSeconds()
                            + " s; the stages reported: " + context.reports().values());
                }
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
    }

    private void score(Event event, List<ChangedEvent> changed) {
        List<Verdict> verdicts = new ArrayList<>(cards.size());
        for (Scorer.Scoring card : cards) {
            verdicts.add(card.score(event));
        }
        counts.add(event, verdicts, labels.of(event), group.map(field -> field.of(event)))
                .ifPresent(changed::add);
    }

    Counts counts() {
        return counts;
    }

    @Override
    public void close() {
        opened.forEach(Stage::close);
    }
}
