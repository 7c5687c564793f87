package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReplayCommandTest {
    private static final String FLUX = "flux/flood-claims.yaml";

    /** No Kafka answers at the address of the environment: a command that asked it would fail with another message. */
    @Test
    void aMisspeltCodeIsReportedBeforeKafkaIsAsked() {
        CommandLineRun run = CommandLineRun.of("replay", FLUX, "--code", "schema.requird");
        assertEquals(2, run.exitCode());
        assertTrue(
                run.err()
                        .contains(
                                "--code: no stage of flux/flood-claims.yaml rejects events with the code 'schema.requird'; did you mean 'schema.required'?"),
                run.err());
    }

    @Test
    void aCodeThatIsLikeNoOtherCanBeSelectedByItsBeginning() {
        CommandLineRun run = CommandLineRun.of("replay", FLUX, "--code", "fraud.suspected");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("is selected by its beginning, as fraud.suspecte*"), run.err());
    }
}
