package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.runner.StageCopies;
import io.riskstream.runner.StageHarness;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The stages of one bolt, opened: serialized copies, as a worker has them. Runs one event at a time, by one thread. */
final class OpenStages implements AutoCloseable {
    /** Attempts of a stage that asks for retries without bound. */
    private static final int MAX_UNBOUNDED_ATTEMPTS = 5;
    /** Longer than any back-off or deadline, both of which are at most a day. */
    private static final Duration TIME_STEP = Duration.ofDays(2);

    private static final int MAX_TIME_STEPS = 10_000;

    private final String bolt;
    private final TestContext context;
    private final List<RecordingStage> stages = new ArrayList<>();
    private final List<RecordingStage> opened = new ArrayList<>();
    private final Semaphore completions = new Semaphore(0);
    private final Supplier<StageHarness> newHarness;
    private StageHarness harness;

    /**
     * Copies and opens stages.
     *
     * @param harness makes the harness from the opened stages and the callback for threads that complete an outcome
     */
    OpenStages(
            String bolt,
            List<Stage> submitted,
            TestContext context,
            BiFunction<List<Stage>, Runnable, StageHarness> harness) {
        this.bolt = bolt;
        this.context = context;
        StageCopies.of(bolt, submitted).forEach(stage -> stages.add(new RecordingStage(stage, context)));
        try {
            for (RecordingStage stage : stages) {
                stage.open(context);
                opened.add(stage);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        this.newHarness = () -> harness.apply(List.copyOf(stages), completions::release);
        this.harness = newHarness.get();
    }

    /**
     * Runs an event through the stages.
     *
     * @param results receives the result of each stage that the event reached
     * @return how the event left; empty if it never completed
     */
    Optional<StageHarness.Exit> run(Event event, List<StageResult> results) {
        stages.forEach(RecordingStage::clear);
        harness.accept(event);
        Optional<StageHarness.Exit> exit = join();
        addResults(exit, results);
        if (exit.isEmpty()) {
            harness = newHarness.get(); // otherwise the event would be retried during the next one
        }
        return exit;
    }

    /** Moves time until the event has left, or until it is clear that it never leaves. */
    private Optional<StageHarness.Exit> join() {
        boolean waiting = true;
        for (int timeSteps = 0; harness.exit().isEmpty() && timeSteps < MAX_TIME_STEPS; ) {
            if (harness.drain()) {
                continue;
            }
            if (harness.hasPendingOutcome()) {
                if (waiting && awaitCompletion()) {
                    continue;
                }
                if (waiting) {
                    context.report(
                            current().spec().name() + ".late",
                            "no outcome within " + context.maxWait().toMillis()
                                    + " ms; the event continues as after the deadline");
                }
                waiting = false;
            } else if (retriesWithoutEnd()) {
                break;
            }
            timeSteps++;
            context.advanceTicker(TIME_STEP);
        }
        return harness.exit();
    }

    private boolean awaitCompletion() {
        try {
            return completions.tryAcquire(context.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while waiting for stage " + current().spec().name(), e);
        }
    }

    /** Returns the stage that the event has reached. */
    private RecordingStage current() {
        return reached().get(reached().size() - 1);
    }

    private List<RecordingStage> reached() {
        return stages.stream().filter(stage -> stage.observation().isPresent()).toList();
    }

    private boolean retriesWithoutEnd() {
        RecordingStage stage = current();
        StageObservation observation = stage.observation().orElseThrow();
        boolean bounded = observation.outcome().orElse(null) instanceof Outcome.Retry retry && retry.bounded();
        return observation.attempts() >= MAX_UNBOUNDED_ATTEMPTS && (stage.spec().neverRejects() || !bounded);
    }

    private void addResults(Optional<StageHarness.Exit> exit, List<StageResult> results) {
        List<RecordingStage> reached = reached();
        for (int i = 0; i < reached.size(); i++) {
            StageObservation observation = reached.get(i).observation().orElseThrow();
            Optional<StageObservation> next =
                    i + 1 < reached.size() ? reached.get(i + 1).observation() : Optional.empty();
            Event after = next.map(StageObservation::event)
                    .or(() -> exit.map(StageHarness.Exit::event))
                    .orElse(observation.event());
            results.add(new StageResult(
                    bolt,
                    reached.get(i).stage(),
                    observation.event(),
                    next.isPresent() ? observation.outcome().orElseThrow() : lastOutcome(observation, exit),
                    after,
                    observation.attempts(),
                    observation.time(),
                    context.messages(
                            observation.messagesBefore(),
                            next.map(StageObservation::messagesBefore).orElse(context.messageCount())),
                    context.requests(
                            observation.requestsBefore(),
                            next.map(StageObservation::requestsBefore).orElse(context.requestCount()))));
        }
    }

    /** Returns the outcome of the last stage that the event reached. */
    private static Outcome lastOutcome(StageObservation observation, Optional<StageHarness.Exit> exit) {
        Optional<Outcome> outcome = observation.outcome();
        if (exit.isEmpty()) {
            return Outcome.retryWithoutLimit(
                    outcome.map(OpenStages::cause).orElse("the stage fails, or its outcome never completes"));
        }
        Event event = exit.get().event();
        return switch (exit.get().route()) {
            case REJECTED -> Outcome.reject(event.rejections());
            case DROPPED -> Outcome.drop(event.dropReason().orElseThrow());
            case PASSED -> outcome.orElseThrow();
        };
    }

    private static String cause(Outcome outcome) {
        if (outcome instanceof Outcome.Reject reject) {
            return reject.rejections().get(0).message();
        }
        return outcome instanceof Outcome.Retry retry ? retry.cause() : "its outcome never completes";
    }

    @Override
    public void close() {
        opened.forEach(RecordingStage::close);
    }
}
