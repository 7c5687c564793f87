package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageHarness;
import io.riskstream.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs events through one stage, with the code that runs it in a bolt: later outcomes, deadlines, retries and failures are handled as on a worker.
 * It does not need Storm.
 *
 * <p>The driver runs a serialized copy of the stage, so a stage that a topology cannot submit fails in {@link #open}. Later outcomes are joined:
 * {@link #run} returns the final outcome. Deadlines and back-offs take no time, because the driver moves the context's ticker. A stage gets five
 * attempts, the default of a bolt. For use by one thread.
 */
public final class StageTestDriver implements AutoCloseable {
    private static final RetryPolicy DEFAULT_RETRIES =
            new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5));

    private final OpenStages stages;

    private StageTestDriver(OpenStages stages) {
        this.stages = stages;
    }

    /**
     * Copies and opens a stage.
     *
     * @param context the caller closes it after this driver
     * @throws IllegalArgumentException if the stage cannot be serialized
     */
    public static StageTestDriver open(Stage stage, TestContext context) {
        return new StageTestDriver(new OpenStages(
                stage.spec().name(),
                List.of(stage),
                context,
                (opened, wake) -> new StageHarness(opened, DEFAULT_RETRIES, 1, context, wake)));
    }

    /** Runs an event and returns the result. A stage that throws rejects the event with the code {@code internal}, as on a worker. */
    public StageResult run(Event event) {
        List<StageResult> results = new ArrayList<>();
        stages.run(event, results);
        return results.get(0);
    }

    /** Closes the stage, not the context. */
    @Override
    public void close() {
        stages.close();
    }
}
