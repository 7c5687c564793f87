package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TryCommandTest {
    private static final String CLAIM = """
            {"id": "c-1", "dateOfLoss": "2005-08-29T00:00:00Z", "state": "LA", "waterDepth": 7, "basementEnclosureCrawlspaceType": 2,
            "totalBuildingInsuranceCoverage": 60000, "totalContentsInsuranceCoverage": 0, "paid": 5}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commands = Main.commands();
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(err));
        return commands.execute(arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /** What was told, with each run of blanks as one, and times as T. */
    private String told() {
        return out.toString().replaceAll(" +", " ").replaceAll(" [0-9.]+ [um]s ", " T ");
    }

    @Test
    void tellsWhatEachStageMadeOfAnEvent() throws IOException {
        String records = file(
                "records.json",
                "{\"disaster:LA:2005-08-29\": {\"incident_type\": \"Hurricane\", \"declarations\": 3}}");
        assertEquals(
                0,
                run(
                        "try",
                        "flux/flood-claims.yaml",
                        "--event",
                        file("claim.json", CLAIM),
                        "--records",
                        records,
                        "--clock",
                        "2005-09-10T12:00:00Z"));
        String told = told();
        assertTrue(
                told.startsWith("bolt parse\n parse T passes it on\n id \"c-1\"\n key \"c-1\"\n + id \"c-1\"\n"), told);
        assertTrue(
                told.contains(
                        "\n + waterDepth 7\n + paid 5, not declared\n\nbolt validate\n validate T passes it on\n\nbolt enrich\n"),
                told);
        assertTrue(told.contains("""
                 enrich T passes it on
                 look-up county not asked for, since the event has not all of county:{countyCode}; onMiss PASS: passed over
                 look-up disaster disaster:LA:2005-08-29 found
                 look-up market cpi:2005-08 absent; onMiss PASS: passed over
                 look-up history not asked for, since the event has not all of history:{nfipRatedCommunityNumber}; onMiss DEFAULT: its defaults
                 + disaster.incident_type "Hurricane"
                 + disaster.declarations 3
                 + history.claims_10y 0
                """), told);
        assertTrue(told.contains(" score 40, accept\n deep-water +18 Water of three feet or more\n"), told);
        assertTrue(told.contains("\n degraded county, market\n"), told);
        assertTrue(told.contains("\n publishes to flood-scores\n key c-1\n riskstream.outcome scored\n"), told);
        assertTrue(told.contains("\n value {\"id\":\"c-1\",\"score\":40.0,"), told);
        assertTrue(told.endsWith("\naccept, score 40; published to flood-scores\n"), told);
    }

    @Test
    void tellsWhyAnEventIsTurnedAwayAndWhatBecomesOfIt() throws IOException {
        String event = file("claim.json", CLAIM.replace("LA", "ZZ").replace("7", "\"deep\""));
        assertEquals(0, run("try", "flux/flood-claims-fused.yaml", "--event", event, "--repeat", "1"));
        String told = told();
        assertTrue(told.startsWith("bolt parse-to-publish\n parse T passes it on\n"), told);
        assertTrue(told.contains("\n validate T rejects the event\n schema.enum state: must be one of 'AK', "), told);
        assertTrue(told.contains("\n schema.type waterDepth: "), told);
        assertTrue(
                told.contains(
                        "\nbolt dead-letters\n dead-letters T passes it on\n publishes to flood-dead-letters\n key none\n"),
                told);
        assertTrue(told.endsWith("\nrejected: schema.enum, schema.type; published to flood-dead-letters\n"), told);
    }

    @Test
    void readsTheEventFromTheStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("\u001b[2J\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertEquals(0, run("try", "flux/flood-claims.yaml", "--event", "-"));
        } finally {
            System.setIn(before);
        }
        assertTrue(told().contains("\n parse T rejects the event\n parse.json: "), told());
        assertTrue(told().contains("\n value ?[2J\n"), "what would steer the terminal is masked: " + told());
    }

    @Test
    void tellsAnEventThatComesToNoEnd() throws IOException {
        String flux = "src/test/resources/testing/forked.yaml";
        assertEquals(1, run("try", flux, "--event", file("event", "first:retry-forever")));
        assertTrue(told().contains("\n first T does not get on: never, after 5 attempts\n"), told());
        assertTrue(told().endsWith("\ncame to no end: first would try on and on; nothing published\n"), told());
        out.getBuffer().setLength(0);
        assertEquals(0, run("try", flux, "--event", file("event", "first:drop")));
        assertTrue(told().contains("\n first T drops the event: as asked\n"), told());
        out.getBuffer().setLength(0);
        assertEquals(0, run("try", flux, "--event", file("event", "left:throw")));
        assertTrue(
                told().contains("\nreported left.internal: a bug in stage left: java.lang.IllegalStateException at "),
                told());
    }

    @Test
    void argumentsThatCannotBeUsedEndWith2() throws IOException {
        String event = file("claim.json", CLAIM);
        String flux = "flux/flood-claims.yaml";
        assertEquals(2, run("try", flux));
        assertEquals(2, run("try", flux, "--event", folder.resolve("none").toString()));
        assertTrue(err.toString().contains("--event: no such file: "), err.toString());
        assertEquals(2, run("try", flux, "--event", event, "--records", file("list.json", "[1]")));
        assertTrue(
                err.toString().contains("list.json: a JSON object is expected, from a record's key to the record"),
                err.toString());
        assertEquals(2, run("try", flux, "--event", event, "--records", file("cut.json", "{\"a\": ")));
        assertEquals(2, run("try", flux, "--event", event, "--filter", "none.properties"));
        assertEquals(2, run("try", flux, "--event", event, "--repeat", "0"));
        assertEquals(2, run("try", flux, "--event", event, "--clock", "noon"));
        assertEquals(2, run("try", flux, "--event", event, "--clock", "+1000000000-12-31T23:59:59Z"));
    }
}
