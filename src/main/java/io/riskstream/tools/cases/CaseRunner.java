package io.riskstream.tools.cases;

import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.flux.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs cases through a pipeline, each with its own clock, its own records and newly opened stages. */
public final class CaseRunner {
    private final Pipeline pipeline;
    private final Duration maxWait;

    public CaseRunner(Pipeline pipeline) {
        this(pipeline, Duration.ofSeconds(10));
    }

    /** @param maxWait how long to wait for a later outcome */
    CaseRunner(Pipeline pipeline, Duration maxWait) {
        this.pipeline = pipeline;
        this.maxWait = maxWait;
    }

    /** Runs a case. If a stage throws while it is opened, or the case cannot run for another reason, the result contains the failure. */
    public CaseResult run(Case one) {
        long start = System.nanoTime();
        try {
            PipelineResult run = result(one);
            Optional<String> failure = one.expected().isNone()
                    ? Optional.of("it expects nothing; --update writes what came")
                    : Optional.empty();
            List<ComparisonRow> rows = one.expected().rows(run);
            return new CaseResult(one, Optional.of(run), rows, failure, since(start));
        } catch (RuntimeException | LinkageError e) {
            return new CaseResult(
                    one, Optional.empty(), List.of(), Optional.of("it cannot be run: " + e), since(start));
        }
    }

    private PipelineResult result(Case one) {
        try (TestContext context = new TestContext()
                        .setTime(one.clock())
                        .withRecords(new MapRecords().putAll(one.records()))
                        .withMaxWait(maxWait);
                PipelineTestDriver driver = PipelineTestDriver.open(pipeline, context)) {
            return driver.run(one.event());
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
