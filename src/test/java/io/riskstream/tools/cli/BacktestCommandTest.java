package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestCommandTest {
    private static final String CARD = "topologies/flood-claims/scorecard.yaml";
    private static final Path SHARED = Path.of("../shared/data");

    @TempDir
    private Path folder;

    private static String claim(String id, int year, String state, int depth, String more) {
        return """
            {"id": "%s", "dateOfLoss": "%d-09-16T00:00:00.000Z", "state": "%s", "countyCode": "12033",
             "waterDepth": %d, "totalBuildingInsuranceCoverage": 70000, "totalContentsInsuranceCoverage": 10000%s}
            """.formatted(id, year, state, depth, more).replace("\n", "") + "\n";
    }

    /** Writes claims of which those with water of six feet or more cost much; the last two have no final or no known outcome. */
    private Path claims() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            lines.append(claim("c-" + i, 2003, i % 2 == 0 ? "FL" : "TX", i, ", \"paid\": " + 1_000 * i));
        }
        lines.append(claim("=2+5<b>", 2003, "FL", 7, ", \"paid\": \"9000\""));
        lines.append(claim("young", 2020, "FL", 7, ", \"paid\": 0"));
        lines.append(claim("unpaid", 2003, "FL", 7, ""));
        lines.append("{\"id\": \"no claim\"}\n");
        return Files.writeString(folder.resolve("claims.jsonl"), lines);
    }

    /** Writes the shipped scorecard with higher points for very deep water, and another bound of a band. */
    private Path challenger() throws IOException {
        String text = Files.readString(Path.of(CARD))
                .replace("waterDepth >= 6 ? 18 : 14", "waterDepth >= 6 ? 40 : 14")
                .replaceFirst("version: \"\\d+\"", "version: \"challenger\"");
        return Files.writeString(folder.resolve("challenger.yaml"), text);
    }

    private static CommandLineRun backtest(Object... more) {
        List<String> arguments = new ArrayList<>(List.of("backtest", "flux/flood-claims.yaml"));
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private static List<String> lines(Path directory, String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }

    @Test
    void comparesTwoScorecardsWithEachOtherAndWithTheOutcome() throws IOException {
        Path csv = folder.resolve("csv");
        Path html = folder.resolve("report.html");
        CommandLineRun run = backtest(
                CARD,
                challenger(),
                "--input",
                claims(),
                "--outcome",
                "paid >= 6000",
                "--mature",
                "timestamp(dateOfLoss) < timestamp(\"2010-01-01T00:00:00Z\")",
                "--by",
                "state",
                "--csv",
                csv,
                "--html",
                html);

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("events: 12 read, 11 scored, 1 rejected, 0 dropped"), run.out());
        assertTrue(
                run.out()
                        .contains(
                                "3 of 9 events (33.33%); excluded: 1 without a result of the expression, 1 not final"),
                run.out());
        assertTrue(run.out().contains("WARNING: the look-ups find simulated records"), run.out());
        // the outcome is that of deep water, so the points for it order the claims
        assertTrue(lines(csv, "measures.csv").stream().anyMatch(line -> line.startsWith("AUC,B,1.0,")), run.out());
        assertTrue(
                lines(csv, "changed.csv").stream().anyMatch(line -> line.matches("c-6,.*,deep-water 18 -> 40")),
                lines(csv, "changed.csv").toString());
        assertTrue(
                lines(csv, "changed.csv").stream().anyMatch(line -> line.startsWith("'=2+5<b>,")),
                "a text that a spreadsheet would take for a formula");
        assertEquals(5, lines(csv, "changed.csv").size() - 1);
        assertTrue(lines(csv, "changing-rules.csv").contains("deep-water,5"), run.out());
        assertTrue(lines(csv, "groups.csv").stream().anyMatch(line -> line.startsWith("A,TX,4,")), run.out());
        assertTrue(lines(csv, "rejected.csv").contains("schema.required,1"), run.out());
        assertTrue(lines(csv, "never-fired.csv").stream().anyMatch(line -> line.startsWith("A,building-cover,")));
        String page = Files.readString(html);
        assertTrue(page.contains("=2+5&lt;b&gt;"), "escaped");
        assertFalse(page.contains("<b>")
                || page.contains("<script")
                || page.contains("http://")
                || page.contains("https://"));
        assertTrue(page.contains("prefers-color-scheme: dark") && page.contains("<svg"), page);
    }

    @Test
    void theExamplesAreCommandsThatExplainTheEvent() throws IOException {
        CommandLineRun run = backtest(CARD, challenger(), "--input", claims());

        String command = run.out()
                .lines()
                .filter(line -> line.contains("c-6"))
                .map(line -> line.substring(line.indexOf("explain ")))
                .findFirst()
                .orElseThrow();
        CommandLineRun explained = CommandLineRun.of(command.split(" "));

        assertEquals(0, explained.exitCode(), explained.err());
        assertTrue(
                explained.out().startsWith("event      c-6\nscorecard  flood-claims, version challenger "),
                explained.out());
        assertTrue(explained.out().contains("+40  deep-water"), explained.out());
    }

    @Test
    void theResultDoesNotDependOnTheNumberOfThreads() throws IOException {
        Path csv = backtestWithOneAndThreeThreads("--events", 3_000, "--outcome", "waterDepth >= 2");

        assertTrue(lines(csv, "changed.csv").size() > 10);
        assertFiresSometimes(csv, "claims-in-a-month");
    }

    @Test
    void theResultOfRealClaimsDoesNotDependOnTheNumberOfThreads() throws IOException {
        assumeTrue(Files.isDirectory(SHARED), "the real claims in ../shared/data are not on this machine");
        Path csv = backtestWithOneAndThreeThreads(
                "--input",
                SHARED.resolve("flood/claims.csv"),
                "--references",
                SHARED.resolve("reference"),
                "--outcome",
                "(has(amountPaidOnBuildingClaim) ? amountPaidOnBuildingClaim : 0) >= 50000");

        assertTrue(lines(csv, "changed.csv").size() > 1);
        assertFiresSometimes(csv, "claims-in-a-month");
    }

    /** Backtests twice, and compares all tables and all changed events. Returns the directory of the CSV files. */
    private Path backtestWithOneAndThreeThreads(Object... source) throws IOException {
        Path one = folder.resolve("one");
        Path three = folder.resolve("three");
        Path challenger = challenger();
        for (Path directory : List.of(one, three)) {
            List<Object> arguments = new ArrayList<>(List.of(
                    CARD,
                    challenger,
                    "--threads",
                    directory.equals(one) ? 1 : 3,
                    "--by",
                    "dateOfLoss|year",
                    "--csv",
                    directory));
            arguments.addAll(List.of(source));
            CommandLineRun run = backtest(arguments.toArray());
            assertEquals(0, run.exitCode(), run.err());
            assertEquals(!directory.equals(one), run.out().contains("3 threads, and one for the histories"), run.out());
        }
        try (var files = Files.list(one)) {
            for (Path file : files.toList()) {
                assertEquals(
                        Files.readString(file),
                        Files.readString(three.resolve(file.getFileName())),
                        file.getFileName().toString());
            }
        }
        return one;
    }

    private static void assertFiresSometimes(Path csv, String rule) throws IOException {
        List<String> rules = lines(csv, "rules.csv");
        assertTrue(
                rules.stream().anyMatch(line -> line.matches("A," + rule + ",[1-9].*")),
                () -> String.join("\n", rules));
    }

    @Test
    void aLimitDecidesTheExitCode() throws IOException {
        Path claims = claims();
        Path challenger = challenger();

        CommandLineRun exceeded = backtest(CARD, challenger, "--input", claims, "--fail-if", "changed>2%");
        CommandLineRun held = backtest(CARD, challenger, "--input", claims, "--fail-if", "changed>60%");

        assertEquals(1, exceeded.exitCode(), exceeded.out());
        assertTrue(exceeded.out().contains("FAILED --fail-if changed>2%"), exceeded.out());
        assertEquals(0, held.exitCode(), held.out());
        assertEquals(
                1, backtest(CARD, "--input", claims, "--fail-if", "changed>60%").exitCode(), "one scorecard only");
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException {
        Path claims = claims();
        assertUnusable("--fail-if: no measure 'change'", CARD, "--input", claims, "--fail-if", "change>1%");
        assertUnusable("give one of them", "--input", claims, "--topic", "flood-claims");
        assertUnusable("no such file: nowhere.csv", "--input", "nowhere.csv");
        assertUnusable("--outcome: 1:8: ", "--input", claims, "--outcome", "paid >=");
        // the time of an event of a file is now, unless the parser reads it from the event
        assertUnusable("no event has an outcome", "--input", claims, "--outcome", "paid > 1", "--mature", "2010-01-01");
        assertUnusable("--mature: needs --outcome", "--input", claims, "--mature", "2010-01-01");
        assertUnusable("--by: unknown filter 'week'", "--input", claims, "--by", "dateOfLoss|week");
        assertUnusable("no scorecard.yaml", "no scorecard.yaml", "--input", claims);
    }

    private static void assertUnusable(String message, Object... arguments) {
        CommandLineRun run = backtest(arguments);
        assertEquals(2, run.exitCode(), run.err() + run.out());
        assertTrue(run.err().contains(message), run.err());
    }

    @Test
    void aMistakeInAScorecardHasItsPosition() throws IOException {
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                Files.readString(Path.of(CARD)).replace("waterDepth >= 3", "waterDept >= 3"));

        CommandLineRun run = backtest(wrong, "--input", claims());

        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("did you mean 'waterDepth'?"), run.err());
    }
}
