package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.QuietFlux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Changes the scorecard of the worked example in a directory of its own. */
@ExtendWith(QuietFlux.class)
class ScorecardCheckTest {
    private static final Path EXAMPLE = Path.of("src/test/resources/rules");

    @TempDir
    private Path directory;

    @BeforeEach
    void copy() throws IOException {
        for (String file : List.of("event.schema.json", "scorecard.yaml", "channel.csv", "cases.yaml")) {
            Files.copy(EXAMPLE.resolve(file), directory.resolve(file));
        }
    }

    private List<Finding> findings() throws IOException {
        String flux = Files.readString(EXAMPLE.resolve("motor-quotes.yaml"))
                .replace("src/test/resources/rules/", directory + "/");
        return new Checker().check("motor-quotes.yaml", flux, new Properties()).findings();
    }

    private void change(String file, String from, String to) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertTrue(text.contains(from), from);
        Files.writeString(directory.resolve(file), text.replace(from, to));
    }

    @Test
    void warnsOfARuleThatTheSchemaMakesImpossible() throws IOException {
        change("scorecard.yaml", "  young: age < 25", "  young: age < 17");
        Finding never = findings().stream()
                .filter(finding -> finding.message().contains("'young-driver' can never fire"))
                .findFirst()
                .orElseThrow();
        assertEquals("scorecard.rule", never.code());
        assertEquals(
                "    when: young",
                Files.readAllLines(directory.resolve("scorecard.yaml"))
                        .get(never.position().line() - 1));
        assertTrue(findings().stream().noneMatch(Finding::isError));
    }

    @Test
    void doesNotUseTheSchemaOfEventsThatAreNotValidated() throws IOException {
        change("scorecard.yaml", "  young: age < 25", "  young: age < 17");
        String flux = Files.readString(EXAMPLE.resolve("motor-quotes.yaml"))
                .replace("src/test/resources/rules/", directory + "/")
                .replaceAll("(?s)  - id: validate-schema.*?(?=  # Drops)", "")
                .replace("validate-schema, ", "");
        assertEquals(
                List.of(),
                new Checker().check("motor-quotes.yaml", flux, new Properties()).findings());
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        assumeTrue(process.waitFor() == 0, "git works");
    }

    private List<String> codes() throws IOException {
        return findings().stream().map(Finding::code).toList();
    }

    @Test
    void warnsOfAChangeSinceTheLastCommitWithoutANewVersion() throws IOException, InterruptedException {
        git("init", "-q");
        git("add", ".");
        git("commit", "-qm", "scorecard");
        assertEquals(List.of(), codes());
        change("scorecard.yaml", "# points by bins of a number", "# points by the age");
        assertEquals(List.of(), codes());
        change("scorecard.yaml", "points: 6", "points: 7");
        assertEquals(List.of("scorecard.version"), codes());
        change("scorecard.yaml", "version: \"1\"", "version: \"2\"");
        assertEquals(List.of(), codes());
        change("scorecard.yaml", "version: \"2\"", "version: \"1\"");
        change("scorecard.yaml", "points: 7", "points: 6");
        change("channel.csv", "true,3,", "true,4,");
        assertEquals(List.of("scorecard.version"), codes());
    }

    @Test
    void readsTheTablesOfTheCommittedScorecardAsTheyAreCommitted() throws IOException, InterruptedException {
        git("init", "-q");
        git("add", ".");
        git("commit", "-qm", "scorecard");
        Files.move(directory.resolve("channel.csv"), directory.resolve("sales.csv"));
        change("scorecard.yaml", "file: channel.csv", "file: sales.csv");
        assertEquals(List.of("scorecard.version"), codes());
    }
}
