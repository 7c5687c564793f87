package io.riskstream.parse.avro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the texts that {@link TemporalText} writes, to encode events of tests. */
final class TemporalParser {
    private static final Pattern DURATION =
            Pattern.compile("P(?:(\\d{1,10})M)?(?:(\\d{1,10})D)?(?:T(\\d{1,7})(?:\\.(\\d{3}))?S)?");
    private static final int NANOS = 1_000_000_000;

    private TemporalParser() {}

    /** Returns the number that a temporal type has for a text; empty if the text is invalid, or more precise than the type. */
    static OptionalLong value(LogicalType type, String text) {
        try {
            if (type == LogicalType.DATE) {
                return OptionalLong.of(LocalDate.parse(text).toEpochDay());
            } else if (type == LogicalType.TIME_MILLIS || type == LogicalType.TIME_MICROS) {
                LocalTime time = LocalTime.parse(text);
                return value(time.toSecondOfDay(), time.get(ChronoField.NANO_OF_SECOND), type.unitsPerSecond());
            }
            Instant moment = type.isMoment()
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            return value(moment.getEpochSecond(), moment.getNano(), type.unitsPerSecond());
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong value(long seconds, int nanos, long perSecond) {
        long nanosPerUnit = NANOS / perSecond;
        return nanos % nanosPerUnit != 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.addExact(Math.multiplyExact(seconds, perSecond), nanos / nanosPerUnit));
    }

    /** Returns the bytes of a UUID or a duration; empty if the text is invalid. */
    static Optional<byte[]> fixed(LogicalType type, String text) {
        if (type == LogicalType.UUID) {
            try {
                UUID uuid = UUID.fromString(text);
                return Optional.of(ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array());
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long millis = 1000 * number(parts.group(3)) + number(parts.group(4));
        return Optional.of(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) number(parts.group(1)))
                .putInt((int) number(parts.group(2)))
                .putInt((int) millis)
                .array());
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
