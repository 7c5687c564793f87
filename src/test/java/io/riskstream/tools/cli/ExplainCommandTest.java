package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    private static final String CLAIM = """
            {
              "id": "c-1", "dateOfLoss": "2004-09-16T00:00:00.000Z", "state": "FL", "countyCode": "12033",
              "ratedFloodZone": "VE", "basementEnclosureCrawlspaceType": 1, "waterDepth": 7,
              "originalConstructionDate": "1968-07-01T00:00:00.000Z",
              "totalBuildingInsuranceCoverage": 70000, "totalContentsInsuranceCoverage": 100000
            }
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    private int explain(String event, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("event"), event);
        List<String> arguments =
                new ArrayList<>(List.of("explain", "flux/flood-claims.yaml", "--event", file.toString()));
        arguments.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        out.append(run.out()).append(run.err());
        return run.exitCode();
    }

    @Test
    void explainsEveryRuleWithItsInputs() throws IOException {
        Path records = Files.writeString(
                folder.resolve("records.json"),
                "{\"county:12033\": {\"density\": 453.4},"
                        + " \"disaster:FL:2004-09-16\": {\"incident_type\": \"Hurricane\", \"declarations\": 2}}");
        assertEquals(0, explain(CLAIM, "--records", records.toString()));
        String text = out.toString();
        assertTrue(text.startsWith("event      c-1\nscorecard  flood-claims, version "), text);
        assertTrue(text.contains("\nscore      70\ndecision   refer\ndegraded   market (absent)"), text);
        String deepWater = "\n     +18  deep-water: Water of three feet or more\n"
                + "          when has(waterDepth) && waterDepth >= 3\n"
                + "          points waterDepth >= 6 ? 18 : 14\n"
                + "          with waterDepth = 7\n";
        assertTrue(text.contains(deepWater), text);
        assertTrue(
                text.contains(
                        "with to_prices_of_2020 = 1.0, totalBuildingInsuranceCoverage = 70000, market.cpi missing"),
                text);
        assertTrue(text.indexOf("not fired") < text.indexOf("-  building-cover"), text);
    }

    @Test
    void namesTheGroupOfARuleWhosePointsItsCapCuts() throws IOException {
        Path event = Files.writeString(
                folder.resolve("event"),
                "{\"id\": \"q-2\", \"age\": 19, \"licensed\": 1, \"state\": \"LA\", \"value\": 20000, \"claims\": 3, \"channel\": \"web\"}");
        CommandLineRun run = CommandLineRun.of(
                "explain",
                "src/test/resources/rules/motor-quotes.yaml",
                "--event",
                event.toString(),
                "--clock",
                "2005-10-01T12:00:00Z");

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("       0  young-driver [driver]: Younger than 25\n"), run.out());
    }

    @Test
    void namesTheLineOfAListThatDecided() throws IOException {
        Path event = Files.writeString(folder.resolve("event"), """
                {"id": "c-1", "lines": [{"kind": "body"}, {"kind": "glass", "amount": 9000}]}""");
        CommandLineRun run = CommandLineRun.of(
                "explain", "src/test/resources/lists/repair-claims.yaml", "--event", event.toString());

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("          with lines = 2 items, lines.1.amount = 9000.0\n"), run.out());
        assertTrue(run.out().contains("          with lines = 2 items, lines.0.kind = \"body\"\n"), run.out());
        assertTrue(run.out().contains("          with lines = 2 items, lines.0.amount missing\n"), run.out());
    }

    @Test
    void explainsWhyAnEventIsRejected() throws IOException {
        assertEquals(1, explain(CLAIM.replace("FL", "ZZ")));
        assertTrue(out.toString().startsWith("rejected by validate: schema.enum state: "), out.toString());
    }

    @Test
    void rejectsATimeThatNoEventCanHave() throws IOException {
        assertEquals(2, explain(CLAIM, "--clock", "+1000000000-12-31T23:59:59Z"));
        assertTrue(out.toString().startsWith("--clock: +1000000000-12-31T23:59:59Z is not between "), out.toString());
    }

    @Test
    void rejectsFilesThatCannotBeRead() throws IOException {
        Path list = Files.writeString(folder.resolve("list.json"), "[1]");
        assertEquals(2, explain(CLAIM, "--records", folder.resolve("none.json").toString()));
        assertTrue(out.toString().startsWith("--records: no such file: "), out.toString());
        assertEquals(2, explain(CLAIM, "--records", list.toString()));
        assertTrue(out.toString().contains("a JSON object is expected"), out.toString());
    }
}
