package io.riskstream.history;

import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time before an event, as a Flux file writes it: {@code 24h}, {@code 30d}. A day has 24 hours.
 *
 * @param text the length as written, which is part of the names of fields
 * @param millis the length in milliseconds
 */
record Window(String text, long millis) implements Serializable {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([mhd])");
    private static final long MAX_MILLIS = TimeUnit.DAYS.toMillis(36_600);

    /** Returns the window; empty if the text is not a whole number with the unit m, h or d, or longer than 36,600 days. */
    static Optional<Window> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(form.group(1));
        long millis =
                switch (form.group(2)) {
                    case "m" -> TimeUnit.MINUTES.toMillis(number);
                    case "h" -> TimeUnit.HOURS.toMillis(number);
                    default -> TimeUnit.DAYS.toMillis(number);
                };
        return millis > MAX_MILLIS ? Optional.empty() : Optional.of(new Window(text, millis));
    }
}
