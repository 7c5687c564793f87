package io.riskstream.tools.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Header;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CasesFileTest {
    private static final String CASE = "cases:\n  - name: a\n    clock: \"2004-09-20T12:00:00Z\"\n";

    @TempDir
    private Path directory;

    private CasesFile read(String text) {
        return CasesFile.read(new SourceFile(directory.resolve("cases.yaml").toString(), text));
    }

    private List<String> problems(String text) {
        String prefix = directory + "/cases.yaml:";
        return assertThrows(YamlException.class, () -> read(text)).problems().stream()
                .map(ConfigurationProblem::toString)
                .map(problem -> problem.replace(prefix, "").replace(directory + "/", ""))
                .toList();
    }

    private static String event(Case testCase) {
        return new String(testCase.event(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> records(Case testCase) {
        return testCase.records().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> new String(entry.getValue(), StandardCharsets.UTF_8)));
    }

    @Test
    void sendsAMapAsJson() {
        Case testCase = read(CASE
                        + "    event:\n      id: c-1\n      amount: 1.50\n      huge: 1e999\n      answer: NO\n"
                        + "      yes: true\n      none: null\n      quoted: \"1\"\n      day: 2015-02-02\n"
                        + "      inner: {list: [1, a, []], empty: {}}\n    expect: {decision: accept}\n")
                .cases()
                .get(0);
        assertEquals(
                "{\"id\":\"c-1\",\"amount\":1.50,\"huge\":1e999,\"answer\":\"NO\",\"yes\":true,\"none\":null,"
                        + "\"quoted\":\"1\",\"day\":\"2015-02-02\",\"inner\":{\"list\":[1,\"a\",[]],\"empty\":{}}}",
                event(testCase));
        assertEquals("a", testCase.name());
        assertEquals(2, testCase.line());
        assertEquals(Instant.parse("2004-09-20T12:00:00Z"), testCase.clock());
        assertEquals(Map.of(), testCase.records());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            '{"id": '   | {"id":{blank}
            ""          | {nothing}
            12          | 12
            a,b         | a,b
            """)
    void sendsATextUnchanged(String written, String sent) {
        Case testCase = read(CASE + "    event: " + written + "\n").cases().get(0);
        assertEquals(sent.replace("{blank}", " ").replace("{nothing}", ""), event(testCase));
    }

    @Test
    void readsAnEventOfAnyBytesFromAFile() throws IOException {
        byte[] bytes = {'{', (byte) 0xFC, '}', '\r', '\n'};
        Files.write(Files.createDirectory(directory.resolve("events")).resolve("a.json"), bytes);
        Case testCase = read(CASE + "    file: events/a.json\n").cases().get(0);
        assertArrayEquals(new byte[] {'{', (byte) 0xFC, '}'}, testCase.event(), "without the line break at its end");
    }

    @Test
    void leavesTheLastByteOfABinaryEvent() throws IOException {
        byte[] bytes = {0x1f, (byte) 0x8b, 8, 0, '\n'};
        Files.write(directory.resolve("claim.gz"), bytes);
        assertArrayEquals(
                bytes, read(CASE + "    file: claim.gz\n").cases().get(0).event());
    }

    @Test
    void readsTheHeadersOfTheRecord() {
        Case testCase = read(CASE + "    event: x\n    headers: {ce_specversion: 1.0, ce_source: /portal}\n")
                .cases()
                .get(0);
        assertEquals(
                List.of(Header.of("ce_specversion", "1.0"), Header.of("ce_source", "/portal")), testCase.headers());
        assertEquals(List.of(), read(CASE + "    event: x\n").cases().get(0).headers());
    }

    @Test
    void readsRecordsFromMapsTextsAndAFile() throws IOException {
        Case inline = read(CASE + "    event: x\n    records:\n      \"county:1\": {density: 4.0}\n"
                        + "      \"county:2\": 'no JSON'\n")
                .cases()
                .get(0);
        assertEquals(Map.of("county:1", "{\"density\":4.0}", "county:2", "no JSON"), records(inline));
        Files.writeString(directory.resolve("records.json"), "{\"county:1\": {\"density\": 4.0}}\n");
        Case file =
                read(CASE + "    event: x\n    records: records.json\n").cases().get(0);
        assertEquals(Map.of("county:1", "{\"density\":4.0}"), records(file));
    }

    @Test
    void acceptsACaseThatExpectsNothing() {
        assertTrue(read(CASE + "    event: x\n").cases().get(0).expected().isNone());
        assertTrue(read(CASE + "    event: x\n    expect:\n")
                .cases()
                .get(0)
                .expected()
                .isNone());
        assertTrue(read(CASE + "    event: x\n    expect: {}\n")
                .cases()
                .get(0)
                .expected()
                .isNone());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            event: x, expct: {decision: a}                     | 2:54: unknown key 'expct'; did you mean 'expect'?
            event: x, expect: {decison: a}                     | 2:63: unknown key 'decison'; did you mean 'decision'?
            event: x, expect: {score: many}                    | 2:70: expected a number, not 'many'
            event: x, expect: {reasons: a}                     | 2:72: expected a list, not 'a'
            event: x, expect: {reasons: [[]]}                  | 2:73: expected a text, not a list
            event: x, expect: {fields: [a]}                    | 2:71: expected a map, not a list
            event: x, expect: {rejection: parse.json}          | 2:74: expected a map, not 'parse.json'
            event: x, expect: {rejection: {cod: a, code: b}}   | 2:75: unknown key 'cod'; did you mean 'code'?
            event: x, expect: {rejection: {path: a}}           | 2:74: 'code' is missing
            event: x, expect: {rejection: []}                  | 2:74: expected at least one rejection
            event: x, expect: {dropped: }                      | 2:71: expected a text, not nothing
            event: x, expect: [a]                              | 2:62: expected a map, not a list
            expect: {decision: a}                              | 2:5: 'event' is missing
            event: , expect: {decision: a}                     | 2:50: expected a map, which is sent as a JSON object, or a text, which is sent unchanged
            event: [1]                                         | 2:51: expected a map, which is sent as a JSON object, or a text, which is sent unchanged
            event: {a: 1, a: 2}                                | 2:58: duplicate key 'a'; the first is on line 2
            event: x, file: x                                  | 2:54: a case has either 'event' or 'file', not both
            file: [a]                                          | 2:50: expected a text, not a list
            event: x, headers: [a]                             | 2:63: expected a map, not a list
            event: x, records: [a]                             | 2:63: expected a map, not a list
            event: x, records: {"a:1": 5}                      | 2:71: expected a map, or a text, which is stored unchanged; if there is no record, remove 'a:1'
            event: x, records: {"a:1": null}                   | 2:71: expected a map, or a text, which is stored unchanged; if there is no record, remove 'a:1'
            """)
    void reportsProblemsWithTheirPositions(String rest, String problem) {
        List<String> problems = problems("cases:\n  - {name: a, clock: 2004-09-20T12:00:00Z, " + rest + "}\n");
        assertTrue(problems.contains(problem), () -> problems + " lack " + problem);
    }

    @Test
    void reportsFilesThatCannotBeUsed() throws IOException {
        Files.writeString(directory.resolve("list.json"), "[1]");
        Files.writeString(directory.resolve("cut.json"), "{\"a\": ");
        String missing = problems(CASE + "    file: ntestCase.json\n").get(0);
        assertTrue(missing.startsWith("4:11: ntestCase.json: no such file in "), missing);
        assertEquals(
                List.of("5:14: list.json: a JSON object is expected that maps keys to records"),
                problems(CASE + "    event: x\n    records: list.json\n"));
        String cut = problems(CASE + "    event: x\n    records: cut.json\n").get(0);
        assertTrue(cut.startsWith("5:14: cut.json: not JSON: "), cut);
    }

    @Test
    void reportsTimesAndNamesThatCannotBeUsed() {
        assertEquals(
                List.of("3:12: expected a time such as 2004-09-20T12:00:00Z, not 'noon'"),
                problems("cases:\n  - name: a\n    clock: noon\n    event: x\n"));
        assertEquals(
                List.of("5:11: another case has this name, on line 2; names must be unique"),
                problems(CASE + "    event: x\n" + "  - name: a\n    clock: \"2004-09-20T12:00:00Z\"\n    event: y\n"));
        assertEquals(
                List.of("1:1: 'cases' is missing", "1:1: unknown key 'case'; did you mean 'cases'?"),
                problems("case: []\n").stream().sorted().toList());
    }
}
