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
                        .replace("from: 50", "from: 55")
                        .replace("- id: low-building", "- id: flat-building"));

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
        assertTrue(lines.contains("band       ~ review from: 50 -> 55"), run.out());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("rule       - low-building: when: ")), run.out());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("rule       + flat-building: when: ")), run.out());
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
        assertEquals("HEAD:" + FLUX + " and HEAD:" + FLUX + " have the same meaning\n", same.out());
    }

    @Test
    void tablesInCsvFilesAreComparedByRow() throws IOException {
        for (String side : List.of("old", "new")) {
            Path directory = Files.createDirectories(project.resolve(side));
            for (String file : List.of("event.schema.json", "scorecard.yaml", "channel.csv", "cases.yaml")) {
                Files.copy(Path.of("src/test/resources/rules", file), directory.resolve(file));
            }
            Files.writeString(
                    directory.resolve("quotes.yaml"),
                    Files.readString(Path.of("src/test/resources/rules/motor-quotes.yaml"))
                            .replace("src/test/resources/rules/", ""));
        }
        String header = "\"has(channel) ? channel : \"\"none\"\"\",value <,young,points,reason\n";
        Files.writeString(
                project.resolve("new/channel.csv"),
                header + "\"broker, none\",-,-,-1,\nweb,10000,true,4,Young on the web\nweb,5000,-,2,\n");

        CommandLineRun run = CommandLineRun.of(
                "diff",
                project.resolve("old/quotes.yaml").toString(),
                project.resolve("new/quotes.yaml").toString());

        String web = "has(channel) ? channel : \"none\" web";
        assertEquals(1, run.exitCode(), run.err());
        assertEquals(
                List.of(
                        "table      ~ channel row [" + web + ", value < 10000, young true] points: 3 -> 4",
                        "table      ~ channel row [" + web
                                + ", value < 10000, young true] reason: A cheap car, quoted on the web by a young driver -> Young on the web",
                        "table      - channel row [" + web + "]: points: 0, reason: ",
                        "table      + channel row [" + web + ", value < 5000]: points: 2, reason: ",
                        "table      ~ channel order: the first row that has another place is [has(channel) ? channel : \"none\" broker, none]"),
                run.out().lines().toList());
    }
}
