package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a pipeline that reads Avro with the schemas of a registry. None of them connects to it. */
class AvroPipelineTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/avro");
    private static final String FLUX = DIRECTORY.resolve("motor-claims.yaml").toString();
    private static final String CLAIM = """
            {"id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "lossDate": "2024-05-01", "reported": "2024-05-02T08:30:00Z", "cause": "HAIL",
             "amount": 12.50, "policy": {"number": "P-1"}, "attributes": {"channel": "phone"}}
            """;

    @TempDir
    private Path folder;

    private static String run(int exitCode, String... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertEquals(exitCode, run.exitCode(), run.out() + run.err());
        return (run.out() + run.err()).replaceAll(" +", " ");
    }

    /** Returns a Flux file in which a copy of the Avro schema has a change. */
    private String changed(String text, String replacement) throws IOException {
        String schema = Files.readString(DIRECTORY.resolve("claim.avsc"));
        assertTrue(schema.contains(text));
        Path copy = Files.writeString(folder.resolve("claim.avsc"), schema.replace(text, replacement));
        String flux = Files.readString(Path.of(FLUX))
                .replace(DIRECTORY.resolve("claim.avsc").toString(), copy.toString());
        return Files.writeString(folder.resolve("motor-claims.yaml"), flux).toString();
    }

    @Test
    void checkFindsNothing() {
        assertTrue(run(0, "check", FLUX).contains("nothing found"));
    }

    @Test
    void checkReportsAnAvroSchemaThatDoesNotFitTheEventAtItsPlace() throws IOException {
        String flux = changed("[\"null\", \"int\"], \"default\": null", "\"string\"");
        String found = run(1, "check", flux);
        assertTrue(
                found.contains(
                        folder.resolve("claim.avsc")
                                + ":13:34: error [file.invalid] field 'policy.months' has the Avro type string, but the event type declares it as an integer"),
                found);
    }

    @Test
    void checkWarnsOfAFieldThatTheAvroSchemaDoesNotHave() throws IOException {
        String flux = changed("\"name\": \"months\"", "\"name\": \"month\"");
        String found = run(0, "check", flux);
        assertTrue(
                found.contains("warning [avro.field] the Avro schema " + folder.resolve("claim.avsc")
                        + " has no field 'policy.months'"),
                found);
        assertTrue(found.contains("did you mean 'month'?"), found);
    }

    @Test
    void checkWarnsOfScoresThatContainTheBytesOfTheEvent() throws IOException {
        String flux = Files.writeString(
                        folder.resolve("flux.yaml"),
                        Files.readString(Path.of(FLUX)).replace("        event: FIELDS\n", ""))
                .toString();
        String found = run(0, "check", flux);
        assertTrue(found.contains("warning [avro.original]") && found.contains("event: FIELDS"), found);
    }

    @Test
    void checkReportsALiteralPasswordOfTheRegistryWithoutShowingItInAMessage() throws IOException {
        String flux = Files.writeString(
                        folder.resolve("flux.yaml"),
                        Files.readString(Path.of(FLUX)).replace("env:REGISTRY_PASSWORD", "hunter2"))
                .toString();
        assertTrue(run(1, "check", flux).contains("error [secret.literal] 'password' contains the secret itself"));
    }

    @Test
    void casesAreEncodedInAvro() {
        assertTrue(run(0, "test", FLUX).contains("4 cases, all passed"));
    }

    @Test
    void tryTakesAnEventAsJsonOrAsTheBytesOfItsRecord() throws IOException {
        Path json = Files.writeString(folder.resolve("claim.json"), CLAIM);
        String shown = run(0, "try", FLUX, "--event", json.toString());
        assertTrue(shown.contains("\n + lossDate \"2024-05-01\"\n + reported \"2024-05-02T08:30:00Z\"\n"), shown);
        assertTrue(shown.contains("+ attributes.channel \"phone\", not declared"), shown);

        Path bytes = Files.write(folder.resolve("claim.bin"), new byte[] {0, 0, 0, 0, 17, 2});
        String missing = run(1, "try", FLUX, "--event", bytes.toString());
        assertTrue(missing.contains("parse.schema: the test has no schema 17"), missing);
    }

    @Test
    void tryNamesTheMemberThatDoesNotFitTheAvroSchema() throws IOException {
        Path json = Files.writeString(folder.resolve("claim.json"), CLAIM.replace("HAIL", "FLOOD"));
        String message = run(2, "try", FLUX, "--event", json.toString());
        assertTrue(message.contains("'cause' is not a symbol of enum 'com.example.motor.Cause'"), message);
    }
}
