package io.riskstream.parse.format;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The letters of a date pattern. Refuses letters that {@code java.time} accepts and reads differently from what their author most likely means, such as {@code DD} for
 * the day of the year.
 */
final class PatternLetters {
    /** A group of equal letters. */
    private record Run(char letter, int start, int length) {}

    private static final String MONTHS = "ML";
    private static final String HOURS = "Hh";
    private static final String OFFSETS = "XxZOV";
    private static final String TIMES = "Hhkmsa" + "SK" + OFFSETS;
    private static final String SUPPORTED = "yuMLdDE" + "Hhmsa" + "S" + OFFSETS;
    private static final int FULL_YEAR = 4;
    private static final int MAX_MONTH = 4;
    private static final int ORDINAL_DAY = 3;

    private final String pattern;
    private final List<Run> runs;

    PatternLetters(String pattern) {
        this.pattern = pattern;
        this.runs = runs(pattern);
    }

    private static List<Run> runs(String pattern) {
        List<Run> runs = new ArrayList<>();
        boolean quoted = false;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int end = i + 1;
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
                while (end < pattern.length() && pattern.charAt(end) == c) {
                    end++;
                }
                runs.add(new Run(c, i, end - i));
            }
            i = end;
        }
        return runs;
    }

    /** Returns the index of the two letters of a year without a century; empty if the pattern has none. */
    OptionalInt shortYear() {
        return runs.stream()
                .filter(run -> isYear(run) && run.length() == 2)
                .mapToInt(Run::start)
                .findFirst();
    }

    /** True if the pattern contains the offset or the name of a zone. */
    boolean hasZone() {
        return runs.stream().anyMatch(run -> OFFSETS.indexOf(run.letter()) >= 0);
    }

    /** True if the pattern ends with the letter Z in quotes, as in {@code HH:mm:ss'Z'}. */
    boolean hasQuotedZ() {
        return pattern.endsWith("'Z'");
    }

    /** Returns the pattern with day and month exchanged; empty if it does not write both as numbers. */
    Optional<String> withDayAndMonthExchanged() {
        StringBuilder exchanged = new StringBuilder(pattern);
        int changes = 0;
        for (Run run : runs) {
            boolean number = run.length() <= 2;
            if (number && (run.letter() == 'd' || run.letter() == 'M')) {
                changes += run.letter() == 'd' ? 1 : 2;
                String other = run.letter() == 'd' ? "M" : "d";
                exchanged.replace(run.start(), run.start() + run.length(), other.repeat(run.length()));
            }
        }
        return changes == 3 ? Optional.of(exchanged.toString()) : Optional.empty();
    }

    /**
     * Checks every letter.
     *
     * @param time true if the values have a time of day
     * @param pivot true if a pivot year is given
     * @throws ConfigurationException for the first letter that is refused; the hint is the most likely intended one
     */
    void check(boolean time, boolean pivot) {
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (isYear(run)) {
                checkYear(run, pivot);
            } else if (run.letter() == 'd' || run.letter() == 'D' || MONTHS.indexOf(run.letter()) >= 0) {
                checkDayOrMonth(i, time);
            } else if (!time && TIMES.indexOf(run.letter()) >= 0 && run.letter() != 'm') {
                throw problem(
                        run, "is part of a time of day", "give the format of this field as {type: DATE_TIME, ...}");
            } else {
                checkTime(i);
            }
            checkRepeated(i);
        }
    }

    private static boolean isYear(Run run) {
        return run.letter() == 'y' || run.letter() == 'u';
    }

    private void checkYear(Run run, boolean pivot) {
        if (run.length() == 2 && !pivot) {
            throw problem(
                    run,
                    "is a year without its century, and the option pivotYear is missing",
                    "set pivotYear to the first of the 100 years that two digits stand for: with pivotYear: 1930, 30 is 1930 and 29 is 2029");
        }
        if (run.length() != 2 && run.length() != FULL_YEAR) {
            throw problem(
                    run,
                    "is a year of any number of digits, so that 90 is the year 90",
                    "write yyyy, or yy with pivotYear");
        }
    }

    private void checkDayOrMonth(int index, boolean time) {
        Run run = runs.get(index);
        boolean month = MONTHS.indexOf(run.letter()) >= 0;
        if (run.letter() == 'D' && (run.length() != ORDINAL_DAY || hasMonthOrDay())) {
            throw problem(run, "is the day of the year", 'd', run.length());
        }
        if (month && time && index > 0 && HOURS.indexOf(runs.get(index - 1).letter()) >= 0) {
            throw problem(run, "is the month", 'm', run.length());
        }
        if (month && run.length() > MAX_MONTH || run.letter() == 'd' && run.length() > 2) {
            throw problem(run, "has too many letters", run.letter(), 2);
        }
    }

    private boolean hasMonthOrDay() {
        return runs.stream().anyMatch(run -> run.letter() == 'd' || MONTHS.indexOf(run.letter()) >= 0);
    }

    private void checkTime(int index) {
        Run run = runs.get(index);
        switch (run.letter()) {
            case 'Y' ->
                throw problem(
                        run, "is the year of a week, which differs from the year around 1 January", 'y', run.length());
            case 'm' -> {
                if (index == 0
                        || runs.subList(0, index).stream().noneMatch(before -> HOURS.indexOf(before.letter()) >= 0)) {
                    throw problem(run, "is the minute", 'M', run.length());
                }
            }
            case 'S' -> {
                if (index == 0 || runs.get(index - 1).letter() != 's') {
                    throw problem(run, "is a fraction of a second", 's', run.length());
                }
            }
            case 'h' -> {
                if (!has('a')) {
                    throw problem(
                            run, "is the hour from 1 to 12, and the pattern has no a for AM or PM", 'H', run.length());
                }
            }
            case 'H' -> {
                if (has('a')) {
                    throw problem(
                            run, "is the hour from 0 to 23, and the pattern has an a for AM or PM", 'h', run.length());
                }
            }
            case 'k', 'K' ->
                throw problem(run, "is an hour that begins with 1 or ends with 11", has('a') ? 'h' : 'H', run.length());
            case 'z', 'v' ->
                throw problem(
                        run,
                        "is the short name of a zone, such as CST, which stands for several zones",
                        "write the name in single quotes, such as 'CST', and set zone");
            default -> {
                if (SUPPORTED.indexOf(run.letter()) < 0) {
                    throw problem(
                            run,
                            "is not supported",
                            "known letters are y, M, d, E, H, h, m, s, S, a, X, x, Z, O and V; put a text in single quotes");
                }
            }
        }
    }

    private boolean has(char letter) {
        return runs.stream().anyMatch(run -> run.letter() == letter);
    }

    private void checkRepeated(int index) {
        Run run = runs.get(index);
        if (runs.subList(0, index).stream().anyMatch(before -> before.letter() == run.letter())) {
            throw problem(run, "occurs twice", "a pattern has each part once; give several patterns as a list");
        }
    }

    private ConfigurationException problem(Run run, String meaning, char likely, int length) {
        StringBuilder corrected = new StringBuilder(pattern);
        for (int i = runs.size() - 1; i >= 0; i--) { // from the end, so that the starts of the others stay right
            Run each = runs.get(i);
            if (each.start() == run.start()) {
                corrected.replace(
                        run.start(),
                        run.start() + run.length(),
                        String.valueOf(likely).repeat(length));
            } else if (each.letter() == 'Y') { // a pattern with DD usually has YYYY, too
                corrected.replace(each.start(), each.start() + each.length(), "y".repeat(each.length()));
            }
        }
        return problem(run, meaning, "did you mean '" + corrected + "'?");
    }

    private ConfigurationException problem(Run run, String meaning, String hint) {
        String letters = String.valueOf(run.letter()).repeat(run.length());
        return new ConfigurationException(ConfigurationProblem.ofOption(
                        "", "", pattern, "pattern '" + pattern + "': '" + letters + "' " + meaning)
                .withHint(hint));
    }
}
