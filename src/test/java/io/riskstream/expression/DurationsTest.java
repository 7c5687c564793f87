package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    private final EvaluationStatus status = new EvaluationStatus();

    private BigInteger nanos(String text) {
        BigInteger seconds = BigInteger.valueOf(Durations.parse(text, status));
        assertFalse(status.takeFailure(), text);
        return seconds.multiply(NANOS).add(BigInteger.valueOf(status.nanos()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "+0, 0",
        "0s, 0",
        "72h, 259200000000000",
        "1h30m, 5400000000000",
        "1m1h1m, 3720000000000",
        "-1.5s, -1500000000",
        "+1s, 1000000000",
        "1us, 1000",
        "1\u00b5s, 1000",
        "1\u03bcs, 1000",
        "1s500ms, 1500000000",
        "0.9ns, 0",
        "-0.9ns, 0",
        "9223372036854775807ns, 9223372036854775807",
        "315576000000s, 315576000000000000000",
        "-87660000h, -315576000000000000000"
    })
    void parsesTheDurationsOfCel(String text, BigInteger expected) {
        assertEquals(expected, nanos(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                "1",
                "10",
                "1d",
                "1H",
                "1 h",
                " 1h",
                "1h ",
                "1h -2m",
                "--1s",
                ".5s",
                "1.s",
                "1e3s",
                "s",
                "1hm",
                "1.5",
                "9223372036854775808ns",
                "99999999999999999999s",
                "315576000001s",
                "315576000000s1ns",
                "-315576000000s1ns",
                "87660000h1s",
                "87660001h",
                "\u0661s",
                "1ss",
                "1xs"
            })
    void rejectsOtherTexts(String text) {
        Durations.parse(text, status);
        assertTrue(status.takeFailure());
    }

    @Test
    void isExactToTheNanosecond() {
        Random random = new Random(11);
        List<String> units = List.of("h", "m", "s", "ms", "us", "ns");
        List<Long> each = List.of(3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            BigInteger sum = BigInteger.ZERO;
            for (int parts = random.nextInt(3); parts >= 0; parts--) {
                int unit = random.nextInt(units.size());
                String number = Integer.toString(random.nextInt(1_000_000));
                if (random.nextBoolean()) {
                    String digits = String.format("%015d", random.nextLong(1_000_000_000_000_000L));
                    number += "." + digits.substring(0, 1 + random.nextInt(15));
                }
                text.append(number).append(units.get(unit));
                sum = sum.add(new BigDecimal(number)
                        .multiply(BigDecimal.valueOf(each.get(unit)))
                        .setScale(0, RoundingMode.DOWN)
                        .toBigInteger());
            }
            boolean negative = random.nextBoolean();
            assertEquals(negative ? sum.negate() : sum, nanos(negative ? "-" + text : text.toString()), text::toString);
        }
    }
}
