package io.riskstream.parse.avro;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The meaning that a schema gives to a type, such as a date to an {@code int}. An unknown or invalid one is ignored, as the specification requires. */
enum LogicalType {
    /** No meaning of its own. */
    NONE,
    DECIMAL,
    /** A decimal whose value contains its scale. */
    BIG_DECIMAL,
    UUID,
    DATE,
    TIME_MILLIS,
    TIME_MICROS,
    TIMESTAMP_MILLIS,
    TIMESTAMP_MICROS,
    TIMESTAMP_NANOS,
    LOCAL_TIMESTAMP_MILLIS,
    LOCAL_TIMESTAMP_MICROS,
    LOCAL_TIMESTAMP_NANOS,
    DURATION;

    private String keyword() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the logical type with this name in a schema. */
    static Optional<LogicalType> named(String keyword) {
        return Arrays.stream(values())
                .filter(type -> type != NONE && type.keyword().equals(keyword))
                .findFirst();
    }

    /** True if the specification allows this meaning for a primitive type. */
    boolean suits(AvroType.Kind kind) {
        return switch (this) {
            case NONE -> true;
            case DECIMAL, BIG_DECIMAL -> kind == AvroType.Kind.BYTES;
            case UUID -> kind == AvroType.Kind.STRING;
            case DATE, TIME_MILLIS -> kind == AvroType.Kind.INT;
            case TIME_MICROS,
                    TIMESTAMP_MILLIS,
                    TIMESTAMP_MICROS,
                    TIMESTAMP_NANOS,
                    LOCAL_TIMESTAMP_MILLIS,
                    LOCAL_TIMESTAMP_MICROS,
                    LOCAL_TIMESTAMP_NANOS -> kind == AvroType.Kind.LONG;
            case DURATION -> false;
        };
    }

    /** True if the specification allows this meaning for a fixed type of this size. */
    boolean suitsFixed(int size) {
        return this == NONE || this == DECIMAL || this == UUID && size == 16 || this == DURATION && size == 12;
    }

    /** True if the values are dates, times or durations, which are texts in JSON. */
    boolean isTemporal() {
        return this != NONE && this != DECIMAL && this != BIG_DECIMAL && this != UUID;
    }

    /** Returns how many units of a time or timestamp are a second; 0 for other types. */
    long unitsPerSecond() {
        return switch (this) {
            case TIME_MILLIS, TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MILLIS -> 1_000;
            case TIME_MICROS, TIMESTAMP_MICROS, LOCAL_TIMESTAMP_MICROS -> 1_000_000;
            case TIMESTAMP_NANOS, LOCAL_TIMESTAMP_NANOS -> 1_000_000_000;
            default -> 0;
        };
    }

    /** True if the values are moments in UTC. */
    boolean isMoment() {
        return this == TIMESTAMP_MILLIS || this == TIMESTAMP_MICROS || this == TIMESTAMP_NANOS;
    }
}
