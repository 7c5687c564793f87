package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
    private static final String FLUX = "flux/flood-claims.yaml";
    private static final String CARD = "topologies/flood-claims/scorecard.yaml";

    @TempDir
    private Path project;

    /** Copies the flood pipeline into a project of its own, with another scorecard. */
    private String copy(String before, String after) throws IOException {
        for (String directory : List.of("topologies/flood-claims", "conf", "flux")) {
            try (Stream<Path> files = Files.list(Path.of(directory))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = project.resolve(file.toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        Path card = project.resolve(CARD);
        String text = Files.readString(card);
        assertTrue(text.contains(before), before);
        Files.writeString(card, text.replace(before, after));
        return project.resolve(FLUX).toString();
    }

    @Test
    void eachSideReadsTheFilesOfItsOwnProject() throws IOException {
        String copy = copy("waterDepth >= 6 ? 18 : 14", "waterDepth >= 6 ? 22 : 14");

        CommandLineRun run = CommandLineRun.of("diff", FLUX, copy);

        assertEquals(1, run.exitCode(), run.err());
        assertEquals(
                "rule       ~ deep-water points: waterDepth >= 6 ? 18 : 14 -> waterDepth >= 6 ? 22 : 14\n", run.out());
    }

    @Test
    void reasonsThresholdsAndBandsAreComparedByRule() throws IOException {
        String copy = copy("reason: Water of three feet or more", "reason: Deep water");
        Path card = project.resolve(CARD);
        Files.writeString(
                card,
                Files.readString(card)
                        .replace("waterDepth >= 3\n", "waterDepth >= 4\n")
                        .replace("from: 52", "from: 55")
                        .replace("- id: storm-surge", "- id: wave-zone"));

        CommandLineRun run = CommandLineRun.of("diff", FLUX, copy);

        assertEquals(1, run.exitCode(), run.err());
        List<String> lines = run.out().lines().toList();
        assertEquals(5, lines.size(), run.out());
        assertTrue(
                lines.contains("rule       ~ deep-water reason: Water of three feet or more -> Deep water"), run.out());
        assertTrue(
                lines.contains(
                        "rule       ~ deep-water when: has(waterDepth) && waterDepth >= 3 -> has(waterDepth) && waterDepth >= 4"),
                run.out());
        assertTrue(lines.contains("band       ~ review from: 52 -> 55"), run.out());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("rule       - storm-surge: when: ")), run.out());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("rule       + wave-zone: when: ")), run.out());
    }

    @Test
    void aSideThatCannotBeBuiltIsSaidAndNotCompared() throws IOException {
        String copy = copy("waterDepth >= 6", "waterDept >= 6");

        CommandLineRun run = CommandLineRun.of("diff", FLUX, copy);

        assertEquals(1, run.exitCode());
        assertEquals("", run.out());
        assertTrue(run.err().contains("did you mean 'waterDepth'?"), run.err());
        assertTrue(run.err().endsWith("not compared, because " + copy + " cannot be built\n"), run.err());
    }

    @Test
    void aRevisionStandsForTheSameFile() {
        assumeTrue(Files.exists(Path.of(".git")), "this is no git repository");

        CommandLineRun unknown = CommandLineRun.of("diff", "no-such-revision", FLUX);
        CommandLineRun head = CommandLineRun.of("diff", "HEAD", FLUX);
        CommandLineRun absent = CommandLineRun.of("diff", "HEAD:flux/no-such.yaml", FLUX);
        CommandLineRun same = CommandLineRun.of("diff", "HEAD:" + FLUX, "HEAD:" + FLUX);

        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().startsWith("revision no-such-revision: "), unknown.err());
        assertEquals("", head.err());
        assertEquals(2, absent.exitCode());
        assertTrue(absent.err().startsWith("revision HEAD has no file 'flux/no-such.yaml'"), absent.err());
        assertEquals(0, same.exitCode(), same.out() + same.err());
    }
}
