package io.riskstream.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @Test
    void agreesWithJavaTimeOnEveryDayOfFourCenturies() {
        LocalDate last = LocalDate.of(2200, 1, 1);
        for (LocalDate day = LocalDate.of(1800, 1, 1); day.isBefore(last); day = day.plusDays(1)) {
            assertEquals(OptionalLong.of(day.toEpochDay() * 86_400_000L), Rfc3339.epochMilli(day.toString()));
        }
    }

    @Test
    void agreesWithJavaTimeOnDateTimesWithAnyOffset() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long milli = (random.nextLong() >>> 1) % 253_402_300_799_999L;
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2 * 14 * 60) - 14 * 60));
            OffsetDateTime time = Instant.ofEpochMilli(milli).atOffset(offset);
            if (time.getYear() <= 9999) {
                String text =
                        String.format("%tFT%<tT.%<tL%s", time, offset.equals(ZoneOffset.UTC) ? "Z" : offset.getId());
                assertEquals(OptionalLong.of(milli), Rfc3339.epochMilli(text), text);
                assertTrue(Rfc3339.isDateTime(text), text);
            }
        }
    }

    @Test
    void acceptsALeapSecondAtTheEndOfADayInUtc() {
        assertTrue(Rfc3339.isDateTime("1998-12-31T23:59:60Z"));
        assertTrue(Rfc3339.isDateTime("1998-12-31T15:59:60.123-08:00"));
        assertFalse(Rfc3339.isDateTime("1998-12-31T23:58:60Z"));
        assertFalse(Rfc3339.isDateTime("1998-12-31T22:59:60-08:00"));
    }

    @Test
    void acceptsLettersOfEitherCase() {
        assertTrue(Rfc3339.isDateTime("2005-08-28t10:00:00z"));
        assertEquals(Rfc3339.epochMilli("2005-08-28T10:00:00.5Z"), Rfc3339.epochMilli("2005-08-28t10:00:00.5z"));
        assertEquals(Rfc3339.epochSecond("2005-08-28T10:00:00Z"), Rfc3339.epochSecond("2005-08-28t10:00:00Z"));
        assertFalse(Rfc3339.isDateTime("2005-08-28\u012a10:00:00Z"));
    }

    @Test
    void distinguishesADateFromADateTime() {
        assertTrue(Rfc3339.isDate("2005-08-28"));
        assertFalse(Rfc3339.isDate("2005-08-28T00:00:00Z"));
        assertFalse(Rfc3339.isDateTime("2005-08-28"));
        assertTrue(Rfc3339.isDateTime("2005-08-28t00:00:00z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2005",
                "2005-8-28",
                "2005-02-29",
                "1900-02-29",
                "2005-13-01",
                "2005-00-01",
                "2005-01-00",
                "2005-04-31",
                "2005/08/28",
                "20050828",
                " 2005-08-28",
                "2005-08-28 ",
                "2005-08-28T",
                "2005-08-28T10:00",
                "2005-08-28T10:00:00",
                "2005-08-28T24:00:00Z",
                "2005-08-28T10:60:00Z",
                "2005-08-28T10:00:61Z",
                "2005-08-28T10:00:00.Z",
                "2005-08-28T10:00:00+24:00",
                "2005-08-28T10:00:00+0100",
                "2005-08-28T10:00:00+01:60",
                "2005-08-28T10:00:00ZZ",
                "2005-08-28 10:00:00Z",
                "২০০৫-08-28",
                "+005-08-28",
                "2005-08-28T10:00:00.5"
            })
    void rejectsTextsThatAreNotRfc3339(String text) {
        assertEquals(OptionalLong.empty(), Rfc3339.epochMilli(text));
    }
}
