package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFilesTest {
    private static final String PRICES = "cpi_us_monthly.csv";

    @TempDir
    private Path directory;

    private final References references = References.of("topologies/flood-claims/references.yaml");
    private final Optional<Simulation> simulation = Simulation.of("flood-claims", 1);

    @Test
    void simulatesEveryFileWithoutADirectory() throws IOException {
        try (ReferenceFiles files = new ReferenceFiles(references, Optional.empty(), simulation)) {
            for (String file : references.files()) {
                assertTrue(Files.size(files.path(file)) > 0, file);
            }
            assertEquals(
                    List.of("reference files simulated: " + String.join(", ", references.files())), files.sources());
        }
    }

    @Test
    void simulatesTheFilesThatTheDirectoryLacks() throws IOException {
        Files.writeString(directory.resolve(PRICES), "mine");
        Files.writeString(directory.resolve("county_demographic.csv"), "misspelt");
        Path simulated;
        try (ReferenceFiles files = new ReferenceFiles(references, Optional.of(directory), simulation)) {
            assertEquals(directory.resolve(PRICES), files.path(PRICES));
            simulated = files.path("county_demographics.csv");
            assertTrue(Files.size(simulated) > 1_000);
            assertEquals(
                    List.of(
                            "reference files from " + directory + ": " + PRICES,
                            "reference files simulated: county_demographics.csv, fema_disaster_declarations.csv, community_claims_history.csv",
                            "  county_demographics.csv is simulated, but the directory contains county_demographic.csv; rename it if it is that file"),
                    files.sources());
        }
        assertFalse(Files.exists(simulated));
    }

    @Test
    void expectsEveryFileInTheDirectoryWithoutASimulation() throws IOException {
        Files.writeString(directory.resolve(PRICES), "mine");
        try (ReferenceFiles files = new ReferenceFiles(references, Optional.of(directory), Optional.empty())) {
            assertEquals(directory.resolve("county_demographics.csv"), files.path("county_demographics.csv"));
            assertEquals(List.of("reference files from " + directory + ": " + PRICES), files.sources());
        }
    }

    @Test
    void rejectsADirectoryWithNoneOfTheFiles() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> new ReferenceFiles(references, Optional.of(directory), simulation).close());
        assertTrue(
                failure.getMessage()
                        .startsWith("--references: " + directory + " contains none of the files county_demographics"),
                failure.getMessage());
    }
}
