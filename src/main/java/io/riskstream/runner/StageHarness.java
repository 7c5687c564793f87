package io.riskstream.runner;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import java.util.List;
import java.util.Optional;

/**
 * Runs one event at a time through opened stages, with the same {@link StageRunner} as a bolt. The caller controls the time through the context's
 * ticker and calls {@link #drain} when it is woken.
 */
public final class StageHarness {
    /** How an event left the stages. */
    public enum Route {
        PASSED,
        REJECTED,
        DROPPED
    }

    /** An event that has left the stages. */
    public record Exit(Route route, Event event) {}

    private final StageRunner<Event> runner;
    private Optional<Exit> exit = Optional.empty();

    /**
     * Creates a harness for opened stages.
     *
     * @param wake called by threads that complete an outcome
     */
    public StageHarness(
            List<Stage> opened, RetryPolicy retryPolicy, int capacity, StageContext context, Runnable wake) {
        this.runner = new StageRunner<>(opened, retryPolicy, capacity, context, wake);
    }

    /** Runs an event as far as possible without waiting. The previous event must have left the stages. */
    public void accept(Event event) {
        exit = Optional.empty();
        runner.accept(event, Batch.of(event));
        findExit();
    }

    /**
     * Processes completed outcomes, expired deadlines and retries that are due.
     *
     * @return true if there was one
     */
    public boolean drain() {
        boolean worked = runner.drain();
        findExit();
        return worked;
    }

    /** True if an outcome is pending. If false, an event that has not left waits for its next attempt. */
    public boolean hasPendingOutcome() {
        return runner.pendingOutcomes() > 0;
    }

    /** Returns the event and how it left; empty if it has not left yet. */
    public Optional<Exit> exit() {
        return exit;
    }

    private void findExit() {
        for (PendingInput<Event> input = runner.pollReady(); input != null; input = runner.pollReady()) {
            input.passed().forEach(event -> exit = Optional.of(new Exit(Route.PASSED, event)));
            input.rejected().forEach(event -> exit = Optional.of(new Exit(Route.REJECTED, event)));
            input.dropped().forEach(event -> exit = Optional.of(new Exit(Route.DROPPED, event)));
        }
    }
}
