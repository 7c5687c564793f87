package io.riskstream.stage;

import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What a stage makes of an event. */
public sealed interface Outcome {
    /** Go on, with these additions. */
    record Pass(Patch patch) implements Outcome {
        private static final Pass UNCHANGED = new Pass(Patch.NONE);

        public Pass {
            Objects.requireNonNull(patch, "patch");
        }
    }

    /** Turn the event away; it becomes a dead letter. */
    record Reject(List<Rejection> rejections) implements Outcome {
        public Reject {
            rejections = List.copyOf(rejections);
            if (rejections.isEmpty()) {
                throw new IllegalArgumentException("a rejection needs a reason");
            }
        }
    }

    /** Leave the event out on purpose: it is neither scored nor wrong. */
    record Drop(String reason) implements Outcome {
        public Drop {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Apply this stage to this event again, after a back-off.
     *
     * @param cause a sentence for people, without values of the event
     * @param bounded whether the bolt gives up after its number of attempts, and rejects the event with {@link RejectionCode#RETRY_EXHAUSTED}
     */
    record Retry(String cause, boolean bounded) implements Outcome {
        public Retry {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * The outcome is not known yet.
     *
     * @param outcome completed on any thread; one that fails is a bug of the stage, as if it had thrown
     * @param deadline how long to wait; a completion after it is discarded
     * @param late asked on the bolt's thread, once the deadline has passed, for the outcome instead; it may be {@code Later} again, where
     *     something is still waited for that has more time
     */
    record Later(Promise outcome, Duration deadline, Supplier<Outcome> late) implements Outcome {
        private static final Duration LONGEST = Duration.ofDays(1);

        public Later {
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(late, "late");
            if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a deadline must be positive, and at most a day, not " + deadline);
            }
        }
    }

    static Outcome pass() {
        return Pass.UNCHANGED;
    }

    static Outcome pass(Patch patch) {
        return new Pass(patch);
    }

    static Outcome reject(Rejection rejection) {
        return new Reject(List.of(rejection));
    }

    static Outcome reject(List<Rejection> rejections) {
        return new Reject(rejections);
    }

    static Outcome drop(String reason) {
        return new Drop(reason);
    }

    /** Try again, up to the bolt's number of attempts. */
    static Outcome retry(String cause) {
        return new Retry(cause, true);
    }

    /** Try again until it works: for a sink that is down, where giving up would lose the event. */
    static Outcome retryUntilItWorks(String cause) {
        return new Retry(cause, false);
    }

    /** See {@link Later}. */
    static Outcome later(Promise outcome, Duration deadline, Supplier<Outcome> late) {
        return new Later(outcome, deadline, late);
    }

    /** See {@link Later}; one that completes exceptionally fails. */
    static Outcome later(CompletionStage<Outcome> outcome, Duration deadline, Supplier<Outcome> late) {
        return new Later(Promise.of(outcome), deadline, late);
    }
}
