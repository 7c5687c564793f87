package io.riskstream.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.EventType;
import io.riskstream.parse.value.ItemLimit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that {@link JsonByteReader} accepts every valid document, and returns the same as {@link JsonTextReader} for each document that it accepts. */
class JsonReadersAgreeTest {
    private static final EventType TYPE = ParserTests.withItems(
            "id:STRING",
            "amount:DOUBLE",
            "count:LONG",
            "open:BOOLEAN",
            "any:ANY",
            "tags:LIST",
            "höhe:DOUBLE",
            "place.zip:STRING",
            "place.deep.level:LONG",
            "last:STRING");
    private static final int MAX_DEPTH = 6;
    private static final int DOCUMENTS = 60_000;

    private final JsonByteReader quick = new JsonByteReader(TYPE, MAX_DEPTH, new ItemLimit(1_000));
    private final JsonTextReader strict = new JsonTextReader(TYPE, MAX_DEPTH, new ItemLimit(1_000));

    @Test
    void bothReadersReadEveryValidDocumentAlike() throws UnparsableEventException {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < DOCUMENTS; i++) {
            String document = new RandomDocument(random).object();
            assertTrue(quick.read(document.getBytes(StandardCharsets.UTF_8)), document);
            assertAlike(document);
        }
    }

    @Test
    void bothReadersAgreeOnMutatedDocuments() throws UnparsableEventException {
        SplittableRandom random = new SplittableRandom(43);
        int read = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] document = mutated(new RandomDocument(random).object().getBytes(StandardCharsets.UTF_8), random);
            if (quick.read(document)) {
                assertAlike(Utf8Decoder.text(document));
                read++;
            }
        }
        assertTrue(read > DOCUMENTS / 50 && read < DOCUMENTS, "the spoiling hits what matters: " + read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":0.1}",
                "{\"amount\":1e308}",
                "{\"amount\":123456789012345.6}",
                "{\"amount\":9007199254740993}",
                "{\"amount\":0.30000000000000004}",
                "{\"amount\":-0}",
                "{\"count\":-0}",
                "{\"amount\":-0.0}",
                "{\"count\":9223372036854775807}",
                "{\"count\":-9223372036854775808}",
                "{\"count\":3.0}",
                "{\"count\":1e3}",
                "{\"count\":2.5}",
                "{\"any\":18014398509481985}",
                "{\"any\":5e-324}",
                "{\"höhe\":1}",
                "{\"last\":\"\\ud83d\\ude00 \\ud800\"}",
                "{\"last\":\"😀\",\"id\":\"ä\\n\"}",
                " \t\r\n{ \"id\" : \"a\" , \"tags\" : [ ] , \"x\" : { } } \n",
                "{\"place\":{}}",
                "{\"place\":7}",
                "{\"lines\":[{},{\"amount\":1,\"x\":{}},null,[{\"amount\":1}],{\"payments\":[{\"paid\":2,\"to\":{}},{\"paid\":{\"a\":1}}]}]}",
                "{\"lines\":{\"amount\":1}}",
                "{\"id\":{\"a\":1},\"tags\":{}}",
                "{\"a.b\":1,\"\":{\"\":2}}",
                "{\"x\":[1e400,18446744073709551616,1e-400,0.1000000000000000055511151231257827]}",
                "{\"x\":{\"y\":{\"z\":[1,{\"a\":null}]}}}"
            })
    void bothReadersAgreeOnEdgeCases(String document) throws UnparsableEventException {
        assertTrue(quick.read(document.getBytes(StandardCharsets.UTF_8)), document);
        assertAlike(document);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{}}",
                "{\"id\":\"a\"",
                "{\"id\":\"a}",
                "{\"id\":\"a\\",
                "{\"id\":\"a\\u12\"}",
                "{\"id\":\"\\x\"}",
                "{\"id\":01}",
                "{\"id\":1.}",
                "{\"id\":.5}",
                "{\"id\":+1}",
                "{\"id\":-}",
                "{\"id\":1e}",
                "{\"id\":tru}",
                "{\"id\":True}",
                "{\"id\":truex}",
                "{\"id\":NaN}",
                "{\"id\":'a'}",
                "{id:1}",
                "{\"id\" 1}",
                "{\"id\":1,}",
                "{,}",
                "{\"id\":1 \"last\":2}",
                "{\"id\":1,\"id\":2}",
                "{\"x\":1,\"x\":2}",
                "{\"x\":{\"y\":1},\"x\":3}",
                "{\"place.zip\":1}",
                "{\"lines\":[{\"amount\":1,\"amount\":1}]}",
                "{\"lines\":[{\"cover.code\":1}]}",
                "{\"lines\":[{\"payments\":[{\"to\":{\"id\":99999999999999999999}}]}]}",
                "{\"lines\":[{\"amount\":1}",
                "{\"a.b\":1,\"a.b\":1}",
                "{\"x\":[1,]}",
                "{\"x\":[,1]}",
                "{\"count\":9223372036854775808}",
                "{\"amount\":1e309}",
                "{\"x\":[[[[[[[1]]]]]]]}",
                "{\"id\":\"\t\"}",
                "{\"id\":1}/**/",
                "{\"id\":1}\u00a0",
                "{\"any\":{\"x\":[{\"a\":1,\"a\":1}]}}"
            })
    void fastReaderLeavesUnusualDocumentsToTheStrictReader(String document) {
        assertFalse(quick.read(document.getBytes(StandardCharsets.UTF_8)), document);
    }

    @Test
    void fastReaderLeavesInvalidUtf8ToTheStrictReader() {
        byte[] document = "{\"id\":\"a?\",\"?\":1}".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < document.length; i++) {
            byte[] broken = document.clone();
            broken[i] = (byte) 0xC3;
            assertFalse(quick.read(broken), "byte " + i);
        }
    }

    private void assertAlike(String document) throws UnparsableEventException {
        strict.read(document);
        assertEquals(strict.values(), quick.values(), document);
        assertEquals(
                List.copyOf(strict.undeclared().entrySet()),
                List.copyOf(quick.undeclared().entrySet()),
                document);
    }

    private static byte[] mutated(byte[] document, SplittableRandom random) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : document) {
            bytes.add(b);
        }
        String pool = "{}[]\",:\\/0129.eE+-ntfu \n\t\u0001a";
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(bytes.size());
            byte other =
                    (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : pool.charAt(random.nextInt(pool.length())));
            switch (random.nextInt(3)) {
                case 0 -> bytes.set(at, other);
                case 1 -> bytes.add(at, other);
                default -> {
                    if (bytes.size() > 1) {
                        bytes.remove(at);
                    }
                }
            }
        }
        byte[] mutated = new byte[bytes.size()];
        for (int i = 0; i < mutated.length; i++) {
            mutated[i] = bytes.get(i);
        }
        return mutated;
    }

    /** Generates valid objects with declared and other members, in any order and layout, up to the maximum depth. */
    private static final class RandomDocument {
        private final SplittableRandom random;

        RandomDocument(SplittableRandom random) {
            this.random = random;
        }

        String object() {
            List<String> members = new ArrayList<>();
            add(members, "id", text());
            add(members, "amount", number());
            add(members, "count", number());
            add(members, "open", scalar());
            add(members, "any", scalar());
            add(members, "tags", list(2));
            add(members, "höhe", number());
            add(members, "place", random.nextInt(5) == 0 ? scalar() : place());
            add(members, "last", scalar());
            add(members, "lines", random.nextInt(9) == 0 ? scalar() : items(true));
            add(members, "other", value(1));
            add(members, "größe", value(1));
            add(members, "more", value(1));
            add(members, "a.b", value(1));
            add(members, "", value(1));
            return braces("{", members, "}");
        }

        private String items(boolean outer) {
            List<String> items = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                List<String> members = new ArrayList<>();
                add(members, outer ? "amount" : "paid", number());
                add(members, outer ? "cover" : "to", outer ? "{\"code\":" + text() + ",\"x\":1}" : "{\"id\":7}");
                add(members, "codes", "[" + scalar() + "]");
                add(members, "free", scalar());
                if (outer) {
                    add(members, "payments", random.nextInt(9) == 0 ? scalar() : items(false));
                }
                items.add(random.nextInt(9) == 0 ? scalar() : braces("{", members, "}"));
            }
            return braces("[", items, "]");
        }

        private String place() {
            List<String> members = new ArrayList<>();
            add(members, "zip", text());
            add(members, "deep", random.nextBoolean() ? "{\"level\":" + number() + "}" : value(3));
            add(members, "free", value(2));
            return braces("{", members, "}");
        }

        private void add(List<String> members, String name, String value) {
            if (random.nextInt(3) > 0) {
                members.add(random.nextInt(members.size() + 1), "\"" + name + "\"" + space() + ":" + space() + value);
            }
        }

        private String value(int depth) {
            if (depth >= MAX_DEPTH - 1) {
                return scalar();
            }
            return switch (random.nextInt(4)) {
                case 0 -> list(depth + 1);
                case 1 -> {
                    List<String> members = new ArrayList<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        members.add("\"m" + i + "\":" + value(depth + 1));
                    }
                    yield braces("{", members, "}");
                }
                default -> scalar();
            };
        }

        private String list(int depth) {
            List<String> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(value(depth));
            }
            return braces("[", elements, "]");
        }

        private String scalar() {
            return switch (random.nextInt(5)) {
                case 0 -> "true";
                case 1 -> "false";
                case 2 -> "null";
                case 3 -> text();
                default -> number();
            };
        }

        private String number() {
            return switch (random.nextInt(6)) {
                case 0 -> Integer.toString(random.nextInt(-100, 100));
                case 1 -> Long.toString(random.nextLong());
                case 2 -> Double.toString(random.nextDouble(-1e6, 1e6));
                case 3 -> Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(-300, 300)));
                case 4 -> random.nextInt(100_000) + "." + random.nextInt(10) + random.nextInt(10);
                default -> random.nextInt(1000) + (random.nextBoolean() ? "e" : "E+") + random.nextInt(20);
            };
        }

        private String text() {
            String[] parts = {
                "a",
                "claim 7",
                " ",
                "x".repeat(20),
                "ä",
                "€",
                "😀",
                "\\n",
                "\\\"",
                "\\\\",
                "\\u00e4",
                "\\/",
                "\uFFFE",
                "{",
                "]"
            };
            StringBuilder text = new StringBuilder("\"");
            for (int i = random.nextInt(6); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            return text.append('"').toString();
        }

        private String braces(String open, List<String> parts, String close) {
            return space() + open + space() + String.join(space() + "," + space(), parts) + space() + close + space();
        }

        private String space() {
            String[] spaces = {"", "", "", " ", "\n  ", "\t", "\r\n"};
            return spaces[random.nextInt(spaces.length)];
        }
    }
}
