package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void usesTheFilesOfADirectoryAndSimulatesNone() throws IOException {
        for (String file : references.requiredFiles()) {
            Files.writeString(directory.resolve(file), "mine");
        }
        Files.writeString(directory.resolve("community_claim_history.csv"), "misspelt");
        try (ReferenceFiles files = new ReferenceFiles(references, Optional.of(directory), simulation)) {
            for (String file : references.files()) {
                assertEquals(directory.resolve(file), files.path(file));
            }
            assertEquals(
                    List.of(
                            "reference files from " + directory + ": " + String.join(", ", references.requiredFiles()),
                            "  no file community_claims_history.csv, so its look-ups find no record; the directory contains community_claim_history.csv, rename it if it is that file"),
                    files.sources());
        }
    }

    @Test
    void rejectsADirectoryThatLacksAFile() throws IOException {
        Files.writeString(directory.resolve(PRICES), "mine");
        Files.writeString(directory.resolve("county_demographic.csv"), "misspelt");
        for (Optional<Simulation> any : List.of(simulation, Optional.<Simulation>empty())) {
            IllegalArgumentException failure = assertThrows(
                    IllegalArgumentException.class,
                    () -> new ReferenceFiles(references, Optional.of(directory), any).close());
            assertEquals(
                    "--references: " + directory
                            + " lacks county_demographics.csv, fema_disaster_declarations.csv; rename county_demographic.csv to county_demographics.csv",
                    failure.getMessage());
        }
    }

    @Test
    void rejectsADirectoryWithNoneOfTheFiles() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> new ReferenceFiles(references, Optional.of(directory), simulation).close());
        assertTrue(
                failure.getMessage().startsWith("--references: " + directory + " lacks county_demographics.csv, "),
                failure.getMessage());
    }
}
