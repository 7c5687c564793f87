package io.riskstream.parse.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumericDateTest {
    private static final List<String> PATTERNS =
            List.of("M/d/yyyy", "MM/dd/yyyy", "d.M.yyyy", "yyyy-MM-dd", "M/d/yy", "dd-MM-yy", "yy M d");

    @Test
    void readsWhatTheFormatterReadsAndNothingElse() {
        SplittableRandom random = new SplittableRandom(11);
        for (String pattern : PATTERNS) {
            OptionalInt pivot = pattern.contains("yyyy") ? OptionalInt.empty() : OptionalInt.of(1930);
            DatePattern both = new DatePattern(pattern, false, Optional.empty(), pivot, Locale.ENGLISH);
            NumericDate numeric = NumericDate.of(pattern, pivot).orElseThrow();
            DateTimeFormatter writer = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
            int read = 0;
            for (int n = 0; n < 20_000; n++) {
                String text = mutated(
                        LocalDate.ofEpochDay(random.nextInt(-14_000, 20_000)).format(writer), random);
                String common = numeric.read(text);
                if (common != null) {
                    read++;
                    assertEquals(both.readWithFormatter(text), Optional.of(common), () -> pattern + " " + text);
                }
                assertEquals(both.readWithFormatter(text), both.read(text), () -> pattern + " " + text);
            }
            assertTrue(read > 5_000, pattern);
        }
    }

    /** Changes, removes or repeats a character of half of the texts. */
    private static String mutated(String text, SplittableRandom random) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + "0123456789/-. ".charAt(random.nextInt(14)) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.substring(at + 1);
            case 2 -> text.substring(0, at) + text.charAt(at) + text.substring(at);
            default -> text;
        };
    }

    @Test
    void otherPatternsAreLeftToTheFormatter() {
        for (String pattern :
                List.of("yyyyMMdd", "d MMM yyyy", "yyyy-MM-dd'T'", "EEE M/d/yyyy", "uuuu-MM-dd", "M/d/yyyy,")) {
            assertFalse(NumericDate.of(pattern, OptionalInt.empty()).isPresent(), pattern);
        }
    }
}
