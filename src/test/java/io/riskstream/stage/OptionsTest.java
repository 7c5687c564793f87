package io.riskstream.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.ParsedTemplate;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private enum Ending {
        PASS,
        REJECT
    }

    private static final Options.Declared DECLARED = Options.of("look-up")
            .required("name", Options.Kind.TEXT, "what it is called")
            .optional("note", Options.Kind.TEXT, "a note")
            .optional("entries", Options.Kind.INTEGER, 10, "how many")
            .optional("deadlineMillis", Options.Kind.MILLISECONDS, 50, "how long")
            .optional("tls", Options.Kind.BOOLEAN, false, "whether")
            .optional("columns", Options.Kind.LIST, "which")
            .optional("types", Options.Kind.MAP, "of what type")
            .choice("onMiss", Ending.PASS, "what then");

    private static String problem(Map<String, ?> arguments) {
        return assertThrows(IllegalArgumentException.class, () -> DECLARED.read(arguments))
                .getMessage();
    }

    private static Map<String, Object> county(String option, Object value) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("name", "county");
        arguments.put(option, value);
        return arguments;
    }

    @Test
    void usesDefaultsForOptionsThatAreNotGiven() {
        Options options = DECLARED.read(Map.of("name", "county"));
        assertEquals("county", options.text("name"));
        assertEquals(10, options.integer("entries"));
        assertEquals(Duration.ofMillis(50), options.millis("deadlineMillis"));
        assertFalse(options.bool("tls"));
        assertEquals(Ending.PASS, options.choice("onMiss", Ending.class));
        assertEquals(Optional.empty(), options.optionalText("note"));
        assertFalse(options.has("note"));
        assertEquals(List.of(), options.texts("columns"));
        assertEquals(Map.of(), options.map("types"));
        assertThrows(IllegalStateException.class, () -> options.text("note"));
    }

    @Test
    void returnsTheGivenValues() {
        Options options = DECLARED.read(Map.of(
                "name",
                7,
                "entries",
                12L,
                "tls",
                true,
                "columns",
                List.of("a", 1),
                "types",
                Map.of("a", 2),
                "onMiss",
                "REJECT"));
        assertEquals("7", options.text("name"), "YAML reads digits as a number, but the option is a text");
        assertEquals(12, options.integer("entries", 1, 12));
        assertTrue(options.bool("tls"));
        assertEquals(List.of("a", "1"), options.texts("columns"));
        assertEquals(Map.of("a", "2"), options.map("types"));
        assertEquals(Ending.REJECT, options.choice("onMiss", Ending.class));
    }

    @Test
    void reportsAllProblemsAtOnceWithTheComponentAndTheNearestWord() {
        assertEquals(
                "look-up 'county': unknown option 'onMis'; did you mean 'onMiss'?", problem(county("onMis", "PASS")));
        assertEquals(
                "look-up: unknown option 'nam'; did you mean 'name'?\nlook-up: option 'name' is missing: what it is called",
                problem(Map.of("nam", "county")));
        assertEquals(
                "look-up 'county': option 'onMiss' cannot be 'REJET'; did you mean 'REJECT'?",
                problem(county("onMiss", "REJET")));
        assertEquals("look-up: its options are missing", problem(null));
    }

    @Test
    void reportsOneStructuredProblemForEachMistake() {
        ConfigurationException exception = assertThrows(
                ConfigurationException.class, () -> DECLARED.read(Map.of("nam", "county", "onMiss", "REJET")));
        List<ConfigurationProblem> problems = exception.problems().stream()
                .sorted(Comparator.comparing(ConfigurationProblem::option))
                .toList();
        assertEquals(
                List.of(
                        ConfigurationProblem.ofOption("look-up", "nam", "nam", "unknown option 'nam'")
                                .withHint("did you mean 'name'?"),
                        ConfigurationProblem.ofOption(
                                "look-up", "name", "", "option 'name' is missing: what it is called"),
                        ConfigurationProblem.ofOption("look-up", "onMiss", "REJET", "option 'onMiss' cannot be 'REJET'")
                                .withHint("did you mean 'REJECT'?")),
                problems);
    }

    @Test
    void addsTheComponentAndTheOptionToTheProblemsOfAnArgument() {
        Options options = DECLARED.read(county("note", "a {b"));
        ConfigurationException exception = assertThrows(
                ConfigurationException.class,
                () -> options.checked("note", () -> ParsedTemplate.of(options.text("note"))));
        assertEquals(
                List.of(ConfigurationProblem.ofOption(
                        "look-up 'county'", "note", "a {b", "template 'a {b': '{' without '}'")),
                exception.problems());
    }

    @Test
    void returnsTheWrittenValueOfAScalarOptionInAProblem() {
        Options options = DECLARED.read(county("entries", 13));
        assertEquals(
                "13", options.problem("entries", "too many").problems().get(0).value());
        assertEquals("", options.problem("columns", "none").problems().get(0).value());
    }

    @Test
    void rejectsAValueOfTheWrongKind() {
        assertEquals(
                "look-up 'county': option 'entries' takes a whole number, not '1.5'", problem(county("entries", 1.5)));
        assertEquals(
                "look-up 'county': option 'entries' takes a whole number, not the text '1'",
                problem(county("entries", "1")));
        assertEquals(
                "look-up 'county': option 'deadlineMillis' takes a whole number of milliseconds, from 0 to a day, not '-1'",
                problem(county("deadlineMillis", -1)));
        assertEquals(
                "look-up 'county': option 'tls' takes true or false, not the text 'yes'",
                problem(county("tls", "yes")));
        assertEquals(
                "look-up 'county': option 'columns' takes a list, not the text 'a'", problem(county("columns", "a")));
        assertEquals("look-up 'county': option 'types' takes a map, not '1'", problem(county("types", 1)));
        assertEquals("look-up 'county': option 'note' takes a text, not nothing", problem(county("note", null)));
        assertEquals("look-up: option 'name' takes a text, not nothing", problem(county("name", null)));
    }

    @Test
    void rejectsANumberOutOfBounds() {
        Options options = DECLARED.read(county("entries", 13));
        assertEquals(
                "look-up 'county': option 'entries' must be between 1 and 12, not 13",
                assertThrows(IllegalArgumentException.class, () -> options.integer("entries", 1, 12))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> options.integer("entries", 14, 20));
        assertThrows(IllegalArgumentException.class, () -> DECLARED.read(county("entries", 1L << 32))
                .integer("entries", 0, Integer.MAX_VALUE));
    }

    @Test
    void doesNotChangeADeclarationWhenAnOptionIsAdded() {
        Options.Declared more = DECLARED.optional("more", Options.Kind.TEXT, "more");
        assertEquals(DECLARED.list().size() + 1, more.list().size());
        assertTrue(problem(county("more", "x")).contains("unknown option 'more'"));
    }

    @Test
    void limitsMillisecondsToADay() {
        Options.Declared declared = Options.of("thing").optional("pauseMillis", Options.Kind.MILLISECONDS, "a pause");
        assertEquals(
                Duration.ofDays(1),
                declared.read(Map.of("pauseMillis", 86_400_000)).millis("pauseMillis"));
        for (long wrong : new long[] {-1, 86_400_001, Long.MAX_VALUE}) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> declared.read(Map.of("pauseMillis", wrong)))
                    .getMessage();
            assertTrue(message.contains("from 0 to a day"), message);
        }
    }
}
