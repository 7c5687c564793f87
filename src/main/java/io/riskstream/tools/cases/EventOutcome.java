package io.riskstream.tools.cases;

import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.StageResult;
import java.util.stream.Collectors;

/** How an event may end. */
enum EventOutcome {
    SCORED {
        @Override
        String told(PipelineResult run) {
            return "scored";
        }
    },
    REJECTED {
        @Override
        String told(PipelineResult run) {
            return run.rejections().stream()
                    .map(rejection ->
                            "rejected by " + rejection.stage() + ": " + shown(rejection) + ": " + rejection.message())
                    .collect(Collectors.joining("; "));
        }

        private String shown(Rejection rejection) {
            return rejection.path().isEmpty() ? rejection.code() : rejection.code() + " " + rejection.path();
        }
    },
    DROPPED {
        @Override
        String told(PipelineResult run) {
            return "dropped: " + run.dropReason().orElseThrow();
        }
    },
    PASSED {
        @Override
        String told(PipelineResult run) {
            return run.steps().isEmpty() ? "it came to no stage" : "passed without a score";
        }
    },
    /** It comes to none. */
    STUCK {
        @Override
        String told(PipelineResult run) {
            StageResult step = run.unfinished().orElseThrow();
            return "tried on and on by " + step.name() + ": " + ((Outcome.Retry) step.outcome()).cause();
        }
    };

    static EventOutcome of(PipelineResult run) {
        if (run.unfinished().isPresent()) {
            return STUCK;
        } else if (!run.rejections().isEmpty()) {
            return REJECTED;
        } else if (run.dropReason().isPresent()) {
            return DROPPED;
        }
        return run.verdict().isPresent() ? SCORED : PASSED;
    }

    /** In words, with the reasons. */
    abstract String told(PipelineResult run);
}
