package io.riskstream.tools.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.riskstream.tools.reference.LoadedReference;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final long SEED = 7;

    private static List<SimulatedEvent> events(String pipeline, long seed, int count) {
        List<SimulatedEvent> events = new ArrayList<>();
        new Simulation(pipeline, seed).events(count).forEachRemaining(events::add);
        return events;
    }

    private static List<String> validClaims(String pipeline, int count) {
        return events(pipeline, SEED, count).stream()
                .filter(event -> event.defect().isEmpty())
                .map(event -> new String(event.value().orElseThrow(), StandardCharsets.UTF_8))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void generatesTheSameEventsForTheSameSeed(String pipeline) {
        List<SimulatedEvent> once = events(pipeline, SEED, 2000);
        List<SimulatedEvent> again = events(pipeline, SEED, 2000);
        assertEquals(2000, once.size());
        for (int i = 0; i < once.size(); i++) {
            assertArrayEquals(once.get(i).key(), again.get(i).key());
            assertArrayEquals(
                    once.get(i).value().orElse(new byte[0]),
                    again.get(i).value().orElse(new byte[0]));
            assertEquals(once.get(i).defect(), again.get(i).defect());
        }
    }

    @Test
    void generatesOtherEventsForAnotherSeed() {
        assertNotEquals(
                new String(events("flood-claims", 1, 1).get(0).key(), StandardCharsets.UTF_8),
                new String(events("flood-claims", 2, 1).get(0).key(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void makesAboutTwoPercentOfTheEventsDefective(String pipeline) {
        Map<SimulatedDefect, Integer> defects = new HashMap<>();
        events(pipeline, SEED, 20_000)
                .forEach(event -> event.defect().ifPresent(defect -> defects.merge(defect, 1, Integer::sum)));
        int defective = defects.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(defective > 300 && defective < 500, defective + " defective of 20,000");
        assertTrue(defects.size() >= 12, defects.size() + " kinds of defects");
        assertEquals(Set.copyOf(new Simulation(pipeline, SEED).defects()), defects.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void repeatsAFewValidEvents(String pipeline) {
        List<String> good = validClaims(pipeline, 20_000);
        int twice = good.size() - new HashSet<>(good).size();
        assertTrue(twice > 10 && twice < 100, twice + " repeated");
    }

    @Test
    void generatesSomeEventsWithoutAValue() {
        assertTrue(events("flood-claims", SEED, 5000).stream()
                .map(SimulatedEvent::value)
                .anyMatch(Optional::isEmpty));
    }

    @Test
    void generatesFloodClaimsThatMatchTheirSchema() throws IOException {
        String schema = Files.readString(Path.of("topologies/flood-claims/event.schema.json"));
        var validator = new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory());
        for (String claim : validClaims("flood-claims", 200)) {
            assertTrue(validator.validate(schema, claim).isValid(), claim);
        }
    }

    @Test
    void declaresEveryFieldOfAFloodClaimAndViolatesTheSchemaWithDefects() throws IOException {
        String schema = Files.readString(Path.of("topologies/flood-claims/event.schema.json"));
        JsonObject fields = JsonParser.parseString(schema).getAsJsonObject().getAsJsonObject("properties");
        JsonObject claim =
                JsonParser.parseString(validClaims("flood-claims", 10).get(0)).getAsJsonObject();
        assertTrue(fields.keySet().containsAll(claim.keySet()), claim.keySet()::toString);
        var validator = new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory());
        List<SimulatedEvent> defective = events("flood-claims", SEED, 5000).stream()
                .filter(event -> event.defect()
                        .filter(defect -> defect.code().startsWith("schema.")
                                // the pipeline checks formats, but this validator does not by default
                                && !defect.code().equals("schema.format"))
                        .isPresent())
                .toList();
        assertFalse(defective.isEmpty());
        for (SimulatedEvent event : defective) {
            String json = new String(event.value().orElseThrow(), StandardCharsets.UTF_8);
            assertFalse(validator.validate(schema, json).isValid(), () -> event.defect()
                    .toString());
        }
    }

    @Test
    void generatesCarClaimsWithFortyColumns() {
        for (String line : validClaims("auto-claims", 500)) {
            assertEquals(40, CsvReader.builder().ofSingleCsvRecord(line).getFieldCount(), line);
        }
    }

    @Test
    void rejectsAnUnknownPipelineWithTheNearestName() {
        String message = assertThrows(IllegalArgumentException.class, () -> new Simulation("flood-claim", 1))
                .getMessage();
        assertTrue(message.endsWith("did you mean 'flood-claims'?"), message);
    }

    private static void writeReferences(String pipeline, Path directory) throws IOException {
        Simulation simulation = new Simulation(pipeline, SEED);
        simulation.writeReferences(directory, simulation.referenceFiles());
    }

    @Test
    void writesReferencesThatThePipelinesCanLoad(@TempDir Path directory) throws IOException {
        writeReferences("flood-claims", directory);
        Map<String, String> store = new HashMap<>();
        for (String pipeline : List.of("flood-claims", "auto-claims")) {
            References references = References.of("topologies/" + pipeline + "/references.yaml");
            for (LoadedReference loaded : new ReferenceLoader(references).load(directory, store::put)) {
                assertTrue(loaded.present() && loaded.records() > 50, loaded::toString);
            }
        }
        int inDisaster = 0;
        for (String claim : validClaims("flood-claims", 500)) {
            JsonObject fields = JsonParser.parseString(claim).getAsJsonObject();
            String day = fields.get("dateOfLoss").getAsString().substring(0, 10);
            assertTrue(store.containsKey("county:" + fields.get("countyCode").getAsString()), claim);
            assertTrue(store.containsKey("cpi:" + day.substring(0, 7)), claim);
            assertTrue(
                    store.containsKey(
                            "history:" + fields.get("nfipRatedCommunityNumber").getAsString()),
                    claim);
            inDisaster += store.containsKey("disaster:" + fields.get("state").getAsString() + ":" + day) ? 1 : 0;
        }
        assertTrue(inDisaster > 200 && inDisaster < 450, inDisaster + " claims in a disaster");
    }

    @Test
    void writesTheSameReferencesForEveryPipeline(@TempDir Path flood, @TempDir Path auto) throws IOException {
        writeReferences("flood-claims", flood);
        writeReferences("auto-claims", auto);
        try (Stream<Path> files = Files.list(flood)) {
            List<Path> all = files.toList();
            assertEquals(6, all.size());
            for (Path file : all) {
                assertEquals(-1, Files.mismatch(file, auto.resolve(file.getFileName())), file::toString);
            }
        }
    }
}
