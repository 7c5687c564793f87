package io.riskstream.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class YamlFileTest {
    private static <T> T read(String text, Function<YamlNode, T> reader) {
        return YamlFile.read(new SourceFile("a.yaml", text), reader);
    }

    private static List<String> problems(String text, Function<YamlNode, ?> reader) {
        return assertThrows(YamlException.class, () -> read(text, reader)).problems().stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }

    /** Adds a problem at each 'X' of the text under {@code key}. */
    private static List<String> problemsAtEachX(String yaml) {
        return problems(yaml, root -> {
            YamlNode node = root.map().get("key");
            String text = node.text();
            for (int at = text.indexOf('X'); at >= 0; at = text.indexOf('X', at + 1)) {
                node.addProblem(at, 1, "X");
            }
            return text;
        });
    }

    @Test
    void showsTheLineOfEachProblemWithACaret() {
        YamlException exception = assertThrows(
                YamlException.class,
                () -> read("a: 1\nb:  many\nc: '" + "\u00e9".repeat(150) + " \ud83d\ude00X'\n", root -> {
                    YamlMap map = root.map("a", "b", "c");
                    map.get("b").integer();
                    map.get("c").addProblem(153, 1, "not this");
                    return 0;
                }));
        assertEquals(
                "a.yaml:2:5: expected a whole number, not 'many'\n  b:  many\n      ^\n" + "a.yaml:3:157: not this\n  "
                        + "\u00e9".repeat(77) + " \ud83d\ude00X'\n  " + " ".repeat(79) + "^",
                exception.getMessage());
    }

    @Test
    void readsTypedValues() {
        String yaml = "name: a\nweight: -1.5\ncount: 3\non: true\nlist: [x, 'y']\nnothing:\n";
        String all = read(yaml, root -> {
            YamlMap map = root.map("name", "weight", "count", "on", "list", "nothing", "other");
            return map.get("name").text()
                    + map.get("weight").number()
                    + map.get("count").integer()
                    + map.get("on").bool()
                    + map.get("list").list().stream().map(YamlNode::text).toList()
                    + map.get("nothing").isNull()
                    + map.find("other").isPresent()
                    + map.has("count");
        });
        assertEquals("a-1.53true[x, y]truefalsetrue", all);
    }

    @Test
    void reportsAllProblemsInTheOrderOfTheFile() {
        String yaml = "nmae: a\nweight: heavy\nlist:\n  - a: 1\n    a: 2\n  - b\n";
        assertEquals(
                List.of(
                        "a.yaml:1:1: unknown key 'nmae'; did you mean 'name'?",
                        "a.yaml:1:1: 'name' is missing",
                        "a.yaml:2:9: expected a number, not 'heavy'",
                        "a.yaml:5:5: duplicate key 'a'; the first is on line 4",
                        "a.yaml:6:5: expected a map, not 'b'"),
                problems(yaml, root -> {
                    YamlMap map = root.map("name", "weight", "list");
                    map.get("list").list().forEach(element -> element.map("a"));
                    map.get("weight").number();
                    return map.get("name").text();
                }));
    }

    @Test
    void reportsTheProblemIfTheReaderFailsOnASubstitute() {
        assertEquals(
                List.of("a.yaml:1:1: 'name' is missing"),
                problems("other: 1", root -> root.map().get("name").text().charAt(0)));
    }

    @Test
    void throwsTheExceptionOfTheReaderIfTheFileIsValid() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> read("a: 1", root -> {
                    throw new UnsupportedOperationException();
                }));
    }

    @Test
    void rejectsNumbersInNotationsThatAreNotJson() {
        for (String notation : List.of("010", "1_000", "0x1F", "1:30", ".inf", ".nan", "\"12\"", "1e999", "12kg")) {
            List<String> problems =
                    problems("n: " + notation, root -> root.map().get("n").number());
            assertTrue(problems.get(0).startsWith("a.yaml:1:4: expected a number, not "), problems.toString());
        }
        assertEquals(1000.0, read("n: 1e3", root -> root.map().get("n").number()));
    }

    @Test
    void rejectsBooleansOtherThanTrueAndFalse() {
        assertEquals(
                List.of("a.yaml:1:4: expected true or false, not 'yes'"),
                problems("b: yes", root -> root.map().get("b").bool()));
    }

    @Test
    void rejectsNumbersThatAreNotIntegersOf64Bits() {
        assertEquals(
                List.of("a.yaml:1:4: expected a whole number, not '1.5'"),
                problems("i: 1.5", root -> root.map().get("i").integer()));
        assertEquals(
                List.of("a.yaml:1:4: expected a whole number of 64 bits, not '9223372036854775808'"),
                problems("i: 9223372036854775808", root -> root.map().get("i").integer()));
    }

    @Test
    void reportsThePositionOfMalformedYaml() {
        List<String> problems = problems("a: 1\nb: [1, 2\nc: 3\n", root -> root);
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("a.yaml:2:4: not well-formed YAML: "), problems.toString());
        assertEquals(List.of("a.yaml:1:1: the file is empty"), problems("# nothing\n", root -> root));
        assertEquals(
                List.of("a.yaml:2:4: not well-formed YAML: a character that YAML does not allow"),
                problems("a: 1\nb: \u0007\n", root -> root));
    }

    @Test
    void rejectsSecondDocumentsMergeKeysAndForeignTags() {
        assertTrue(problems("a: 1\n---\nb: 2\n", root -> root).get(0).contains("not well-formed YAML"));
        assertEquals(
                List.of("a.yaml:2:1: merge keys ('<<') are not allowed here; write the entries out"),
                problems("a: &a {x: 1}\n<<: *a\n", YamlNode::map));
        assertEquals(
                List.of(
                        "a.yaml:1:4: expected a text, not a value with the YAML tag !secret; put a text that begins with '!' in quotes"),
                problems("a: !secret x", root -> root.map().get("a").text()));
    }

    @Test
    void acceptsAliasesButNotTheirExplosion() {
        assertEquals("xx", read("a: &a x\nb: *a\n", root -> {
            YamlMap map = root.map();
            return map.get("a").text() + map.get("b").text();
        }));
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(",", List.of(alias, alias, alias, alias, alias))));
        }
        assertEquals(
                List.of(
                        "a.yaml:1:1: not well-formed YAML: its aliases are nested too deeply or expand to too many nodes"),
                problems(bomb.toString(), root -> root));
        assertEquals(
                List.of(
                        "a.yaml:1:1: not well-formed YAML: its aliases are nested too deeply or expand to too many nodes"),
                problems("a: &a\n  b: *a\n", root -> root));
    }

    @Test
    void reportsAProblemInATextAtItsCharacter() {
        assertEquals(List.of("a.yaml:1:8: X"), problemsAtEachX("key: abX"));
        assertEquals(List.of("a.yaml:1:8: X"), problemsAtEachX("key: 'aX'"));
        assertEquals(List.of("a.yaml:1:10: X"), problemsAtEachX("key: 'a''X'"));
        assertEquals(List.of("a.yaml:1:17: X"), problemsAtEachX("key: \"\\u0041\\\"\\tX\""));
        assertEquals(List.of("a.yaml:1:9: X"), problemsAtEachX("key: \u00e4\ud83d\ude00 X"));
    }

    @Test
    void reportsAProblemInATextOfSeveralLinesOnItsLine() {
        assertEquals(
                List.of("a.yaml:1:6: X", "a.yaml:2:4: X", "a.yaml:4:3: X"),
                problemsAtEachX("key: X a\n  bX\n\n  X c\n"));
        assertEquals(List.of("a.yaml:2:5: X", "a.yaml:3:3: X"), problemsAtEachX("key: |\n  a X\n  X b\n"));
        assertEquals(
                List.of("a.yaml:2:5: X", "a.yaml:3:3: X", "a.yaml:5:4: X"),
                problemsAtEachX("key: >- # folded\n  a X\n  X b\n\n  cX\n"));
        // lines of their own indentation are not folded
        assertEquals(List.of("a.yaml:1:6: X", "a.yaml:2:3: X"), problemsAtEachX("key: >\n  X a\n    b\n    c X\n"));
    }

    @Test
    void returnsTheSpanOfAValue() {
        String yaml =
                "a: 1   # one\nb: \"\ud83d\ude00 two\"\nc: [x, {y: z}]   # flow\nd:\n  - 1\n  # in between\n  - e: 'f'\n\n# after\n"
                        + "g: |\n  text\n\nh:\n";
        List<String> spans = read(yaml, root -> root.map().entries().values().stream()
                .map(node -> yaml.substring(node.span().from(), node.span().to()))
                .toList());
        assertEquals(
                List.of("1", "\"\ud83d\ude00 two\"", "[x, {y: z}]", "- 1\n  # in between\n  - e: 'f'", "|\n  text", ""),
                spans);
    }

    @Test
    void returnsTheNotationOfAValue() {
        assertEquals(
                List.of("plain x", "x", "plain 1", "", "flow", "", "no text"),
                read("[x, 'x', 1, \"\", [], {}, ]\n".replace("{}, ", "\n  \"\", null"), root -> root.list().stream()
                        .map(node -> node.isFlow()
                                ? "flow"
                                : (node.isPlain() ? "plain " : "")
                                        + node.scalarText().orElse("no text"))
                        .toList()));
    }
}
