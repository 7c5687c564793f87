package io.riskstream.parse.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueFormatsTest {
    private static final String REJECTED = "rejected";

    private static Map<String, Object> options(Object... options) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put((String) options[i], options[i + 1]);
        }
        return map;
    }

    private static ValueFormat format(Object... options) {
        return ValueFormats.of("x", options(options));
    }

    private static ValueFormat date(String... patterns) {
        return format("type", "DATE", "patterns", List.of(patterns));
    }

    private static ValueFormat pivoted(int pivotYear, String pattern) {
        return format("type", "DATE", "patterns", List.of(pattern), "pivotYear", pivotYear);
    }

    private static String failure(Object... options) {
        return assertThrows(IllegalArgumentException.class, () -> format(options))
                .getMessage();
    }

    /** Returns the value that a text means; {@code rejected} if it is not written in the format. */
    private static Object read(ValueFormat format, String text, FieldType type) {
        FieldValues values = new FieldValues(1);
        values.setString(0, text);
        if (!format.convert(values, 0, type)) {
            assertEquals(text, values.object(0), "a rejected value must stay as it is");
            return REJECTED;
        }
        return values.object(0);
    }

    private static Object read(ValueFormat format, String text) {
        return read(format, text, FieldType.ANY);
    }

    // ---- several formats

    @Test
    void refusesFormatsThatReadTheSameTextAsDifferentValues() {
        Map<String, Object> comma = options("type", "NUMBER", "decimal", ",");
        Map<String, Object> digits = options("type", "DATE", "patterns", List.of("MMddyy"), "pivotYear", 1930);
        Map<String, Object> american = options("type", "DATE", "patterns", List.of("M/d/yyyy"));
        Map<String, Object> european = options("type", "DATE", "patterns", List.of("d/M/yyyy"));
        for (List<Object> formats : List.<List<Object>>of(
                List.of("NUMBER", comma),
                List.of(comma, "NUMBER"),
                List.of("EXCEL_DATE", digits),
                List.of(digits, "EXCEL_DATE"),
                List.of(american, european),
                List.of(american, List.of("EXCEL_DATE", european)))) {
            String message = assertThrows(IllegalArgumentException.class, () -> ValueFormats.of("x", formats))
                    .getMessage();
            assertTrue(message.contains("read the same text as different values"), message);
        }
        for (List<Object> formats : List.<List<Object>>of(
                List.of("EXCEL_DATE", american),
                List.of("PERCENT", "NUMBER"),
                List.of("EXCEL_DATE", options("type", "DATE", "patterns", List.of("yyyyMMdd"))),
                List.of(american, options("type", "DATE", "patterns", List.of("M/d/yy"), "pivotYear", 1930)))) {
            assertEquals(
                    2, ((FirstMatch) ValueFormats.of("x", formats)).formats().size());
        }
    }

    @Test
    void refusesAQuotedZInAnotherZoneThanUtc() {
        String pattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";
        String message = failure("type", "DATE_TIME", "patterns", List.of(pattern), "zone", "America/New_York");
        assertTrue(message.contains("write X without quotes instead, and remove zone"), message);
        for (String zone : List.of("UTC", "Etc/UTC", "Z")) {
            ValueFormat utc = format("type", "DATE_TIME", "patterns", List.of(pattern), "zone", zone);
            assertEquals("2005-08-28T18:10:00Z", read(utc, "2005-08-28T18:10:00Z"));
        }
        ValueFormat offset = format("type", "DATE_TIME", "patterns", List.of("yyyy-MM-dd'T'HH:mm:ssX"));
        assertEquals("2005-08-28T18:10:00Z", read(offset, "2005-08-28T18:10:00Z"));
    }

    // ---- numbers

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '$67,349'         | 67349.0
            '$ 1,234,567.89'  | 1234567.89
            '(1,200.50)'      | -1200.5
            '($5)'            | -5.0
            '-$5.00'          | -5.0
            '$-5'             | -5.0
            '5-'              | -5.0
            '\u22125'         | -5.0
            '+7'              | 7.0
            'US$12'           | 12.0
            'USD 12'          | 12.0
            '12 EUR'          | 12.0
            '\u20ac12'        | 12.0
            '  0012.50 '      | 12.5
            '.5'              | 0.5
            '5.'              | 5.0
            '1''234'          | 1234.0
            '1\u00a0234.5'    | 1234.5
            '1.5E+03'         | 1500.0
            '1,5'             | rejected
            '1,23,456'        | rejected
            '12,34'           | rejected
            '0,123'           | rejected
            '00,123'          | rejected
            '000,123'         | 123.0
            '10,123'          | 10123.0
            ',123'            | rejected
            '1,234 567'       | rejected
            '1234,567'        | rejected
            '1.234.567'       | rejected
            '$'               | rejected
            '-'               | rejected
            '--5'             | rejected
            '(5'              | rejected
            '$5 EUR'          | rejected
            '5%'              | rejected
            'five'            | rejected
            '5 items'         | rejected
            'NaN'             | rejected
            '1E999'           | rejected
            """)
    void readsNumbersAsPeopleWriteThem(String text, String expected) {
        assertEquals(expected, String.valueOf(read(format("type", "NUMBER"), text, FieldType.DOUBLE)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '1.234,56'       | 1234.56
            '1.234,56 \u20ac' | 1234.56
            '1.234'          | 1234.0
            '0,5'            | 0.5
            '1 234,5'        | 1234.5
            '1.5'            | rejected
            '1,234.56'       | rejected
            """)
    void readsNumbersWithADecimalComma(String text, String expected) {
        assertEquals(expected, String.valueOf(read(format("type", "NUMBER", "decimal", ","), text, FieldType.DOUBLE)));
    }

    @Test
    void aNumberHasTheTypeOfItsField() {
        ValueFormat number = format("type", "NUMBER");
        assertEquals(67349L, read(number, "$67,349.00", FieldType.LONG));
        assertEquals(0.5, read(number, "0.5", FieldType.LONG), "validation rejects it");
        assertEquals(7L, read(number, "007", FieldType.ANY));
        assertEquals(
                9007199254740993L, read(number, "9,007,199,254,740,993", FieldType.DOUBLE), "a double would round it");
        assertEquals(REJECTED, read(number, "99999999999999999999", FieldType.LONG));
        assertEquals(1e20, read(number, "100,000,000,000,000,000,000", FieldType.DOUBLE));
    }

    @Test
    void readsPercentages() {
        ValueFormat percent = format("type", "PERCENT");
        assertEquals(0.125, read(percent, "12.5%", FieldType.DOUBLE));
        assertEquals(-0.07, read(percent, "-7 %", FieldType.DOUBLE));
        assertEquals(1L, read(percent, "100%", FieldType.ANY));
        assertEquals(REJECTED, read(percent, "0.125", FieldType.DOUBLE), "it may be a fraction or a percentage");
        FieldValues number = new FieldValues(1);
        number.setNumber(0, 12.5);
        assertFalse(percent.convert(number, 0, FieldType.DOUBLE));
        assertTrue(format("type", "NUMBER").convert(number, 0, FieldType.DOUBLE));
        assertEquals(12.5, number.object(0));
    }

    // ---- words and digits

    @Test
    void readsWordsForTrueAndFalse() {
        ValueFormat words = format("type", "YES_NO");
        for (String yes : List.of("Yes", "y", "TRUE", "T", "1", " yes ")) {
            assertEquals(true, read(words, yes), yes);
        }
        for (String no : List.of("No", "N", "false", "f", "0")) {
            assertEquals(false, read(words, no), no);
        }
        for (String other : List.of("", "2", "maybe", "ja", "10")) {
            assertEquals(REJECTED, read(words, other), other);
        }
        ValueFormat german = format("type", "YES_NO", "yes", List.of("Ja"), "no", List.of("Nein"));
        assertEquals(true, read(german, "JA"));
        assertEquals(REJECTED, read(german, "yes"));
        FieldValues number = new FieldValues(1);
        number.setInteger(0, 1);
        assertTrue(words.convert(number, 0, FieldType.BOOLEAN));
        assertEquals(true, number.object(0));
    }

    @Test
    void addsLeadingZeros() {
        ValueFormat zip = format("type", "ZERO_PADDED", "length", 5);
        assertEquals("02134", read(zip, "2134"));
        assertEquals("02134", read(zip, "02134"));
        assertEquals(REJECTED, read(zip, "021345"));
        assertEquals(REJECTED, read(zip, "2134-1"));
        FieldValues number = new FieldValues(1);
        number.setInteger(0, 501);
        assertTrue(zip.convert(number, 0, FieldType.STRING));
        assertEquals("00501", number.object(0));
    }

    // ---- dates

    @ParameterizedTest
    @CsvSource({
        "M/d/yyyy, 1/5/2015, 2015-01-05",
        "M/d/yyyy, 01/05/2015, 2015-01-05",
        "M/d/yyyy, 2/29/2015, rejected",
        "M/d/yyyy, 1/5/15, rejected",
        "M/d/yyyy, '1/5/2015 ', rejected",
        "dd-MMM-yyyy, 16-MAR-1939, 1939-03-16",
        "dd-MMM-yyyy, 16-mar-1939, 1939-03-16",
        "'MMMM d, yyyy', 'march 16, 1939', 1939-03-16",
        "'EEE, MMM d yyyy', 'Mon, Nov 30 2026', 2026-11-30",
        "'EEE, MMM d yyyy', 'Tue, Nov 30 2026', rejected",
        "yyyyMMdd, 20150105, 2015-01-05",
        "yyyyDDD, 2015005, 2015-01-05",
        "uuuu-MM-dd, 2015-01-05, 2015-01-05"
    })
    void readsDatesOfOnePattern(String pattern, String text, String expected) {
        assertEquals(expected, read(date(pattern), text));
    }

    @ParameterizedTest
    @CsvSource({
        "1930, M/d/yy, 1/5/90, 1990-01-05",
        "1930, M/d/yy, 1/5/30, 1930-01-05",
        "1930, M/d/yy, 1/5/29, 2029-01-05",
        "1930, M/d/yy, 1/5/1990, rejected",
        "1950, dd-MMM-yy, 16-Mar-39, 2039-03-16",
        "1926, dd-MMM-yy, 16-Mar-39, 1939-03-16",
        "1926, yyMMdd, 390316, 1939-03-16",
        "1926, MMddyy, 031639, 1939-03-16",
        "1926, M/d/uu, 3/16/39, 1939-03-16"
    })
    void readsYearsOfTwoDigitsFromThePivotYear(int pivotYear, String pattern, String text, String expected) {
        assertEquals(expected, read(pivoted(pivotYear, pattern), text));
    }

    @Test
    void readsSeveralPatternsAndOtherLanguages() {
        ValueFormat several = date("M/d/yyyy", "yyyy-MM-dd", "d MMM yyyy");
        for (String text : List.of("3/16/1939", "1939-03-16", "16 mar 1939")) {
            assertEquals("1939-03-16", read(several, text), text);
        }
        assertEquals("a date M/d/yyyy or yyyy-MM-dd or d MMM yyyy", several.expected());
        ValueFormat german = format("type", "DATE", "patterns", List.of("d. MMMM yyyy"), "locale", "de");
        assertEquals("1939-03-16", read(german, "16. M\u00e4rz 1939"));
        ValueFormat mixed =
                ValueFormats.of("x", List.of(options("type", "DATE", "patterns", List.of("M/d/yyyy")), "EXCEL_DATE"));
        assertEquals("2015-01-25", read(mixed, "1/25/2015"));
        assertEquals("2015-01-25", read(mixed, "42029"));
        assertEquals("a date M/d/yyyy or the serial number of a date, such as 42029", mixed.expected());
    }

    @ParameterizedTest
    @CsvSource({
        "M/d/yyyy h:mm a, America/New_York, 8/28/2005 6:10 pm, 2005-08-28T18:10:00-04:00",
        "M/d/yyyy H:mm, America/New_York, 1/28/2005 6:10, 2005-01-28T06:10:00-05:00",
        "M/d/yyyy H:mm, UTC, 1/28/2005 6:10, 2005-01-28T06:10:00Z",
        "M/d/yyyy H:mm, America/New_York, 3/13/2005 2:30, 2005-03-13T02:30:00-05:00",
        "M/d/yyyy H:mm, America/New_York, 4/3/2005 2:30, rejected",
        "M/d/yyyy H:mm, America/New_York, 10/30/2005 1:30, 2005-10-30T01:30:00-04:00",
        "yyyy-MM-dd HH:mm:ss.SSS, UTC, 2005-08-28 06:10:00.250, 2005-08-28T06:10:00.25Z",
        "yyyy-MM-dd'T'HH:mm:ssX, , 2005-08-28T06:10:00+02, 2005-08-28T06:10:00+02:00",
        "yyyy-MM-dd HH:mm VV, , 2005-08-28 06:10 Europe/Berlin, 2005-08-28T06:10:00+02:00",
        "yyyy-MM-dd HH:mm VV, , 2005-03-27 02:30 Europe/Berlin, rejected"
    })
    void readsDateTimesWithTheOffsetOfTheirZone(String pattern, String zone, String text, String expected) {
        Map<String, Object> options = options("type", "DATE_TIME", "patterns", List.of(pattern));
        if (zone != null) {
            options.put("zone", zone);
        }
        assertEquals(expected, read(ValueFormats.of("x", options), text));
    }

    @ParameterizedTest
    @CsvSource({
        "EXCEL_DATE, 42029, 2015-01-25",
        "EXCEL_DATE, 42029.0, 2015-01-25",
        "EXCEL_DATE, 42029.5, rejected",
        "EXCEL_DATE, 1, 1900-01-01",
        "EXCEL_DATE, 59, 1900-02-28",
        "EXCEL_DATE, 60, rejected",
        "EXCEL_DATE, 61, 1900-03-01",
        "EXCEL_DATE, 2958465, 9999-12-31",
        "EXCEL_DATE, 2958466, rejected",
        "EXCEL_DATE, 0, rejected",
        "EXCEL_DATE, -5, rejected",
        "EXCEL_DATE, 1/25/2015, rejected",
        "EXCEL_DATE_TIME, 42029.75, 2015-01-25T18:00:00Z",
        "EXCEL_DATE_TIME, 45292.520833333336, 2024-01-01T12:30:00Z"
    })
    void readsSerialNumbersOfSpreadsheets(String type, String text, String expected) {
        Map<String, Object> options = options("type", type);
        if (type.equals("EXCEL_DATE_TIME")) {
            options.put("zone", "UTC");
        }
        ValueFormat serial = ValueFormats.of("x", options);
        assertEquals(expected, read(serial, text));
        if (!text.contains("/")) {
            FieldValues number = new FieldValues(1);
            number.setNumber(0, Double.parseDouble(text));
            assertEquals(!expected.equals(REJECTED), serial.convert(number, 0, FieldType.STRING), "as a number");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            DD/MM/yyyy       | 'DD' is the day of the year; did you mean 'dd/MM/yyyy'?
            DD/MM/YYYY       | 'DD' is the day of the year; did you mean 'dd/MM/yyyy'?
            dd/MM/YYYY       | did you mean 'dd/MM/yyyy'?
            dd/mm/yyyy       | 'mm' is the minute; did you mean 'dd/MM/yyyy'?
            M/d/y            | 'y' is a year of any number of digits
            M/d/yyy          | 'yyy' is a year of any number of digits
            M/d/yy           | the option pivotYear is missing
            M/d/uu           | the option pivotYear is missing
            M/d/yyyy H:mm    | give the format of this field as {type: DATE_TIME
            M/d/yyyy M       | 'M' occurs twice
            M/yyyy           | is not a pattern of a complete date
            yyyy-MM-dd'T     | is not a pattern of a complete date
            MMMMM d yyyy     | has too many letters
            Q/yyyy           | 'Q' is not supported
            """)
    void refusesADatePatternThatMeansSomethingElse(String pattern, String message) {
        String failure = failure("type", "DATE", "patterns", List.of(pattern));
        assertTrue(failure.contains(message), failure);
    }

    @ParameterizedTest
    @CsvSource({
        "dd/mm/yyyy HH:mm, did you mean 'dd/MM/yyyy HH:mm'?",
        "dd/MM/yyyy HH:MM, did you mean 'dd/MM/yyyy HH:mm'?",
        "dd/MM/yyyy hh:mm, did you mean 'dd/MM/yyyy HH:mm'?",
        "dd/MM/yyyy HH:mm a, did you mean 'dd/MM/yyyy hh:mm a'?",
        "dd/MM/yyyy kk:mm, did you mean 'dd/MM/yyyy HH:mm'?",
        "dd/MM/yyyy KK:mm a, did you mean 'dd/MM/yyyy hh:mm a'?",
        "dd/MM/yyyy HH:mm:SS, did you mean 'dd/MM/yyyy HH:mm:ss'?",
        "dd/MM/yyyy HH:mm z, and set zone",
        "dd/MM/yyyy, is not a pattern of a complete date and time",
        "HH:mm, is not a pattern of a complete date and time"
    })
    void refusesADateTimePatternThatMeansSomethingElse(String pattern, String message) {
        String failure = failure("type", "DATE_TIME", "patterns", List.of(pattern), "zone", "UTC");
        assertTrue(failure.contains(message), failure);
    }

    @Test
    void refusesPatternsThatReadTheSameTextDifferently() {
        assertTrue(failure("type", "DATE", "patterns", List.of("M/d/yyyy", "d/M/yyyy"))
                .contains("patterns 'M/d/yyyy' and 'd/M/yyyy' read the same text as different dates"));
        assertTrue(failure("type", "DATE", "patterns", List.of("yy-MM-dd", "dd-MM-yy"), "pivotYear", 1930)
                .contains("read the same text as different dates"));
        date("M/d/yyyy", "M-d-yyyy", "yyyy/M/d");
    }

    // ---- options

    @Test
    void refusesOptionsThatAreUnknownOrHaveNoEffect() {
        assertEquals("format of 'x': unknown type 'NUMBR'; did you mean 'NUMBER'?", failure("type", "NUMBR"));
        assertTrue(failure("type", "NUMBER", "zone", "UTC").contains("option 'zone' has no effect on NUMBER"));
        assertTrue(failure("type", "NUMBER", "decimal", ";").contains("must be '.' or ','"));
        assertTrue(failure("type", "DATE").contains("option 'patterns' is missing"));
        assertTrue(failure("type", "DATE", "patern", List.of("M/d/yyyy")).contains("did you mean 'patterns'?"));
        assertTrue(failure("type", "DATE", "patterns", List.of("M/d/yyyy"), "pivotYear", 1930)
                .contains("pivotYear has no effect"));
        assertTrue(failure("type", "DATE", "patterns", List.of("M/d/yyyy"), "locale", "xx-YY")
                .contains("unknown language 'xx-YY'"));
        assertTrue(failure("type", "DATE_TIME", "patterns", List.of("M/d/yyyy H:mm"))
                .contains("has no offset, and the option zone is missing"));
        assertTrue(failure("type", "DATE_TIME", "patterns", List.of("M/d/yyyy H:mm"), "zone", "America/New_Yrk")
                .contains("did you mean 'America/New_York'?"));
        assertTrue(failure("type", "DATE_TIME", "patterns", List.of("M/d/yyyy H:mmX"), "zone", "UTC")
                .contains("zone has no effect"));
        assertTrue(failure("type", "EXCEL_DATE_TIME").contains("option 'zone' is missing"));
        assertTrue(failure("type", "ZERO_PADDED").contains("option 'length' is missing"));
        assertTrue(failure("type", "YES_NO", "yes", List.of("ja")).contains("belong together"));
        assertTrue(failure("type", "YES_NO", "yes", List.of("x"), "no", List.of("X"))
                .contains("both true and false"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NUMBER", "PERCENT", "YES_NO", "EXCEL_DATE"})
    void aTypeWithoutOptionsIsItsName(String type) {
        assertEquals(format("type", type), ValueFormats.of("x", type));
    }

    @Test
    void readsTheSameAfterSerialization() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(pivoted(1930, "d-MMM-yy"));
        ValueFormat copy =
                (ValueFormat) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertEquals("1939-03-16", read(copy, "16-MAR-39"));
    }
}
