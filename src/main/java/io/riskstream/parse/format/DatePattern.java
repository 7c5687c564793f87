package io.riskstream.parse.format;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** One compiled pattern of dates or date-times. It is strict: 30 February is no date. Names of months may have any case. Thread-safe. */
final class DatePattern {
    /** The parts are different numbers, so that two patterns that read each other's texts differently are found. */
    private static final LocalDateTime SAMPLE = LocalDateTime.of(2003, 2, 1, 16, 5, 6);

    private static final int MAX_YEAR = 9999;
    private static final int CENTURY = 100;

    private final String pattern;
    private final PatternLetters letters;
    private final Optional<ZoneName> zone;
    private final boolean time;
    private final DateTimeFormatter formatter;
    private final Optional<NumericDate> numeric;

    /**
     * Compiles a pattern.
     *
     * @param time true for date-times
     * @param zone the zone of date-times whose pattern has no offset
     * @param pivotYear the first of the 100 years that two digits stand for
     * @param language the language of the names of months
     * @throws ConfigurationException if the pattern has a letter that is refused, or is not that of a complete date or date-time
     */
    DatePattern(String pattern, boolean time, Optional<ZoneName> zone, OptionalInt pivotYear, Locale language) {
        this.pattern = pattern;
        this.letters = new PatternLetters(pattern);
        this.zone = zone;
        this.time = time;
        letters.check(time, pivotYear.isPresent());
        try {
            this.formatter = formatter(letters.shortYear(), pivotYear, language);
            this.numeric = time ? Optional.empty() : NumericDate.of(pattern, pivotYear);
            checkComplete(pivotYear);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw problem(
                    time
                            ? "is not a pattern of a complete date and time, such as M/d/yyyy H:mm"
                            : "is not a pattern of a complete date, such as M/d/yyyy");
        }
        if (time && !letters.hasZone() && zone.isEmpty()) {
            throw problem("has no offset, and the option zone is missing, such as zone: America/New_York or zone: UTC");
        }
        if (time && letters.hasQuotedZ() && zone.isPresent() && !zone.get().isUtc()) {
            throw problem("has a quoted 'Z', which means UTC to the sender and nothing to the pattern, and zone is "
                    + zone.get().name() + "; write X without quotes instead, and remove zone");
        }
    }

    /** A strict formatter with {@code yyyy} requires an era, so the era has a default. */
    private DateTimeFormatter formatter(OptionalInt shortYear, OptionalInt pivotYear, Locale language) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        if (shortYear.isPresent()) {
            int start = shortYear.getAsInt();
            append(pattern.substring(0, start), builder);
            builder.appendValueReduced(ChronoField.YEAR, 2, 2, pivotYear.orElseThrow());
            append(pattern.substring(start + 2), builder);
        } else {
            builder.appendPattern(pattern).parseDefaulting(ChronoField.ERA, 1);
        }
        return builder.toFormatter(language).withResolverStyle(ResolverStyle.STRICT);
    }

    private static void append(String part, DateTimeFormatterBuilder builder) {
        if (!part.isEmpty()) {
            builder.appendPattern(part);
        }
    }

    private void checkComplete(OptionalInt pivotYear) {
        LocalDateTime sample = sampleTime(pivotYear);
        Optional<String> read = read(sampleText(sample));
        if (read.isEmpty() || !read.get().startsWith(sample.toLocalDate().toString())) {
            throw new DateTimeException("reads another date than it writes");
        }
    }

    /** Returns the sample in the century of the pivot year. */
    private static LocalDateTime sampleTime(OptionalInt pivotYear) {
        int first = pivotYear.orElse(0);
        int year = first + Math.floorMod(SAMPLE.getYear() - first, CENTURY);
        return pivotYear.isPresent() ? SAMPLE.withYear(year) : SAMPLE;
    }

    private String sampleText(LocalDateTime sample) {
        return formatter.format(time ? sample.atZone(ZoneOffset.UTC) : sample.toLocalDate());
    }

    /** Returns a text of the pattern. */
    String sample(OptionalInt pivotYear) {
        return sampleText(sampleTime(pivotYear));
    }

    /** True if the other pattern reads a text of this one, as another date. */
    boolean isReadDifferentlyBy(DatePattern other, OptionalInt pivotYear) {
        String text = sample(pivotYear);
        Optional<String> own = read(text);
        Optional<String> others = other.read(text);
        return own.isPresent() && others.isPresent() && !own.equals(others);
    }

    /** Returns a text as ISO 8601 and RFC 3339 write it; empty if it does not match the pattern. */
    Optional<String> read(String text) {
        String common = numeric.isPresent() ? numeric.get().read(text) : null;
        return common == null ? readWithFormatter(text) : Optional.of(common);
    }

    /** Reads any text of the pattern; visible for the test that compares it with the reader of the common ones. */
    Optional<String> readWithFormatter(String text) {
        ParsePosition position = new ParsePosition(0);
        // a text that does not match is no exception here, which would be expensive for a column with several patterns
        if (formatter.parseUnresolved(text, position) == null || position.getIndex() < text.length()) {
            return Optional.empty();
        }
        try {
            TemporalAccessor parsed = formatter.parse(text);
            if (!time) {
                LocalDate date = LocalDate.from(parsed);
                return date.getYear() <= MAX_YEAR ? Optional.of(date.toString()) : Optional.empty();
            }
            LocalDateTime local = LocalDateTime.from(parsed);
            if (!letters.hasZone()) {
                return zone.isPresent() ? zone.get().rfc3339(local) : ZoneName.rfc3339(local.atOffset(ZoneOffset.UTC));
            }
            ZonedDateTime zoned = ZonedDateTime.from(parsed);
            // a local time that the zone skipped would be another one
            return zoned.toLocalDateTime().equals(local)
                    ? ZoneName.rfc3339(zoned.toOffsetDateTime())
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    boolean hasZone() {
        return letters.hasZone();
    }

    boolean hasShortYear() {
        return letters.shortYear().isPresent();
    }

    Optional<String> withDayAndMonthExchanged() {
        return letters.withDayAndMonthExchanged();
    }

    private ConfigurationException problem(String message) {
        return new ConfigurationException(
                ConfigurationProblem.ofOption("", "", pattern, "pattern '" + pattern + "' " + message));
    }

    /** Returns the pattern as the Flux file gives it. */
    @Override
    public String toString() {
        return pattern;
    }
}
