package io.riskstream.tools.reference;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/** Two columns that span a range of days, both included; a row stands for each of them. */
record DayRange(String from, String to) {
    /** What a key calls the day. */
    static final String HOLE = "day";

    /** A slip in a year would otherwise fill the store: the longest disaster declared so far took 14 years. */
    private static final int MOST_DAYS = 10_000;

    /** The days of a row. A range without an end is one day. */
    List<LocalDate> of(Function<String, String> cells) {
        LocalDate first = date(from, cells.apply(from));
        LocalDate last = RecordField.isMissing(cells.apply(to)) ? first : date(to, cells.apply(to));
        if (last.isBefore(first)) {
            throw new InvalidCellException(to, last + " is before " + first + " in column '" + from + "'");
        }
        if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
            throw new InvalidCellException(
                    to, "more than " + MOST_DAYS + " days after " + first + " in column '" + from + "'");
        }
        return first.datesUntil(last.plusDays(1)).toList();
    }

    private static LocalDate date(String column, String cell) {
        try {
            return LocalDate.parse(cell.strip());
        } catch (DateTimeException e) {
            throw new InvalidCellException(column, "expected a date such as 2004-09-16, not '" + cell + "'");
        }
    }
}
