package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.settings.SettingsFile;
import io.riskstream.text.ConfigurationException;
import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSettingsTest {
    private static final Path SHIPPED = Path.of("conf/spark.properties");

    @TempDir
    private Path directory;

    static SparkSettings settings(Map<String, String> changes) {
        Properties properties = new Properties();
        properties.putAll(
                Map.of("pipeline", "flux/flood-claims.yaml", "filter", "conf/local.properties", "checkpoint", "x"));
        properties.putAll(changes);
        return SparkSettings.of(SettingsFile.of("test.properties", "conf/spark.properties", properties));
    }

    private static String mistakes(Map<String, String> changes) {
        return assertThrows(ConfigurationException.class, () -> settings(changes))
                .getMessage();
    }

    @Test
    void theShippedFileIsValid() {
        SparkSettings settings = SparkSettings.read(SHIPPED);
        assertEquals(List.of("state", "countyCode"), settings.groups());
        assertEquals(Duration.ofHours(1), settings.window());
        assertEquals("market:NJ", settings.records().get(0).key("NJ"));
        assertTrue(settings.postgres().isEmpty());
        assertEquals("localhost:9092", settings.filter().get("kafka.bootstrap.servers"));
    }

    @Test
    void anUnknownKeyIsAMistakeWithTheNearestOne() {
        String mistakes = mistakes(Map.of("watermrk", "1h"));
        assertTrue(mistakes.contains("unknown key 'watermrk'; did you mean 'watermark'?"), mistakes);
    }

    @Test
    void everyMistakeIsReportedAndNoSecret() {
        String mistakes = mistakes(Map.of(
                "start",
                "first",
                "trigger",
                "10",
                "groups",
                "state",
                "records",
                "market:{county}, all",
                "postgres.hosts",
                "localhost",
                "postgres.user",
                "u",
                "postgres.database",
                "d",
                "postgres.password",
                "secret123"));
        assertTrue(mistakes.contains("'start' must be earliest or latest, not 'first'"), mistakes);
        assertTrue(mistakes.contains("'trigger' must be a time with its unit"), mistakes);
        assertTrue(mistakes.contains("'records' has the field 'county', which 'groups' must contain too"), mistakes);
        assertTrue(
                mistakes.contains(
                        "'records' must be keys with one field in braces each, such as market:{state}, not 'all'"),
                mistakes);
        assertTrue(mistakes.contains("'postgres.password' is a literal secret"), mistakes);
        assertFalse(mistakes.contains("secret123"), mistakes);
    }

    @Test
    void recordsLiveForTwoWindowsUnlessTheFileSaysOtherwise() {
        Map<String, String> records = Map.of("groups", "state", "records", "market:{state}", "window", "10m");
        assertEquals(Optional.of(Duration.ofMinutes(20)), settings(records).recordLife());
        Map<String, String> changed = new HashMap<>(records);
        changed.put("records.ttl", "never");
        assertEquals(Optional.empty(), settings(changed).recordLife());
        changed.put("records.ttl", "3h");
        assertEquals(Optional.of(Duration.ofHours(3)), settings(changed).recordLife());
        changed.put("records.ttl", "always");
        assertTrue(mistakes(changed).contains("'records.ttl' must be a time with its unit"));
        assertEquals(Duration.ofMinutes(10), settings(records).retryTimeout());
    }

    @Test
    void aPipelineThatPublishesNoScoresToKafkaIsAMistake() {
        String problem = problem(Map.of("pipeline", "flux/flood-claims-store.yaml"));
        assertTrue(problem.contains("no PublishScore of this Flux file publishes to Kafka"), problem);
    }

    /** Spark's pages and logs show the options of a source. */
    @Test
    void theOptionsOfKafkaContainNoSecret() throws IOException {
        Properties filter = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            filter.load(reader);
        }
        Path secret = Files.writeString(directory.resolve("secret"), "swordfish");
        filter.setProperty("kafka.security.protocol", "SASL_SSL");
        filter.setProperty("kafka.sasl.mechanism", "PLAIN");
        filter.setProperty("kafka.sasl.username", "riskstream");
        filter.setProperty("kafka.sasl.password", "file:" + secret);
        Path file = directory.resolve("filter.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            filter.store(writer, null);
        }
        Map<String, String> options =
                PipelineOutput.of(settings(Map.of("filter", file.toString()))).scores();
        String login = options.get("kafka.sasl.jaas.config");
        assertTrue(login.contains(secret.toString()), login);
        assertFalse(options.toString().contains("swordfish"));
    }

    @Test
    void theFluxFileSaysWhatIsRead() {
        PipelineOutput output = PipelineOutput.of(settings(Map.of("groups", "state")));
        assertEquals("flood-claims", output.name());
        assertEquals("flood-scores", output.scores().get("subscribe"));
        assertEquals("flood-dead-letters", output.deadLetters().orElseThrow().get("subscribe"));
        assertEquals("localhost:9092", output.scores().get("kafka.bootstrap.servers"));
        assertEquals(List.of("refer", "review", "accept"), output.decisions());
        assertTrue(
                output.message().catalogString().contains("state:string"),
                output.message().catalogString());
        assertTrue(
                output.message().catalogString().contains("median_income"),
                "with `event: FIELDS` the look-ups' fields");
    }

    /** Writes the shipped pipeline with `event: ORIGINAL`, whose message has no field of a look-up. */
    private String publishingTheOriginal() throws IOException {
        String fields = FluxFiles.inlined(Path.of("flux/flood-claims.yaml"));
        assertTrue(fields.contains("event: FIELDS"));
        return Files.writeString(directory.resolve("original.yaml"), fields.replace("event: FIELDS", "event: ORIGINAL"))
                .toString();
    }

    @Test
    void theMessageWithTheOriginalHasNoFieldOfALookUp() throws IOException {
        PipelineOutput output =
                PipelineOutput.of(settings(Map.of("groups", "state", "pipeline", publishingTheOriginal())));
        assertFalse(
                output.message().catalogString().contains("median_income"),
                output.message().catalogString());
    }

    @Test
    void aFieldThatTheScoresLackIsAMistake() throws IOException {
        assertTrue(
                problem(Map.of("groups", "stat")).contains("did you mean 'state'?"), problem(Map.of("groups", "stat")));
        String added = problem(Map.of("groups", "county.density", "pipeline", publishingTheOriginal()));
        assertTrue(added.contains("which a later stage adds; write `event: FIELDS`"), added);
        String time = problem(Map.of("event.time", "waterDepth"));
        assertTrue(time.contains("'event.time' needs a field with a date-time"), time);
    }

    private static String problem(Map<String, String> changes) {
        return assertThrows(ConfigurationException.class, () -> PipelineOutput.of(settings(changes)))
                .getMessage();
    }
}
