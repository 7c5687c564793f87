package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        CommandLineRun run = CommandLineRun.of(arguments);
        out.append(run.out());
        err.append(run.err());
        return run.exitCode();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /** Returns the output with single blanks, and with T in place of times. */
    private String output() {
        return out.toString().replaceAll(" +", " ").replaceAll(" [0-9.]+ [um]s ", " T ");
    }

    @Test
    void sendsTheHeadersOfTheRecord() throws IOException {
        assertEquals(
                1,
                run(
                        "try",
                        "flux/flood-claims.yaml",
                        "--event",
                        file("claim.json", "{"),
                        "--header",
                        "ce_id=A-1",
                        "--header",
                        "ce_source=/portal"));
        assertTrue(output().contains("\n ce_id A-1\n ce_source /portal\n"), output());
    }

    @Test
    void showsTheResultOfEveryStage() throws IOException {
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
        String text = output();
        assertTrue(
                text.startsWith("bolt parse\n parse T passes the event\n id \"c-1\"\n key \"c-1\"\n + id \"c-1\"\n"),
                text);
        assertTrue(
                text.contains(
                        "\n + waterDepth 7\n + paid 5, not declared\n\nbolt validate\n validate T passes the event\n\nbolt enrich\n"),
                text);
        assertTrue(text.contains("""
                 enrich T passes the event
                 look-up county not requested: the event has no value for 'countyCode'; onMiss PASS: the event passes without the record
                 look-up disaster disaster:LA:2005-08-29 found
                 look-up market cpi:2005-08 absent; onMiss PASS: the event passes without the record
                 look-up history not requested: the event has no value for 'nfipRatedCommunityNumber'; onMiss DEFAULT: the default values
                 + disaster.incident_type "Hurricane"
                 + disaster.declarations 3
                 + disaster.fetched 1126353600000
                 + history.claims_10y 0
                """), text);
        assertTrue(text.contains(" score 40, accept\n deep-water +18 Water of three feet or more\n"), text);
        assertTrue(text.contains("\n degraded county (unkeyed), market (absent)\n"), text);
        assertTrue(text.contains("\n publishes to flood-scores\n key c-1\n riskstream.outcome scored\n"), text);
        assertTrue(text.contains("\n value {\"id\":\"c-1\",\"score\":40.0,"), text);
        assertTrue(text.endsWith("\naccept, score 40; published to flood-scores\n"), text);
    }

    @Test
    void namesTheSpoutThatRunsTheStages() throws IOException {
        run("try", "flux/flood-claims-spout.yaml", "--event", file("claim.json", CLAIM), "--repeat", "1");
        assertTrue(output().startsWith("spout claims\n parse T passes the event\n"), output());
    }

    @Test
    void showsAListOfObjectsAsJson() throws IOException {
        String event = file(
                "claim.json",
                "{\"id\": \"c-1\", \"lines\": [{\"kind\": \"engine\", \"amount\": 5}, {\"kind\": \"paint\", \"amount\": null}], \"extra\": [\"a\", true]}");
        run("try", "src/test/resources/lists/repair-claims.yaml", "--event", event, "--repeat", "1");
        assertTrue(
                output().contains(
                                "\n + lines [{\"kind\":\"engine\",\"amount\":5.0},{\"kind\":\"paint\",\"amount\":null}]\n"),
                output());
        assertTrue(output().contains("\n + extra [\"a\",true], not declared\n"), output());
    }

    @Test
    void showsTheRejectionsAndTheDeadLetter() throws IOException {
        String event = file("claim.json", CLAIM.replace("LA", "ZZ").replace("7", "\"deep\""));
        assertEquals(1, run("try", "flux/flood-claims-fused.yaml", "--event", event, "--repeat", "1"));
        String text = output();
        assertTrue(text.startsWith("bolt parse-to-publish\n parse T passes the event\n"), text);
        assertTrue(text.contains("\n validate T rejects the event\n schema.enum state: must be one of 'AK', "), text);
        assertTrue(text.contains("\n schema.type waterDepth: "), text);
        assertTrue(
                text.contains(
                        "\nbolt dead-letters\n dead-letters T passes the event\n publishes to flood-dead-letters\n key none\n"),
                text);
        assertTrue(text.endsWith("\nrejected: schema.enum, schema.type; published to flood-dead-letters\n"), text);
    }

    @Test
    void readsTheEventFromTheStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("\u001b[2J\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertEquals(1, run("try", "flux/flood-claims.yaml", "--event", "-"));
        } finally {
            System.setIn(before);
        }
        assertTrue(output().contains("\n parse T rejects the event\n parse.json: "), output());
        assertTrue(output().contains("\n value ?[2J\n"), "control characters are masked: " + output());
    }

    @Test
    void showsAnEventThatNeverCompletes() throws IOException {
        String flux = "src/test/resources/testing/forked.yaml";
        assertEquals(1, run("try", flux, "--event", file("event", "first:retry-forever")));
        assertTrue(output().contains("\n first T keeps retrying: never, after 5 attempts\n"), output());
        assertTrue(output().endsWith("\nnever completes: stage first keeps retrying; nothing published\n"), output());
        out.getBuffer().setLength(0);
        assertEquals(0, run("try", flux, "--event", file("event", "first:drop")));
        assertTrue(output().contains("\n first T drops the event: as asked\n"), output());
        out.getBuffer().setLength(0);
        assertEquals(1, run("try", flux, "--event", file("event", "left:throw")));
        assertTrue(
                output().contains("\nreported left.internal: a bug in stage left: java.lang.IllegalStateException at "),
                output());
    }

    @Test
    void returns2ForUnusableArguments() throws IOException {
        String event = file("claim.json", CLAIM);
        String flux = "flux/flood-claims.yaml";
        assertEquals(2, run("try", flux));
        assertEquals(2, run("try", flux, "--event", folder.resolve("none").toString()));
        assertTrue(err.toString().contains("--event: no such file: "), err.toString());
        assertEquals(2, run("try", flux, "--event", event, "--records", file("list.json", "[1]")));
        assertTrue(
                err.toString().contains("list.json: a JSON object is expected that maps keys to records"),
                err.toString());
        assertEquals(2, run("try", flux, "--event", event, "--records", file("cut.json", "{\"a\": ")));
        assertEquals(2, run("try", flux, "--event", event, "--filter", "none.properties"));
        assertEquals(2, run("try", flux, "--event", event, "--repeat", "0"));
        assertEquals(2, run("try", flux, "--event", event, "--clock", "noon"));
        assertEquals(2, run("try", flux, "--event", event, "--clock", "+1000000000-12-31T23:59:59Z"));
    }

    @Test
    void statesThatNoRecordsWereNamed() throws IOException {
        String event = "topologies/flood-claims/cases/claim.json";
        run("try", "flux/flood-claims.yaml", "--event", event, "--repeat", "1");
        assertTrue(
                output().endsWith(
                                "\nnote: no records were named, so every look-up found none; --records and --references name them\n"),
                output());
        String records = file("records.json", "{}");
        run("try", "flux/flood-claims.yaml", "--event", event, "--repeat", "1", "--records", records);
        assertFalse(output().endsWith(" name them\n"), output());
    }
}
