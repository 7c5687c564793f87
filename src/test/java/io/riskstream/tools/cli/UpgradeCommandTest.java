package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `upgrade` refuses before it connects to a cluster. {@code ClusterFaultsIT} upgrades a running topology. */
class UpgradeCommandTest {
    private static final String FILTER = "conf/local.properties";

    @TempDir
    private Path directory;

    private Path variant(String from, String to) throws IOException {
        String text = FluxFiles.inlined(Path.of("flux/flood-claims.yaml"));
        assertTrue(text.contains(from), from);
        return Files.writeString(directory.resolve("variant.yaml"), text.replace(from, to));
    }

    private static CommandLineRun upgrade(Path flux, String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "upgrade";
        all[1] = flux.toString();
        all[2] = "--filter";
        all[3] = FILTER;
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CommandLineRun.of(all);
    }

    @Test
    void refusesAFluxFileWithErrors() throws IOException {
        CommandLineRun run = upgrade(variant("to: validate", "to: valdate"));
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("valdate"), run.err());
    }

    @Test
    void refusesAVersionWhoseCasesFail() throws IOException {
        Path scorecard = Files.writeString(
                directory.resolve("scorecard.yaml"),
                Files.readString(Path.of("topologies/flood-claims/scorecard.yaml"))
                        .replaceAll("points: \\d+", "points: 1"));
        CommandLineRun run = upgrade(variant("topologies/flood-claims/scorecard.yaml", scorecard.toString()));
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("cases fail, so nothing is upgraded"), run.err());
    }

    @Test
    void refusesASpoutThatDoesNotContinueAtTheCommittedOffsets() throws IOException {
        CommandLineRun run = upgrade(
                variant("group: riskstream-flood-claims", "group: riskstream-flood-claims\n        startFrom: LATEST"));
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("startFrom"), run.err());
    }

    @Test
    void refusesArgumentsThatDoNotFit() {
        Path flood = Path.of("flux/flood-claims.yaml");
        CommandLineRun both = upgrade(flood, "--in-place", "--name", "flood");
        assertEquals(2, both.exitCode());
        assertTrue(both.err().contains("--name: the topology keeps its name with --in-place"), both.err());
        assertEquals(2, upgrade(flood, "--patience", "0").exitCode());
        assertEquals(2, upgrade(directory.resolve("none.yaml")).exitCode());
    }
}
