package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.expression.ConditionResult;
import io.riskstream.tools.statistics.Label;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Determines the real outcome of events. One thread may use it. */
final class Labels {
    /**
     * How to determine outcomes.
     *
     * @param outcome the expression that is true for an event with the outcome; empty if outcomes are not known
     * @param mature the expression that is true for an event whose outcome is final, or the date before which it must have happened; empty if all are final
     */
    record Settings(Optional<String> outcome, Optional<String> mature) {}

    /** The outcome of one event. */
    enum Result {
        NEGATIVE,
        POSITIVE,
        /** The expression has no result for the event, since a member is absent. */
        UNKNOWN,
        /** The outcome is not final yet. */
        IMMATURE;

        Label label() {
            return switch (this) {
                case NEGATIVE -> Label.NEGATIVE;
                case POSITIVE -> Label.POSITIVE;
                case UNKNOWN, IMMATURE -> Label.UNKNOWN;
            };
        }
    }

    private final Optional<LabelExpression> outcome;
    private final Optional<LabelExpression> mature;
    private final Optional<Instant> before;

    Labels(Settings settings, EventType type) {
        this.outcome = settings.outcome().map(text -> new LabelExpression("--outcome", text, type));
        this.before = settings.mature().flatMap(Labels::date);
        this.mature = before.isPresent()
                ? Optional.empty()
                : settings.mature().map(text -> new LabelExpression("--mature", text, type));
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    boolean areKnown() {
        return outcome.isPresent();
    }

    Result of(Event event) {
        if (outcome.isEmpty()) {
            return Result.UNKNOWN;
        }
        boolean isFinal = before.map(date -> event.time().isBefore(date)).orElse(true)
                && mature.map(condition -> condition.test(event) == ConditionResult.TRUE)
                        .orElse(true);
        if (!isFinal) {
            return Result.IMMATURE;
        }
        return switch (outcome.get().test(event)) {
            case TRUE -> Result.POSITIVE;
            case FALSE -> Result.NEGATIVE;
            case ERROR -> Result.UNKNOWN;
        };
    }
}
