package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Evaluates code for reports. */
final class CodeValue {
    private CodeValue() {}

    /** Returns the value as Boolean, Long, Double, String, Instant, Duration or {@link NullValue}; empty if there is an error. */
    static Optional<Object> of(Code code, Event event) {
        EvaluationStatus status = new EvaluationStatus();
        status.beginSteps();
        if (code instanceof Code.OfBool bool) {
            return switch (bool.code().test(event, status)) {
                case Code.BoolCode.TRUE -> Optional.of(true);
                case Code.BoolCode.FALSE -> Optional.of(false);
                case Code.BoolCode.NULL -> Optional.of(NullValue.NULL);
                default -> Optional.empty();
            };
        }
        Object value;
        if (code instanceof Code.OfInt whole) {
            value = whole.code().value(event, status);
        } else if (code instanceof Code.OfDouble number) {
            value = number.code().value(event, status);
        } else if (code instanceof Code.OfText text) {
            value = text.code().value(event, status);
        } else if (code instanceof Code.OfTimestamp time) {
            long seconds = time.code().seconds(event, status);
            value = Instant.ofEpochSecond(seconds, status.nanos());
        } else {
            long seconds = code.asTime().seconds(event, status);
            value = Duration.ofSeconds(seconds, status.nanos());
        }
        return switch (status.takeState()) {
            case EvaluationStatus.CLEAR -> Optional.of(value);
            case EvaluationStatus.NULL -> Optional.of(NullValue.NULL);
            default -> Optional.empty();
        };
    }
}
