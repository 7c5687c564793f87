package io.riskstream.stage;

import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The result of applying a stage to an event. Immutable, so a stage may return the same object for many events. */
public sealed interface Outcome {
    /** The event continues to the next stage with these additions. */
    record Pass(Patch patch) implements Outcome {
        private static final Pass UNCHANGED = new Pass(Patch.NONE);

        public Pass {
            Objects.requireNonNull(patch, "patch");
        }
    }

    /**
     * The event is rejected: it leaves the pipeline as a dead letter.
     *
     * @param rejections at least one reason
     */
    record Reject(List<Rejection> rejections) implements Outcome {
        public Reject {
            rejections = List.copyOf(rejections);
            if (rejections.isEmpty()) {
                throw new IllegalArgumentException("a rejection needs at least one reason");
            }
        }
    }

    /** The event is dropped on purpose: it is neither scored nor wrong, and leaves on the stream {@code dropped}. */
    record Drop(String reason) implements Outcome {
        public Drop {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The bolt applies this stage to this event again after a back-off. Meanwhile other events overtake it.
     *
     * @param cause a sentence for people, without values of the event
     * @param bounded true if the bolt stops after its configured number of attempts and rejects the event with {@link RejectionCode#RETRY_EXHAUSTED}
     */
    record Retry(String cause, boolean bounded) implements Outcome {
        public Retry {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * A pending outcome: the stage started some work, such as a request, and does not know the outcome yet. A stage that returns it must declare a deadline
     * with {@link StageSpec#completingWithin}: then the bolt limits the number of pending outcomes to its {@code capacity}.
     *
     * @param outcome completed on any thread; a failure is treated as a bug of the stage, as an exception from {@code apply} is
     * @param deadline the time to wait, above 0 and at most a day; a later completion is ignored
     * @param late called on the executor's thread if the deadline passes, for the outcome that then applies; it may return a {@code Later} again, if
     *     another part of the work has more time
     */
    record Later(Promise outcome, Duration deadline, Supplier<Outcome> late) implements Outcome {
        private static final Duration MAX_DEADLINE = Duration.ofDays(1);

        public Later {
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(late, "late");
            checked(deadline);
        }

        /** Returns a deadline that is above 0 and at most a day. */
        static Duration checked(Duration deadline) {
            if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(MAX_DEADLINE) > 0) {
                throw new IllegalArgumentException("a deadline must be above 0 and at most a day, not " + deadline);
            }
            return deadline;
        }
    }

    /** Returns the outcome of an event that continues unchanged. Allocates nothing. */
    static Outcome pass() {
        return Pass.UNCHANGED;
    }

    /** Returns the outcome of an event that continues with additions. */
    static Outcome pass(Patch patch) {
        return new Pass(patch);
    }

    /** Returns a rejection for one reason. */
    static Outcome reject(Rejection rejection) {
        return new Reject(List.of(rejection));
    }

    /** Returns a rejection for one or more reasons. */
    static Outcome reject(List<Rejection> rejections) {
        return new Reject(rejections);
    }

    /** Returns a drop. The reason is a short constant, without values of the event. */
    static Outcome drop(String reason) {
        return new Drop(reason);
    }

    /** Returns a retry that is bounded by the number of attempts of the bolt. */
    static Outcome retry(String cause) {
        return new Retry(cause, true);
    }

    /** Returns a retry without bound, for a sink that is down: to stop would lose the event. */
    static Outcome retryWithoutLimit(String cause) {
        return new Retry(cause, false);
    }

    /** Returns a pending outcome, see {@link Later}. */
    static Outcome later(Promise outcome, Duration deadline, Supplier<Outcome> late) {
        return new Later(outcome, deadline, late);
    }

    /** Returns a pending outcome, see {@link Later}. A stage that completes exceptionally is treated as a bug. */
    static Outcome later(CompletionStage<Outcome> outcome, Duration deadline, Supplier<Outcome> late) {
        return new Later(Promise.of(outcome), deadline, late);
    }
}
