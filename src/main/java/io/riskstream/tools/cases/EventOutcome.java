package io.riskstream.tools.cases;

import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.StageResult;
import java.util.stream.Collectors;

/** The kinds of outcome of an event. */
enum EventOutcome {
    SCORED {
        @Override
        String describe(PipelineResult run) {
            return "scored";
        }
    },
    REJECTED {
        @Override
        String describe(PipelineResult run) {
            return run.rejections().stream()
                    .map(rejection ->
                            "rejected by " + rejection.stage() + ": " + code(rejection) + ": " + rejection.message())
                    .collect(Collectors.joining("; "));
        }

        private String code(Rejection rejection) {
            return rejection.path().isEmpty() ? rejection.code() : rejection.code() + " " + rejection.path();
        }
    },
    DROPPED {
        @Override
        String describe(PipelineResult run) {
            return "dropped: " + run.dropReason().orElseThrow();
        }
    },
    PASSED {
        @Override
        String describe(PipelineResult run) {
            return run.steps().isEmpty() ? "no stage received the event" : "passed without a score";
        }
    },
    /** A stage keeps retrying the event. */
    NEVER_COMPLETES {
        @Override
        String describe(PipelineResult run) {
            StageResult step = run.unfinished().orElseThrow();
            return "never completes: stage " + step.name() + " keeps retrying: "
                    + ((Outcome.Retry) step.outcome()).cause();
        }
    };

    static EventOutcome of(PipelineResult run) {
        if (run.unfinished().isPresent()) {
            return NEVER_COMPLETES;
        } else if (!run.rejections().isEmpty()) {
            return REJECTED;
        } else if (run.dropReason().isPresent()) {
            return DROPPED;
        }
        return run.verdict().isPresent() ? SCORED : PASSED;
    }

    /** Returns a description with the reasons. */
    abstract String describe(PipelineResult run);
}
