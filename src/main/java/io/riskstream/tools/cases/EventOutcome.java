package io.riskstream.tools.cases;

import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.tools.offline.OfflineRun;
import io.riskstream.tools.offline.StageStep;
import java.util.stream.Collectors;

/** How an event may end. */
enum EventOutcome {
    SCORED {
        @Override
        String told(OfflineRun run) {
            return "scored";
        }
    },
    REJECTED {
        @Override
        String told(OfflineRun run) {
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
        String told(OfflineRun run) {
            return "dropped: " + run.dropReason().orElseThrow();
        }
    },
    PASSED {
        @Override
        String told(OfflineRun run) {
            return run.steps().isEmpty() ? "it came to no stage" : "passed without a score";
        }
    },
    /** It comes to none. */
    STUCK {
        @Override
        String told(OfflineRun run) {
            StageStep step = run.stuck().orElseThrow();
            return "tried on and on by " + step.name() + ": " + ((Outcome.Retry) step.outcome()).cause();
        }
    };

    static EventOutcome of(OfflineRun run) {
        if (run.stuck().isPresent()) {
            return STUCK;
        } else if (!run.rejections().isEmpty()) {
            return REJECTED;
        } else if (run.dropReason().isPresent()) {
            return DROPPED;
        }
        return run.verdict().isPresent() ? SCORED : PASSED;
    }

    /** In words, with the reasons. */
    abstract String told(OfflineRun run);
}
