package io.riskstream.tools.cases;

import io.riskstream.tools.offline.OfflinePipeline;
import io.riskstream.tools.offline.OfflineRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs cases through a pipeline, each alone: its own clock, its own records, stages that no other case has come to. */
public final class CaseRunner {
    private final OfflinePipeline pipeline;

    public CaseRunner(OfflinePipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Runs a case. What a stage throws while it is opened, and whatever else keeps it from being run, is the result's failure. */
    public CaseResult run(Case one) {
        long start = System.nanoTime();
        try {
            OfflineRun run = pipeline.run(one.event(), one.clock(), one.records());
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

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
