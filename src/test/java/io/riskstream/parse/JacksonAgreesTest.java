package io.riskstream.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.riskstream.event.EventType;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.FieldValues;
import io.riskstream.event.NullValue;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.ValueKind;
import io.riskstream.parse.value.ItemLimit;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds both JSON readers to the values that Jackson reads: numbers of every size and notation, escapes and surrogates. */
class JacksonAgreesTest {
    private static final EventType TYPE = ParserTests.type(
            "number:DOUBLE", "integer:LONG", "text:STRING", "any:ANY", "list:LIST", "in.number:DOUBLE");
    private static final int MAX_DEPTH = 8;
    private static final int DOCUMENTS = 30_000;
    private static final long SEED = 20_261_130;

    private final JsonByteReader quick = new JsonByteReader(TYPE, MAX_DEPTH, new ItemLimit(1_000));
    private final JsonTextReader strict = new JsonTextReader(TYPE, MAX_DEPTH, new ItemLimit(1_000));
    private final ObjectMapper jackson = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void bothReadersReadTheValuesThatJacksonReads() throws IOException {
        int rejected = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            String document = document();
            rejected += check(document) ? 0 : 1;
        }
        assertTrue(rejected > DOCUMENTS / 20 && rejected < DOCUMENTS / 2, rejected + " rejected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "184467440737095516160",
                "18446744073709551616",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "-9223372036854775809",
                "9007199254740993",
                "9007199254740993.0",
                "1.7976931348623157e308",
                "1.7976931348623159e308",
                "4.9e-324",
                "2.4703282292062327e-324",
                "2.2250738585072012e-308",
                "1e23",
                "8.41e21",
                "-0",
                "-0.0",
                "0e5",
                "1E+2",
                "100000000000000000000000000000000000000000000000000000000000000000000000"
            })
    void readsKnownDifficultNumbers(String number) throws IOException {
        check("{\"number\": " + number + "}");
        check("{\"integer\": " + number + "}");
        check("{\"any\": " + number + "}");
        check("{\"list\": [" + number + "]}");
        check("{\"in\": {\"number\": " + number + ", \"other\": " + number + "}}");
    }

    @Test
    void aNumberBeyond64BitsIsADoubleInANumberFieldAndAnErrorInAnIntegerField() throws Exception {
        String number = "184467440737095516160";
        strict.read("{\"number\": " + number + "}");
        assertEquals(1.8446744073709552e20, strict.values().number(TYPE.slot("number")));
        assertEquals(
                RejectionCode.PARSE_NUMBER,
                ParserTests.rejection(new ParseJson(TYPE, Map.of()), "{\"integer\": " + number + "}")
                        .code());
    }

    /** Returns false if the readers reject the document, which they may only do for a number that its declared field cannot hold. */
    private boolean check(String document) throws IOException {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        JsonNode expected = jackson.readTree(bytes);
        boolean fits = fits(expected);
        try {
            strict.read(document);
            assertTrue(fits, document);
            assertSame(expected, strict.values(), strict.undeclared(), document);
        } catch (UnparsableEventException e) {
            assertTrue(!fits && e.getMessage().contains("number"), () -> e.getMessage() + ": " + document);
        }
        boolean read = quick.read(bytes);
        assertTrue(!read || fits, document);
        if (read) {
            assertSame(expected, quick.values(), quick.undeclared(), document);
        } else {
            assertTrue(!fits || document.contains("\\") || document.length() > 64, document);
        }
        return fits;
    }

    private static boolean fits(JsonNode document) {
        JsonNode integer = document.path("integer");
        JsonNode any = document.path("any");
        boolean fits = isFinite(document.path("number"))
                && isFinite(document.path("in").path("number"))
                && isFinite(integer)
                && isFinite(any)
                && isExact(integer)
                && !isBeyondLong(any);
        for (JsonNode element : document.path("list")) {
            boolean exact = !isBeyondLong(element)
                    || new BigDecimal(element.bigIntegerValue())
                                    .compareTo(new BigDecimal(
                                            element.bigIntegerValue().doubleValue()))
                            == 0;
            fits &= isFinite(element) && exact;
        }
        return fits;
    }

    /** True if the number fits an integer field: a double must not hide a fraction, nor change a whole number. */
    private static boolean isExact(JsonNode integer) {
        if (!integer.isNumber() || !isFinite(integer)) {
            return true;
        }
        BigDecimal decimal = integer.decimalValue();
        double nearest = decimal.doubleValue();
        boolean isLong = decimal.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                && decimal.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
        boolean isWhole = decimal.remainder(BigDecimal.ONE).signum() == 0;
        if (isWhole) {
            return isLong
                    || !integer.isIntegralNumber()
                            && (decimal.stripTrailingZeros().precision() <= 15
                                    || decimal.compareTo(BigDecimal.valueOf(nearest)) == 0);
        }
        return nearest != Math.rint(nearest);
    }

    private static boolean isFinite(JsonNode node) {
        return !node.isNumber() || Double.isFinite(node.decimalValue().doubleValue());
    }

    private static boolean isBeyondLong(JsonNode node) {
        return node.isIntegralNumber() && !node.canConvertToLong();
    }

    private static void assertSame(
            JsonNode document, FieldValues values, Map<String, Object> undeclared, String context) {
        for (int slot = 0; slot < TYPE.size(); slot++) {
            String[] path = TYPE.field(slot).path().split("\\.");
            JsonNode node = document;
            for (String name : path) {
                node = node.path(name);
            }
            assertEquals(!node.isMissingNode(), values.isPresent(slot), context);
            if (!node.isMissingNode()) {
                assertSlot(node, values, slot, context);
            }
        }
        document.properties().forEach(member -> {
            if (TYPE.find(member.getKey()).isEmpty() && !member.getKey().equals("in")) {
                assertValue(member.getValue(), undeclared.get(member.getKey()), true, context);
            }
        });
        JsonNode other = document.path("in").path("other");
        if (!other.isMissingNode()) {
            assertValue(other, ((Map<?, ?>) undeclared.get("in")).get("other"), true, context);
        }
    }

    private static void assertSlot(JsonNode node, FieldValues values, int slot, String context) {
        if (values.kind(slot) == ValueKind.DOUBLE) {
            assertEquals(node.decimalValue().doubleValue() + 0.0, values.number(slot) + 0.0, context);
        } else if (values.kind(slot) == ValueKind.LONG) {
            assertEquals(0, node.decimalValue().compareTo(BigDecimal.valueOf(values.integer(slot))), context);
        } else {
            assertValue(node, values.object(slot), false, context);
        }
    }

    /** @param exact false for a value that may be the nearest double */
    private static void assertValue(JsonNode node, Object value, boolean exact, String context) {
        if (node.isNumber()) {
            BigDecimal decimal = node.decimalValue();
            if (value instanceof Double number && !exact) {
                assertEquals(decimal.doubleValue() + 0.0, number + 0.0, context);
            } else {
                assertEquals(0, decimal.compareTo(decimal(value)), () -> value + " " + context);
            }
        } else if (node.isTextual()) {
            assertEquals(node.textValue(), value, context);
        } else if (node.isBoolean()) {
            assertEquals(node.booleanValue(), value, context);
        } else if (node.isNull()) {
            assertEquals(NullValue.NULL, value, context);
        } else if (node.isArray()) {
            assertEquals(node.size(), ((List<?>) value).size(), context);
            for (int i = 0; i < node.size(); i++) {
                assertValue(node.get(i), ((List<?>) value).get(i), exact, context);
            }
        } else {
            assertEquals(node.size(), ((Map<?, ?>) value).size(), context);
            node.properties()
                    .forEach(member ->
                            assertValue(member.getValue(), ((Map<?, ?>) value).get(member.getKey()), true, context));
        }
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof ExactNumber number) {
            return new BigDecimal(number.text());
        }
        return value instanceof Double number ? BigDecimal.valueOf(number) : BigDecimal.valueOf((Long) value);
    }

    private String document() {
        List<String> members = new ArrayList<>();
        add(members, "number", number());
        add(members, "integer", random.nextInt(3) > 0 ? Long.toString(random.nextLong()) : number());
        add(members, "text", text());
        add(members, "any", random.nextBoolean() ? text() : smallNumber());
        add(
                members,
                "list",
                "[" + text() + "," + smallNumber() + "," + (random.nextInt(10) == 0 ? number() : "1") + "]");
        add(members, "in", "{\"number\":" + smallNumber() + ",\"other\":" + number() + "}");
        add(members, "free", "{\"a.b\":[" + number() + "," + number() + "],\"\":" + text() + "}");
        String key = text();
        add(members, key.substring(1, key.length() - 1) + "~", number());
        return "{" + String.join(",", members) + "}";
    }

    private void add(List<String> members, String name, String value) {
        if (random.nextInt(3) > 0) {
            members.add(random.nextInt(members.size() + 1), '"' + name + "\":" + value);
        }
    }

    private String smallNumber() {
        return random.nextInt(-1_000, 1_000) + (random.nextBoolean() ? "" : "." + random.nextInt(100_000));
    }

    private String number() {
        String sign = random.nextInt(3) == 0 ? "-" : "";
        return switch (random.nextInt(9)) {
            case 0 -> sign + digits(random.nextInt(1, 25));
            case 1 -> sign + new BigInteger(random.nextInt(60, 70), new java.util.Random(random.nextLong()));
            case 2 ->
                sign + BigInteger.TWO.pow(random.nextInt(50, 80)).multiply(BigInteger.valueOf(random.nextInt(1, 20)));
            case 3 -> sign + digits(random.nextInt(1, 20)) + "." + fraction(random.nextInt(1, 20));
            case 4 -> sign + digits(random.nextInt(1, 5)) + exponent(400);
            case 5 -> sign + digits(1) + "." + fraction(random.nextInt(1, 20)) + exponent(330);
            case 6 -> Double.toString(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
            case 7 -> sign + "0." + "0".repeat(random.nextInt(30)) + fraction(random.nextInt(1, 40));
            default -> smallNumber();
        };
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder(Integer.toString(random.nextInt(1, 10)));
        for (int i = 1; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private String fraction(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private String exponent(int max) {
        return (random.nextBoolean() ? "e" : "E")
                + new String[] {"", "+", "-"}[random.nextInt(3)]
                + random.nextInt(max);
    }

    /** Returns a string literal of plain, escaped and unescaped characters of every plane, with unpaired surrogates as escapes. */
    private String text() {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(8); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> text.append("\\").append("\"\\/bfnrt".charAt(random.nextInt(8)));
                case 1 -> text.append(escape(random.nextInt(0x10000)));
                case 2 -> text.append(escape(random.nextInt(0xD800, 0xE000)));
                case 3 ->
                    text.append(escape(0xD800 + random.nextInt(0x400))).append(escape(0xDC00 + random.nextInt(0x400)));
                case 4 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
                case 5 -> text.append((char) random.nextInt(0x80, 0xD800));
                case 6 -> text.append((char) random.nextInt(0xE000, 0x10000));
                default -> text.append("claim ").append((char) random.nextInt('a', 'z'));
            }
        }
        return text.append('"').toString();
    }

    private String escape(int code) {
        String hex = Integer.toHexString(0x10000 + code).substring(1);
        return "\\u" + (random.nextBoolean() ? hex : hex.toUpperCase(java.util.Locale.ROOT));
    }
}
