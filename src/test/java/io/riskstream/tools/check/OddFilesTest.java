package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.QuietFlux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks values of a wrong kind, files in another encoding, and characters that YAML reads as line breaks. */
@ExtendWith(QuietFlux.class)
class OddFilesTest {
    private static final Checker CHECKER = new Checker();
    private static final String WORDS =
            SourceFile.read("check/stock/words.yaml").text();

    @TempDir
    private Path directory;

    private static List<String> findings(String from, String to) {
        assertTrue(WORDS.contains(from), from);
        return CHECKER.check("words.yaml", WORDS.replace(from, to), new Properties()).findings().stream()
                .map(Finding::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    className: org.apache.storm.testing.TestWordSpout | className: [org.apache.storm.testing.TestWordSpout] | 15:17: error [yaml.type] 'className' takes a text, not a list
                    className: org.apache.storm.testing.TestWordSpout | className: {a: b} | 15:17: error [yaml.type] 'className' takes a text, not a map
                    id: words        | id: [words]         | 14:10: error [yaml.type] 'id' takes a text, not a list
                    name: words to   | name: [words, to] # | 26:12: error [yaml.type] 'name' takes a text, not a list
                    from: words      | from: {a: words}    | 27:12: error [yaml.type] 'from' takes a text, not a map
                    type: FIELDS     | type: [FIELDS]      | 30:14: error [yaml.choice] 'type' cannot be a list; known are ALL, CUSTOM, DIRECT, FIELDS, GLOBAL, LOCAL_OR_SHUFFLE, NONE, SHUFFLE
                    args: [word]     | args: [[word]]      | 31:15: error [yaml.type] 'args' takes a list of texts, and this is a list
                    args: [word]     | args: word          | 31:13: error [yaml.type] 'args' takes a list, not 'word'
                    parallelism: 1   | parallelism: [1]    | 16:19: error [yaml.type] 'parallelism' takes a whole number, not a list
                    - 5              | - ref: [a]          | 11:15: error [ref.type] 'ref' takes the id of one component, not a list
                    topology.workers: 1 | null: 1          | 5:3: error [yaml.type] the name of a setting is a text, not nothing
                    topology.workers: 1 | topology.workers: !!binary aGVsbG8= | 5:21: error [config.json] 'topology.workers' is a byte[], which Storm cannot send as JSON; put it in quotes
                    """)
    void reportsAValueOfAWrongKindWithItsPosition(String from, String to, String expected) {
        List<String> findings = findings(from, to);
        assertTrue(findings.contains("words.yaml:" + expected), () -> expected + " is not in " + findings);
    }

    @Test
    void reportsANameThatIsAListOnce() {
        assertEquals(
                List.of("words.yaml:2:8: error [yaml.type] 'name' takes a text, not a list"),
                findings("name: words\n", "name: [words]\n"));
    }

    @ParameterizedTest
    @ValueSource(chars = {0x0085, 0x2028, 0x2029})
    void findsAFaultyValueInQuotesWithACharacterThatYamlReadsAsALineBreak(char character) {
        List<String> findings = findings("from: words", "from: \"wor" + character + "ds\"");
        assertTrue(
                findings.contains("words.yaml:27:15: warning [yaml.line-break] YAML reads the character U+"
                        + String.format("%04X", (int) character) + " as the end of the line; remove it"),
                findings.toString());
        assertTrue(
                findings.stream().anyMatch(finding -> finding.startsWith("words.yaml:27:11: error [stream.from]")),
                findings.toString());
    }

    @Test
    void placesASyntaxErrorAfterSuchACharacterOnTheLineOfAnEditor() {
        List<String> findings = findings("# Stock", "# St\u0085ock");
        assertEquals(2, findings.size(), findings.toString());
        assertTrue(findings.get(0).startsWith("words.yaml:1:5: warning [yaml.line-break]"), findings.get(0));
        assertTrue(findings.get(1).startsWith("words.yaml:2:"), findings.get(1));
    }

    @Test
    void printsNoControlCharacters() {
        CheckReport report =
                CHECKER.check("words.yaml", WORDS.replace("from: words", "from: \"wo\\e[31mrds\""), new Properties());
        String text = ReportFormat.TEXT.of(List.of(report));
        assertTrue(text.contains("'wo?[31mrds'"), text);
        assertTrue(text.chars().noneMatch(c -> c == 0x1b), text);
    }

    @Test
    void reportsTheFirstByteThatIsNotUtf8() throws IOException {
        Path flux = Files.write(
                directory.resolve("latin.yaml"),
                WORDS.replace("words to counts", "W\u00f6rter").getBytes(StandardCharsets.ISO_8859_1));
        CheckReport report = CHECKER.check(flux, Optional.empty(), false);
        assertEquals(
                List.of(flux + ":26:12: error [file.encoding] byte 0xF6 is not UTF-8 text; save the file in UTF-8"),
                report.findings().stream().map(Finding::toString).toList());
    }

    @Test
    void reportsAnIncludedFileThatIsNotUtf8() throws IOException {
        Path included = Files.write(
                directory.resolve("included.yaml"),
                "config:\n  owner: M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        Path flux = Files.writeString(
                directory.resolve("words.yaml"),
                WORDS + "\nincludes:\n  - {resource: false, file: " + included + "}\n");
        CheckReport report = CHECKER.check(flux, Optional.empty(), false);
        assertEquals(
                List.of(included + ":2:11: error [file.encoding] byte 0xFC is not UTF-8 text; save the file in UTF-8"),
                report.findings().stream().map(Finding::toString).toList());
    }

    @Test
    void reportsFilesOfThePipelineThatAreNotUtf8AtTheirPosition() throws IOException {
        Path topology = Files.createDirectories(directory.resolve("topologies"));
        for (String file : List.of("event.schema.json", "scorecard.yaml", "references.yaml", "cases.yaml")) {
            Path original = Path.of("topologies/flood-claims", file);
            Files.copy(original, topology.resolve(file));
        }
        Path events = Files.createDirectory(topology.resolve("cases"));
        try (Stream<Path> files = Files.list(Path.of("topologies/flood-claims/cases"))) {
            for (Path file : files.toList()) {
                Files.copy(file, events.resolve(file.getFileName()));
            }
        }
        String flux = FluxFiles.inlined(Path.of("flux/flood-claims.yaml"))
                .replace("topologies/flood-claims/", topology + "/");
        assertEquals(
                List.of(),
                CHECKER.check("flood.yaml", flux, ShippedPipelines.local()).findings());
        for (String file : List.of("event.schema.json", "scorecard.yaml", "references.yaml", "cases.yaml")) {
            Path changed = topology.resolve(file);
            byte[] original = Files.readAllBytes(changed);
            byte[] bytes = original.clone();
            bytes[bytes.length / 2] = (byte) 0xfc;
            Files.write(changed, bytes);
            List<Finding> findings =
                    CHECKER.check("flood.yaml", flux, ShippedPipelines.local()).findings();
            assertTrue(
                    findings.stream()
                            .anyMatch(finding -> finding.position().file().equals(changed.toString())
                                    && finding.position().line() > 1
                                    && finding.message().equals("byte 0xFC is not UTF-8 text")),
                    findings.toString());
            Files.write(changed, original);
        }
    }
}
