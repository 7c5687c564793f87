package io.riskstream.parse.format;

import java.io.Serializable;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** The time zone of date-times that are written without an offset. */
record ZoneName(String name) implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int MAX_YEAR = 9999;

    /** True for UTC, by any of its names. */
    boolean isUtc() {
        return ZoneId.of(name).normalized().equals(ZoneOffset.UTC);
    }

    /**
     * Returns a local time as RFC 3339 writes it, with its offset. If the clock was set back, so that the time occurred twice, it is the first one.
     *
     * @return empty for a time that the zone skipped when the clock was set forward
     */
    Optional<String> rfc3339(LocalDateTime time) {
        List<ZoneOffset> offsets = ZoneId.of(name).getRules().getValidOffsets(time);
        return offsets.isEmpty() ? Optional.empty() : rfc3339(time.atOffset(offsets.get(0)));
    }

    /** Returns a time with an offset as RFC 3339 writes it; empty if that has no notation for its year or its offset. */
    static Optional<String> rfc3339(OffsetDateTime time) {
        boolean writable = time.getYear() >= 0
                && time.getYear() <= MAX_YEAR
                && time.getOffset().getTotalSeconds() % 60 == 0;
        return writable ? Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)) : Optional.empty();
    }
}
