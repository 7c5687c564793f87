package io.riskstream.tools.cases;

import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.flux.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs cases through a pipeline. Each case has its own clock, its own records and newly opened stages. */
public final class CaseRunner {
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final Pipeline pipeline;
    private final Duration maxWait;
    private final Consumer<TestContext> preparation;

    public CaseRunner(Pipeline pipeline) {
        this(pipeline, MAX_WAIT);
    }

    /**
     * Creates a runner.
     *
     * @param preparation called with the context of each case before its stages are opened
     */
    public CaseRunner(Pipeline pipeline, Consumer<TestContext> preparation) {
        this(pipeline, MAX_WAIT, preparation);
    }

    /**
     * Creates a runner.
     *
     * @param maxWait maximum time to wait for a pending outcome
     */
    CaseRunner(Pipeline pipeline, Duration maxWait) {
        this(pipeline, maxWait, context -> {});
    }

    private CaseRunner(Pipeline pipeline, Duration maxWait, Consumer<TestContext> preparation) {
        this.pipeline = pipeline;
        this.maxWait = maxWait;
        this.preparation = preparation;
    }

    /** Runs a case. An exception that a stage throws when it is opened, or that prevents the run, becomes the failure of the result. */
    public CaseResult run(Case testCase) {
        long start = System.nanoTime();
        try {
            PipelineResult run = result(testCase);
            Optional<String> failure = testCase.expected().isNone()
                    ? Optional.of("the case expects nothing; --update writes the actual values")
                    : Optional.empty();
            List<ComparisonRow> rows = testCase.expected().rows(run);
            return new CaseResult(testCase, Optional.of(run), rows, failure, since(start));
        } catch (RuntimeException | LinkageError e) {
            return new CaseResult(
                    testCase, Optional.empty(), List.of(), Optional.of("the case cannot be run: " + e), since(start));
        }
    }

    private PipelineResult result(Case testCase) {
        try (TestContext context = new TestContext()
                        .setTime(testCase.clock())
                        .withRecords(new MapRecords().putAll(testCase.records()))
                        .withMaxWait(maxWait);
                PipelineTestDriver driver = openPrepared(context)) {
            PriorEvents.run(testCase.history(), testCase.clock(), pipeline, driver);
            return driver.run(EventFiles.forPipeline(testCase.event(), pipeline), testCase.headers());
        }
    }

    private PipelineTestDriver openPrepared(TestContext context) {
        preparation.accept(context);
        return PipelineTestDriver.open(pipeline, context);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
