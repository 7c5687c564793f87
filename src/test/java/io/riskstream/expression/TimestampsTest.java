package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with java.time, which does the same with objects. */
class TimestampsTest {
    private static final int TIMES = 20_000;
    private final Random random = new Random(7);
    private final EvaluationStatus status = new EvaluationStatus();

    private Instant anyInstant() {
        long span = Timestamps.LAST_SECOND - Timestamps.FIRST_SECOND;
        long seconds = random.nextInt(4) == 0
                ? Timestamps.FIRST_SECOND + (long) (random.nextDouble() * span)
                : random.nextInt();
        return Instant.ofEpochSecond(seconds, random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000));
    }

    @Test
    void parsesTheTextsOfJavaTime() {
        for (int i = 0; i < TIMES; i++) {
            Instant instant = anyInstant();
            OffsetDateTime written = instant.atOffset(ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2159) - 1079)));
            if (written.getYear() < 1 || written.getYear() > 9999) {
                continue;
            }
            String text = written.getSecond() == 0 && written.getNano() == 0
                    ? written.toString().replaceFirst("(T..:..)(?!:)", "$1:00")
                    : written.toString();
            assertEquals(instant.getEpochSecond(), Timestamps.parse(text, status), text);
            assertEquals(instant.getNano(), status.nanos(), text);
            assertFalse(status.takeFailure(), text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2016-12-31T18:59:60.5-05:00, 2017-01-01T00:00:00.5Z",
        "2005-08-28T00:00:00.1234567899Z, 2005-08-28T00:00:00.123456789Z",
        "2005-08-28T00:00:00+23:59, 2005-08-27T00:01:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "2005-08-28t23:30:00.25z, 2005-08-28T23:30:00.25Z",
        "2005-08-28t23:30:00-05:00, 2005-08-29T04:30:00Z",
        "0001-01-02T00:00:00+23:00, 0001-01-01T01:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
    })
    void parsesTheEdgesOfRfc3339(String text, Instant instant) {
        assertEquals(instant.getEpochSecond(), Timestamps.parse(text, status));
        assertEquals(instant.getNano(), status.nanos());
        assertFalse(status.takeFailure());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2005-08-28",
                "2005-08-28T00:00Z",
                "2005-08-28T00:00:00",
                "2005-08-28 00:00:00Z",
                " 2005-08-28T00:00:00Z",
                "2005-08-28T00:00:00Z ",
                "2005-08-28T00:00:00.Z",
                "2005-08-28T00:00:00+0500",
                "2005-08-28T00:00:00+05",
                "2005-08-28T00:00:00+24:00",
                "2005-08-28T00:00:00+05:60",
                "2005-08-28T24:00:00Z",
                "2005-08-28T00:60:00Z",
                "2005-08-28T00:00:61Z",
                "2005-08-28T12:00:60Z",
                "2005-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2005-00-01T00:00:00Z",
                "2005-13-01T00:00:00Z",
                "2005-04-31T00:00:00Z",
                "2005-04-00T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:00-00:01",
                "9999-12-31T23:59:60Z",
                "10000-01-01T00:00:00Z",
                "2005-8-28T00:00:00Z0",
                "\u0662005-08-28T00:00:00Z"
            })
    void rejectsOtherTexts(String text) {
        Timestamps.parse(text, status);
        assertTrue(status.takeFailure());
    }

    @Test
    void agreesWithJavaTimeOnThePartsOfADate() {
        for (int i = 0; i < TIMES; i++) {
            Instant instant = anyInstant();
            OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
            assertPart(utc.getYear(), TimestampPart.FULL_YEAR, instant);
            assertPart(utc.getMonthValue() - 1, TimestampPart.MONTH, instant);
            assertPart(utc.getDayOfMonth(), TimestampPart.DATE, instant);
            assertPart(utc.getDayOfMonth() - 1, TimestampPart.DAY_OF_MONTH, instant);
            assertPart(utc.getDayOfWeek().getValue() % 7, TimestampPart.DAY_OF_WEEK, instant);
            assertPart(utc.getDayOfYear() - 1, TimestampPart.DAY_OF_YEAR, instant);
            assertPart(utc.getHour(), TimestampPart.HOURS, instant);
            assertPart(utc.getMinute(), TimestampPart.MINUTES, instant);
            assertPart(utc.getSecond(), TimestampPart.SECONDS, instant);
            assertPart(utc.getNano() / 1_000_000, TimestampPart.MILLISECONDS, instant);
        }
    }

    private static void assertPart(long expected, TimestampPart part, Instant instant) {
        assertEquals(expected, part.of(instant.getEpochSecond(), instant.getNano()), () -> part + " of " + instant);
    }

    @Test
    void agreesWithJavaTimeOnEveryTimeZone() {
        for (String name : ZoneId.getAvailableZoneIds()) {
            ZoneTable zone = ZoneTable.of(name).orElseThrow();
            ZoneId theirs = ZoneId.of(name);
            for (int i = 0; i < 100; i++) {
                Instant instant = anyInstant();
                assertEquals(
                        ZonedDateTime.ofInstant(instant, theirs).getOffset().getTotalSeconds(),
                        zone.offset(instant.getEpochSecond()),
                        () -> name + " at " + instant);
            }
        }
        assertEquals(-19_800, ZoneTable.of("-05:30").orElseThrow().offset(0));
        for (String none : new String[] {"", "EST", "+5:30", "0530", "+18:30", "+19:00", "Mars/Olympus", "utc"}) {
            assertTrue(ZoneTable.of(none).isEmpty(), none);
        }
    }

    @Test
    void changesTheOffsetAtTheExactSecond() {
        for (String name :
                new String[] {"America/New_York", "Europe/Berlin", "Australia/Sydney", "Africa/Casablanca"}) {
            ZoneTable zone = ZoneTable.of(name).orElseThrow();
            ZoneId.of(name).getRules().getTransitions().forEach(change -> {
                long at = change.toEpochSecond();
                assertEquals(change.getOffsetBefore().getTotalSeconds(), zone.offset(at - 1), change::toString);
                assertEquals(change.getOffsetAfter().getTotalSeconds(), zone.offset(at), change::toString);
            });
        }
    }
}
