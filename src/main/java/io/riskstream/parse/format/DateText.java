package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Options;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Dates or date-times in one or more patterns. The event has them as RFC 3339 writes them. */
public final class DateText implements ValueFormat {
    private static final long serialVersionUID = 1;
    private static final int FIRST_YEAR = 1;
    private static final int LAST_PIVOT = 9900;

    private final List<String> patterns;
    private final boolean time;
    private final String zone;
    private final int pivotYear;
    private final String language;
    private transient List<DatePattern> compiled;

    /**
     * Creates a format.
     *
     * @param zone the time zone of patterns without an offset; empty for dates
     * @throws ConfigurationException if a pattern is refused, or two patterns read the same text as different dates
     */
    DateText(List<String> patterns, boolean time, Optional<ZoneName> zone, OptionalInt pivotYear, String language) {
        this.patterns = List.copyOf(patterns);
        this.time = time;
        this.zone = zone.map(ZoneName::name).orElse("");
        this.pivotYear = pivotYear.orElse(0);
        this.language = language;
        compile();
        checkUse();
        checkAmbiguity();
    }

    /** Returns the year of an option {@code pivotYear}; empty if it is not given. */
    public static OptionalInt pivotYear(Options options) {
        return options.has("pivotYear")
                ? OptionalInt.of(options.integer("pivotYear", FIRST_YEAR, LAST_PIVOT))
                : OptionalInt.empty();
    }

    private void compile() {
        Optional<ZoneName> zoneName = zone.isEmpty() ? Optional.empty() : Optional.of(new ZoneName(zone));
        compiled = patterns.stream()
                .map(pattern -> new DatePattern(pattern, time, zoneName, pivot(), Locale.forLanguageTag(language)))
                .toList();
    }

    private void checkUse() {
        if (pivotYear > 0 && compiled.stream().noneMatch(DatePattern::hasShortYear)) {
            throw problem("pivotYear has no effect: no pattern has a year of two digits, yy");
        }
        if (!zone.isEmpty() && compiled.stream().allMatch(DatePattern::hasZone)) {
            throw problem("zone has no effect: every pattern has an offset");
        }
    }

    private void checkAmbiguity() {
        for (DatePattern one : compiled) {
            for (DatePattern other : compiled) {
                if (one.isReadDifferentlyBy(other, pivot())) {
                    throw problem("patterns '" + one + "' and '" + other
                            + "' read the same text as different dates; keep the one that the sender uses");
                }
            }
        }
    }

    private ConfigurationException problem(String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption("", "", patterns.get(0), message));
    }

    private OptionalInt pivot() {
        return pivotYear > 0 ? OptionalInt.of(pivotYear) : OptionalInt.empty();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        compile();
    }

    @Override
    public boolean convert(FieldValues values, int slot, FieldType type) {
        if (values.kind(slot) != ValueKind.STRING) {
            return false;
        }
        String text = values.string(slot);
        for (DatePattern pattern : compiled) {
            Optional<String> date = pattern.read(text);
            if (date.isPresent()) {
                values.setString(slot, date.get());
                return true;
            }
        }
        return false;
    }

    @Override
    public List<String> samples() {
        return compiled.stream().map(pattern -> pattern.sample(pivot())).toList();
    }

    /** True if a pattern has a year of two digits. */
    public boolean hasShortYear() {
        return compiled.stream().anyMatch(DatePattern::hasShortYear);
    }

    /** Returns the patterns. */
    public List<String> patterns() {
        return patterns;
    }

    /** Returns a format for each pattern, in order, to find out which one a text has. */
    public List<DateText> split() {
        return patterns.stream().map(this::with).toList();
    }

    /** Returns formats with day and month exchanged, for each pattern that writes both as numbers. */
    public List<DateText> withDayAndMonthExchanged() {
        List<DateText> exchanged = new ArrayList<>();
        for (DatePattern pattern : compiled) {
            pattern.withDayAndMonthExchanged().map(this::with).ifPresent(exchanged::add);
        }
        return exchanged;
    }

    private DateText with(String pattern) {
        PatternLetters letters = new PatternLetters(pattern);
        Optional<ZoneName> zoneName =
                zone.isEmpty() || letters.hasZone() ? Optional.empty() : Optional.of(new ZoneName(zone));
        OptionalInt pivot = letters.shortYear().isPresent() ? pivot() : OptionalInt.empty();
        return new DateText(List.of(pattern), time, zoneName, pivot, language);
    }

    @Override
    public String expected() {
        return (time ? "a date and time " : "a date ") + String.join(" or ", patterns);
    }

    @Override
    public boolean isDate() {
        return true;
    }

    @Override
    public List<FieldType> types() {
        return List.of(FieldType.STRING);
    }
}
