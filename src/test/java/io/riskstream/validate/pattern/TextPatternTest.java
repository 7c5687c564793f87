package io.riskstream.validate.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled patterns give the result of java.util.regex for the expression that {@link EcmaExpression} translates. */
class TextPatternTest {
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "b",
            "ab",
            "ba",
            "aab",
            "abab",
            "-",
            "a-b",
            "0",
            "12345",
            "1234",
            "123456",
            "A1",
            "_",
            " ",
            "\t",
            "\u000b",
            "\n",
            "\r",
            "\r\n",
            "\n\r",
            "\n\n",
            "a\n",
            "a\r\n",
            "a\r",
            "a\u0085",
            "\u00a0",
            "\ufeff",
            "\u3000",
            "a\u2028",
            "a\nb",
            "\na",
            "é",
            "ß",
            "Ω",
            "字",
            "٣",
            "🌊",
            "a🌊",
            "🌊b",
            "🌊🌊",
            "𝒜",
            "𝒜0🌊",
            "\ud83c",
            "\udf0a",
            "\ud83ca",
            "a\udf0a",
            "O'Neil-Smith",
            "]",
            "[",
            "\\",
            "^",
            "$",
            "a.b",
            "a|b");

    private static boolean found(String pattern, String text) throws UnsupportedPatternException {
        return PatternCompiler.compile(pattern).isFoundIn(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[0-9]{5}$",
                "^[A-Z][A-Z0-9]{0,3}$",
                "^[0-9]+/[0-9]+$",
                "^[0-9A-H]$",
                "a",
                "",
                "^",
                "$",
                "^$",
                "^a",
                "b$",
                "^a|b$",
                "a|^$",
                "|",
                ".",
                "^.$",
                "^..$",
                "^.*$",
                "a.b",
                "^\\d+$",
                "\\D",
                "^\\w+$",
                "\\W",
                "^\\s$",
                "\\s",
                "^\\S+$",
                "[^a]",
                "^[^a]$",
                "^[^a-z\\d]+$",
                "[a-c-]",
                "[-a]",
                "[a\\-b]",
                "[\\]\\[]",
                "[.$^|]",
                "\\.",
                "\\$",
                "^\\^$",
                "\\u0061",
                "\\x61",
                "\\t|\\n|\\r|\\f",
                "(a|b)*",
                "^(?:a|b)+$",
                "^(?:ab)*$",
                "^(a*)*$",
                "^(?:|){9}a$",
                "^(a?){3}$",
                "^(|a)+$",
                "^a{2}$",
                "^a{1,}$",
                "^a{0,2}b?$",
                "^a+?b$",
                "^(?:a{2}){2}$",
                "^a{0}$",
                "🌊",
                "^🌊$",
                "[🌊]",
                "^[^🌊]$",
                "^[🌊a]+$",
                "^\\p{L}+$",
                "^\\p{Lu}",
                "^[\\p{L}' -]+$",
                "\\P{L}",
                "^\\p{Nd}$",
                "[\\P{L}]",
                "^[^\\p{L}]$",
                "^[^\\p{L}0]$",
                "^[\\p{L}\ud835\udc9c0]{1,3}$",
                "^[\ud000-\uffff]$",
                "^[^🌊\\p{Lu}]+$",
                "}",
                "]",
                "^[\\w.-]+$",
                "é",
                "^\n$",
                "a$|b$|^c",
                "^(a|ab)(c|bcd)?$",
                "^[^\\s]$",
                "^[^\\S]$",
                "^[a\\S]$",
                "^[a\\s]$",
                "[a&b]",
                "\\r$",
                "^[\\s\\S]*$",
                "^[\\s\\S]$",
                "a{3}|b{3}",
                "^\\/$",
                "\\-",
                "^\\Q"
            })
    void findsTheMatchesOfJava(String pattern) {
        Pattern java;
        TextPattern compiledPattern;
        try {
            java = EcmaExpression.compile(pattern);
            compiledPattern = PatternCompiler.compile(pattern);
        } catch (UnsupportedPatternException e) {
            assertEquals("^\\Q", pattern, e.getMessage());
            return;
        }
        for (String text : TEXTS) {
            assertEquals(
                    java.matcher(text).find(), compiledPattern.isFoundIn(text), () -> pattern + " in " + escaped(text));
        }
    }

    /** Java would take exponential time for this one. */
    @Test
    void compilesNestedRepetitionsOfTheEmptyText() throws UnsupportedPatternException {
        TextPattern pattern = PatternCompiler.compile("((((((((){1000}){1000}){1000}){1000}){1000}){1000}){1000}a)");
        assertTrue(pattern.isFoundIn("ba"));
        assertFalse(pattern.isFoundIn("b"));
    }

    @Test
    void findsTheMatchesOfJavaForRandomPatterns() {
        int compiled = 0;
        int found = 0;
        int all = 0;
        for (long seed = 1; seed <= 3_000; seed++) {
            Random random = new Random(seed);
            String pattern = pattern(random);
            Pattern java = EcmaExpression.compile(pattern);
            TextPattern compiledPattern;
            try {
                compiledPattern = PatternCompiler.compile(pattern);
            } catch (UnsupportedPatternException unsupported) {
                continue;
            }
            compiled++;
            for (int i = 0; i < 20; i++) {
                String text = text(random);
                boolean expected = java.matcher(text).find();
                String message = "seed " + seed + ": " + escaped(pattern) + " in " + escaped(text);
                assertEquals(expected, compiledPattern.isFoundIn(text), message);
                found += expected ? 1 : 0;
                all++;
            }
        }
        assertTrue(compiled > 2_600, compiled + " compiled");
        assertTrue(found > all / 5 && found < all * 4 / 5, found + " of " + all + " found");
    }

    private static String pattern(Random random) {
        String body = alternatives(random, 3);
        return (random.nextInt(3) > 0 ? "^" : "") + body + (random.nextInt(3) > 0 ? "$" : "");
    }

    private static String alternatives(Random random, int depth) {
        StringBuilder text = new StringBuilder();
        for (int branch = random.nextInt(5) == 0 ? 2 : 1; branch > 0; branch--) {
            for (int i = random.nextInt(4); i > 0; i--) {
                text.append(atom(random, depth));
                text.append(List.of("", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "*?", "+?")
                        .get(random.nextInt(12)));
            }
            text.append(branch > 1 ? "|" : "");
        }
        return text.toString();
    }

    private static String atom(Random random, int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            return (random.nextBoolean() ? "(" : "(?:") + alternatives(random, depth - 1) + ")";
        }
        return List.of(
                        "a",
                        "b",
                        "\\d",
                        "\\w",
                        ".",
                        "[ab]",
                        "[^a]",
                        "[^\\n]",
                        "\\s",
                        "\\r",
                        "\\n",
                        "[🌊b]",
                        "🌊",
                        "\\S",
                        "[\\s\\d]",
                        "\\p{L}",
                        "[^\\d]")
                .get(random.nextInt(17));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(List.of("a", "a", "b", "b", "1", " ", "🌊", "é", "\ud83c", "\udf0a")
                    .get(random.nextInt(10)));
        }
        return text + List.of("", "", "", "\n", "\r", "\r\n", "\n\r", "\u2029").get(random.nextInt(8));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c > ' ' && c < 127 ? "" + (char) c : "\\u%04x".formatted(c)));
        return escaped.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '`',
            value = {
                "(?=a)b\ta group that begins with '(?='",
                "(?i)a\ta group that begins with '(?i'",
                "(?<year>a)\ta group that begins with '(?<'",
                "\\bword\\b\t'\\b'",
                "(a)\\1\t'\\1'",
                "\\v\t'\\v'",
                "\\Aa\\z\t'\\A'",
                "a*+\ta possessive repetition",
                "(a^b)\t'^' inside",
                "^*a\ta repetition of nothing",
                "{2}a\ta repetition of nothing",
                "a|{1,}b\ta repetition of nothing",
                "(a$)\t'$' in place of ')'",
                "a$b\t'$' inside",
                "[a&&b]\ta class inside a class",
                "[a[b]]\ta class inside a class",
                "\\p{Alpha}\tthe property 'Alpha'",
                "\\uD83C\tan unpaired surrogate",
                "a{1001}\ta repetition of more than 1000 times",
                "(a{100}){100}\tmore than 2000 characters with its repetitions written out",
                "a.{20}b\tmore than 1000 states",
                "(a?){1000}\trepetitions of optional parts that are too large"
            })
    void rejectsUnsupportedConstructs(String pattern, String reason) {
        UnsupportedPatternException refusal =
                assertThrows(UnsupportedPatternException.class, () -> PatternCompiler.compile(pattern));

        assertEquals(reason, refusal.getMessage());
    }

    /** Java tries 2^40 ways through the first pattern, and overflows its stack with the second. */
    @Test
    void searchesInLinearTime() throws UnsupportedPatternException {
        TextPattern nested = PatternCompiler.compile("^(a+)+$");
        TextPattern choice = PatternCompiler.compile("^(a|b)*c$");

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertEquals(false, nested.isFoundIn("a".repeat(1_000_000) + "!"));
            assertEquals(false, choice.isFoundIn("ab".repeat(500_000)));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "^[0-9]{5}$ ~ 12033 ~ true",
                "^[0-9]{5}$ ~ 12033\\n ~ false",
                "^[0-9]{5}$ ~ 12033\\r\\n ~ false",
                "^[0-9]{5}$ ~ 12033\\u2028 ~ false",
                "(?=1)^[0-9]{5}$ ~ 12033 ~ true",
                "(?=1)^[0-9]{5}$ ~ 12033\\n ~ false",
                "(?!x)a$|b ~ a\\n ~ false",
                "(?!x)^.$ ~ \\u0085 ~ true",
                "(?!x)^.$ ~ \\n ~ false",
                "(?!x)^\\s$ ~ \\u00a0 ~ true",
                "(?!x)^\\S$ ~ \\u00a0 ~ false",
                "(?!x)^[\\S]$ ~ \\u00a0 ~ false",
                "(?!x)^[^\\S]$ ~ \\u00a0 ~ true",
                "(?!x)^[a[b]$ ~ [ ~ true",
                "(?!x)^[a&&b]$ ~ & ~ true",
                "(?!x)^[a$.]+$ ~ .$a ~ true",
                "(?!x)^[]$ ~ a ~ false",
                "(?!x)^[^]$ ~ \\n ~ true",
                "(?!x)^\\v$ ~ \\n ~ false",
                "(?!x)^\\v$ ~ \\u000b ~ true",
                "^\\0$ ~ \\u0000 ~ true",
                "^\\u{1F30A}$ ~ 🌊 ~ true",
                "^\\p{Letter}cole$ ~ école ~ true",
                "^\\p{Lowercase_Letter}+$ ~ École ~ false",
                "^\\P{Letter}$ ~ 1 ~ true",
                "^\\p{Script=Greek}$ ~ Ω ~ true",
                "^\\cA$ ~ \\u0001 ~ true",
                "^\\$\\.$ ~ $. ~ true",
                "^\\/$ ~ / ~ true"
            })
    void hasTheMeaningOfEcmaScript(String pattern, String escapedText, boolean found) {
        String text = JsonParser.parseString("\"" + escapedText + "\"").getAsString();

        assertEquals(found, EcmaExpression.compile(pattern).matcher(text).find());
        try {
            assertEquals(found, PatternCompiler.compile(pattern).isFoundIn(text));
        } catch (UnsupportedPatternException e) {
            assertTrue(!e.getMessage().isEmpty());
        }
    }

    @Test
    void supportsLongRepetitions() throws UnsupportedPatternException {
        assertTrue(found("^[A-Za-z0-9 .'-]{1,200}$", "x".repeat(200)));
        assertEquals(false, found("^[A-Za-z0-9 .'-]{1,200}$", "x".repeat(201)));
    }
}
