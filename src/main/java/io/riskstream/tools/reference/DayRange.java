package io.riskstream.tools.reference;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/** Two columns with the first and the last day of a range, both inclusive. A row yields one record per day. */
record DayRange(String from, String to) {
    /** The name of the day in a key template. */
    static final String DAY = "day";

    /** Limits the effect of a mistyped year. The longest disaster declared so far took 14 years. */
    private static final int MAX_DAYS = 10_000;

    /** Returns the days of a row. A range without an end is one day. */
    List<LocalDate> of(Function<String, String> cells) {
        LocalDate first = date(from, cells.apply(from));
        LocalDate last = RecordField.isMissing(cells.apply(to)) ? first : date(to, cells.apply(to));
        if (last.isBefore(first)) {
            throw new InvalidCellException(to, last + " is before " + first + " in column '" + from + "'");
        }
        if (ChronoUnit.DAYS.between(first, last) >= MAX_DAYS) {
            throw new InvalidCellException(
                    to, "more than " + MAX_DAYS + " days after " + first + " in column '" + from + "'");
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
