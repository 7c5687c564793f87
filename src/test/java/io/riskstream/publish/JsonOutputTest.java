package io.riskstream.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the output with that of Gson's writer. */
class JsonOutputTest {
    private static final Pattern UNPAIRED = Pattern.compile("\\p{Cs}");

    private final JsonOutput json = new JsonOutput();
    private final SplittableRandom random = new SplittableRandom(11);

    private String written() {
        return new String(json.utf8(), StandardCharsets.UTF_8);
    }

    @Test
    void writesRandomDocumentsLikeGson() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            StringWriter text = new StringWriter();
            JsonWriter gson = new JsonWriter(text);
            gson.setHtmlSafe(false);
            json.clear();
            object(gson, 0);
            assertEquals(
                    UNPAIRED.matcher(text.toString())
                            .replaceAll(half -> String.format(
                                    "\\\\u%04x", (int) half.group().charAt(0))),
                    written());
        }
    }

    @Test
    void neverReplacesHalfASurrogatePair() throws IOException {
        json.clear().beginObject().name("\udc00").value("a\ud800b\ud83d\ude00").endObject();
        assertEquals("{\"\\udc00\":\"a\\ud800b\ud83d\ude00\"}", written());
    }

    private void object(JsonWriter gson, int depth) throws IOException {
        gson.beginObject();
        json.beginObject();
        for (int n = random.nextInt(4); n > 0; n--) {
            String name = text();
            gson.name(name);
            json.name(name);
            value(gson, depth + 1);
        }
        gson.endObject();
        json.endObject();
    }

    private void value(JsonWriter gson, int depth) throws IOException {
        switch (random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> {
                String text = text();
                gson.value(text);
                json.value(text);
            }
            case 1 -> {
                long number = random.nextBoolean() ? random.nextLong() : random.nextInt(-1_000, 1_000);
                gson.value(number);
                json.value(number);
            }
            case 2 -> {
                double number = random.nextBoolean() ? random.nextInt(-50, 50) / 2.0 : random.nextDouble(-1e9, 1e9);
                gson.value(number);
                json.value(number);
            }
            case 3 -> {
                gson.value(true);
                json.value(true);
            }
            case 4 -> {
                gson.nullValue();
                json.nullValue();
            }
            case 5 -> {
                gson.beginArray();
                json.beginArray();
                for (int n = random.nextInt(4); n > 0; n--) {
                    value(gson, depth + 1);
                }
                gson.endArray();
                json.endArray();
            }
            default -> object(gson, depth);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            int kind = random.nextInt(10);
            if (kind < 5) {
                text.append((char) random.nextInt(0x80));
            } else if (kind < 7) {
                text.append((char) random.nextInt(0x80, 0x2000));
            } else if (kind < 9) {
                char c = (char) random.nextInt(0x202A, 0x10000); // includes unpaired surrogates
                text.append(c);
            } else {
                text.appendCodePoint(random.nextInt(0x10000, 0x110000));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.0,
                -0.0,
                1,
                -1,
                9_999_999,
                10_000_000,
                1e-3,
                9.9e-4,
                12.5,
                1e21,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                1L << 53
            })
    void writesDoublesLikeJava(double number) {
        json.clear().value(number);
        assertEquals(Double.toString(number), written());
    }

    @Test
    void writesTheDigitsOfRandomDoubles() {
        for (int i = 0; i < 200_000; i++) {
            double unit = Math.pow(10, random.nextInt(9));
            double number = random.nextLong(-10_000_000_000L, 10_000_000_000L) / unit;
            json.clear().value(number);
            assertEquals(number, Double.parseDouble(written()));
            assertEquals(0, new BigDecimal(Double.toString(number)).compareTo(new BigDecimal(written())), written());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, -0.001, 1234.56, -73.985656, 9_999_999.999999, 0.000001, 0.1 + 0.2, 1.0 / 3})
    void writesFractionsLikeJava(double number) {
        json.clear().value(number);
        assertEquals(Double.toString(number), written());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -7, 10, 99, 100, -1000, Long.MAX_VALUE, Long.MIN_VALUE})
    void writesWholeNumbersLikeJava(long number) {
        json.clear().value(number);
        assertEquals(Long.toString(number), written());
    }

    @Test
    void rejectsNumbersThatJsonCannotRepresent() {
        assertThrows(IllegalArgumentException.class, () -> json.value(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> json.value(Double.POSITIVE_INFINITY));
    }
}
