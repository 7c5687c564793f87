package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"release", "releases", "promote", "rollback"})
    void aPipelineWithoutReleasesIsReportedWithThePlaceThatShowsThem(String command) {
        CommandLineRun run = CommandLineRun.of(command, "flux/flood-claims.yaml");
        assertTrue(run.exitCode() != 0);
        assertTrue(
                run.err()
                        .contains(
                                "flux/flood-claims.yaml: declares no component of class io.riskstream.score.release.ReleasedScorecard"),
                run.err());
        assertTrue(run.err().contains("in topologies/README.md shows its declaration"), run.err());
    }
}
