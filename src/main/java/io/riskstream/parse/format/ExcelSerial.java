package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The serial number of a date in a spreadsheet: the days since the end of 1899, with the time as a fraction. Serial number 60 is rejected, since it is 29
 * February 1900, which did not exist.
 *
 * @param zone the name of the zone of date-times; empty for dates, which have no fraction
 */
record ExcelSerial(String zone) implements ValueFormat {
    private static final long serialVersionUID = 1;
    private static final LocalDate EPOCH = LocalDate.of(1899, 12, 30);
    private static final int LEAP_DAY = 60;
    private static final int LAST = 2_958_465; // 9999-12-31
    private static final BigDecimal MILLIS_A_DAY = BigDecimal.valueOf(86_400_000);
    private static final int MAX_LENGTH = 30;

    @Override
    public boolean convert(FieldValues values, int slot, FieldType type) {
        Optional<BigDecimal> number =
                switch (values.kind(slot)) {
                    case LONG -> Optional.of(BigDecimal.valueOf(values.integer(slot)));
                    case DOUBLE -> finite(values.number(slot));
                    case STRING -> plain(values.string(slot).strip());
                    default -> Optional.empty();
                };
        Optional<String> date = number.flatMap(this::date);
        date.ifPresent(text -> values.setString(slot, text));
        return date.isPresent();
    }

    private static Optional<BigDecimal> finite(double number) {
        return Double.isFinite(number) ? Optional.of(BigDecimal.valueOf(number)) : Optional.empty();
    }

    private static Optional<BigDecimal> plain(String text) {
        int point = text.indexOf('.');
        boolean digits = !text.isEmpty() && text.length() <= MAX_LENGTH && point != 0 && point != text.length() - 1;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = i == point || text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private Optional<String> date(BigDecimal serial) {
        if (serial.compareTo(BigDecimal.ONE) < 0 || serial.compareTo(BigDecimal.valueOf(LAST + 1L)) >= 0) {
            return Optional.empty();
        }
        int day = serial.intValue();
        BigDecimal fraction = serial.subtract(BigDecimal.valueOf(day));
        if (day == LEAP_DAY || zone.isEmpty() && fraction.signum() != 0) {
            return Optional.empty();
        }
        LocalDate date = EPOCH.plusDays(day < LEAP_DAY ? day + 1L : day);
        if (zone.isEmpty()) {
            return Optional.of(date.toString());
        }
        long millis = fraction.multiply(MILLIS_A_DAY)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        LocalDateTime time = date.atStartOfDay().plusNanos(millis * 1_000_000);
        return new ZoneName(zone).rfc3339(time);
    }

    @Override
    public String expected() {
        return zone.isEmpty()
                ? "the serial number of a date, such as 42029"
                : "the serial number of a date and time, such as 42029.75";
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
