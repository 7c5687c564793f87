package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.storm.validation.ConfigValidation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks valid files in different notations, and files that contain no class of this project. */
class ValidFilesTest {
    private static final Properties LOCAL = ShippedPipelines.local();
    private static final Checker CHECKER = new Checker();
    private static final String WORDS =
            SourceFile.read("check/stock/words.yaml").text();

    @TempDir
    private Path directory;

    private static void assertNothing(String file, String text) {
        CheckReport report = CHECKER.check(file, text, LOCAL);
        assertEquals(List.of(), report.findings(), () -> ReportFormat.TEXT.of(List.of(report)));
    }

    /** Returns the first finding in the file of Storm's classes after a replacement. */
    private static String finding(String from, String to) {
        assertTrue(WORDS.contains(from), from);
        List<Finding> findings = CHECKER.check("words.yaml", WORDS.replace(from, to), new Properties())
                .findings();
        return findings.isEmpty() ? "nothing" : findings.get(0).toString();
    }

    private static String flood() {
        return inlined("flux/flood-claims.yaml");
    }

    private static String inlined(String flux) {
        try {
            return FluxFiles.inlined(Path.of(flux));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void findsNothingInTheShippedPipelines() {
        ShippedPipelines.texts().forEach(ValidFilesTest::assertNothing);
    }

    @Test
    void findsNothingInAnyFluxFileInAnyEnvironment() throws IOException {
        List<Path> files;
        try (Stream<Path> flux = Files.list(Path.of("flux"))) {
            files = flux.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertTrue(files.size() > ShippedPipelines.FILES.size(), files.toString());
        for (String environment : List.of("local", "hdinsight", "event-hubs")) {
            Path filter = Path.of("conf/" + environment + ".properties");
            for (Path file : files) {
                CheckReport report = CHECKER.check(file, Optional.of(filter), false);
                assertEquals(List.of(), report.findings(), () -> ReportFormat.TEXT.of(List.of(report)));
            }
        }
    }

    @Test
    void acceptsTheBatchSpoutWithoutALimitOfPendingTuples() {
        String batching =
                flood().replace("io.riskstream.storm.spout.EventSpout", "io.riskstream.storm.spout.BatchSpout");
        assertNothing("batching.yaml", batching);
        assertNothing("unbounded.yaml", batching.replaceAll("(?m)^ *topology.max.spout.pending: .*\\R", ""));
        CheckReport grouped = CHECKER.check(
                "grouped.yaml",
                batching.replace(
                        "{from: claims, to: parse, grouping: {type: LOCAL_OR_SHUFFLE}}",
                        "{from: claims, to: parse, grouping: {type: FIELDS, args: [events]}}"),
                LOCAL);
        assertEquals(
                List.of("grouping.partition"),
                grouped.findings().stream().map(Finding::code).toList());
    }

    @Test
    void ignoresCommentsBlankLinesAndQuotes() {
        String commented = flood().replaceAll("(?m)^(\\s*)- id:", "\n$1# and now\n$1- id:")
                .replace("parallelism: 1", "parallelism: 1   # one {task} for a start: 'enough'");
        assertNothing("commented.yaml", commented);
        assertNothing("windows.yaml", flood().replace("\n", "\r\n"));
        assertNothing("quoted.yaml", flood().replaceAll("(?m)className: (\\S+)$", "className: \"$1\""));
    }

    @Test
    void readsAnchorsAndMergedMaps() {
        String anchored = flood().replaceFirst(
                        "grouping: \\{type: LOCAL_OR_SHUFFLE}", "grouping: &local {type: LOCAL_OR_SHUFFLE}")
                .replace("grouping: {type: LOCAL_OR_SHUFFLE}", "grouping: *local")
                .replaceFirst(
                        "grouping: \\{type: LOCAL_OR_SHUFFLE, streamId: rejected}",
                        "grouping: &out {<<: *local, streamId: rejected}")
                .replace("grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}", "grouping: {<<: *out}");
        assertNothing("anchored.yaml", anchored);
    }

    @Test
    void readsFlowStyleAndBlockStyle() {
        String blocks = flood().replaceAll(
                        "(?m)^  - \\{from: (\\S+), to: (\\S+), grouping: \\{type: (\\w+)}}$",
                        "  - from: $1\n    to: $2\n    grouping:\n      type: $3")
                .replace("fields: {cpi: double}", "fields:\n          cpi: double")
                .replace("- reflist: [score-claim]", "- reflist:\n          - score-claim");
        assertNothing("blocks.yaml", blocks);
    }

    @Test
    void acceptsBlocksInAnyOrder() {
        String text = flood();
        int components = text.indexOf("components:\n");
        int spouts = text.indexOf("spouts:\n");
        int bolts = text.indexOf("bolts:\n");
        int streams = text.indexOf("streams:\n");
        String head = text.substring(0, components);
        assertNothing(
                "reordered.yaml",
                text.substring(streams) + "\n" + text.substring(bolts, streams) + text.substring(spouts, bolts)
                        + text.substring(components, spouts) + head.substring(head.indexOf("name:")));
    }

    private static List<String> codes(CheckReport report) {
        return report.findings().stream()
                .map(finding -> finding.position().file() + " " + finding.code())
                .toList();
    }

    /** Returns the report on the flood pipeline without a wait strategy, which includes a profile instead. */
    private CheckReport withProfile(String profile, String include) throws IOException {
        Path file = Files.writeString(directory.resolve("profile.yaml"), profile);
        String text = flood().replaceAll("(?m)^ *topology.bolt.wait.strategy: .*\\R", "")
                .replace(
                        "config:\n",
                        "includes:\n  - resource: false\n    file: " + file + "\n    " + include + "\n\nconfig:\n");
        return CHECKER.check("profiled.yaml", text, LOCAL);
    }

    @Test
    void checksAProfileAsPartOfTheConfiguration() throws IOException {
        String waitStrategy = "config:\n  topology.bolt.wait.strategy: io.riskstream.storm.wait.DrainingWaitStrategy\n";
        String misspelt = "  topology.spout.wait.park.microsecs: 100\n";
        assertEquals(List.of(), codes(withProfile(waitStrategy, "override: false")));
        assertEquals(
                List.of("profiled.yaml delivery.wait-strategy"),
                codes(withProfile("config:\n  topology.stats.sample.rate: 0.1\n", "override: false")));
        assertEquals(
                List.of(directory.resolve("profile.yaml") + " config.unknown"),
                codes(withProfile(waitStrategy + misspelt, "override: false")));
    }

    @Test
    void checksTheSettingThatTakesPrecedence() throws IOException {
        String none = "config:\n  topology.bolt.wait.strategy: io.riskstream.storm.wait.DrainingWaitStrategy\n"
                + "  topology.acker.executors: 0\n";
        assertEquals(List.of(), codes(withProfile(none, "override: false")));
        assertEquals(
                List.of(directory.resolve("profile.yaml") + " delivery.ackers"),
                codes(withProfile(none, "override: true")));
    }

    @Test
    void findsTheShippedProfilesInTheWorkingDirectory() throws IOException {
        for (String profile : List.of("conf/low-latency.yaml", "conf/throughput.yaml")) {
            String beside = inlined("flux/flood-claims-fused.yaml")
                    .replaceFirst("resource: true\\R    file: \\S+", "resource: false\n    file: " + profile);
            assertTrue(beside.contains("file: " + profile));
            assertNothing("beside.yaml", beside);
        }
    }

    @Test
    void explainsHowToIncludeAFileOfTheJar() throws IOException {
        String text = flood().replace(
                        "config:\n", "includes:\n  - file: check/stock/words.yaml\n    override: false\n\nconfig:\n");
        Finding missing =
                CHECKER.check("including.yaml", text, LOCAL).findings().get(0);
        assertEquals("include.missing", missing.code());
        assertTrue(
                missing.toString().endsWith("the jar contains it: resource: true, file: /check/stock/words.yaml"),
                missing.toString());
    }

    @Test
    void readsIncludedBolts() throws IOException {
        String text = flood();
        int bolts = text.indexOf("bolts:\n");
        Path included = directory.resolve("bolts.yaml");
        Files.writeString(included, text.substring(bolts));
        assertNothing(
                "including.yaml",
                text.substring(0, bolts) + "includes:\n  - file: " + included
                        + "\n    resource: false\n    override: false\n");
    }

    @Test
    void reportsAMistakeOfAnIncludedFileInThatFile() throws IOException {
        String text = flood();
        int bolts = text.indexOf("bolts:\n");
        Path included = directory.resolve("bolts.yaml");
        Files.writeString(included, text.substring(bolts).replace("[score-claim]", "[score-claims]"));
        CheckReport report = CHECKER.check(
                "including.yaml",
                text.substring(0, bolts) + "includes:\n  - file: " + included + "\n    override: false\n",
                LOCAL);
        assertEquals(
                List.of(included + ":28:19"),
                report.findings().stream()
                        .map(finding -> finding.position().toString())
                        .toList(),
                () -> ReportFormat.TEXT.of(List.of(report)));
    }

    @Test
    void rejectsAReferenceToAnIncludedComponentFromAnotherComponent() throws IOException {
        String text = flood();
        int schema = text.indexOf("  - id: schema\n");
        Path included = directory.resolve("outside.yaml");
        int components = text.indexOf("components:\n");
        Files.writeString(included, text.substring(components, schema));
        CheckReport report = CHECKER.check(
                "including.yaml",
                text.substring(0, components) + "includes:\n  - file: " + included
                        + "\n    override: false\n\ncomponents:\n" + text.substring(schema),
                LOCAL);
        assertTrue(
                report.findings().stream().anyMatch(finding -> finding.code().equals("ref.forward")),
                () -> ReportFormat.TEXT.of(List.of(report)));
    }

    /** The fields of a stage that no bolt runs. */
    public static final class Unprovided implements FieldSource {
        @Override
        public String name() {
            return "unprovided";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("unprovided.field", FieldType.LONG));
        }

        @Override
        public boolean arrives() {
            return false;
        }
    }

    @Test
    void namesTheStageOrTheLookupThatIsMissingForAField() {
        String text = flood().replace(
                        "  - id: claim\n",
                        "  - id: unprovided\n    className: " + Unprovided.class.getName() + "\n  - id: claim\n")
                .replace(
                        "market, history, community-claims, property-claims]",
                        "market, history, community-claims, property-claims, unprovided]");
        CheckReport report = CHECKER.check("unprovided.yaml", text, LOCAL);
        assertEquals(
                List.of("add the stage that adds it to a bolt, or remove 'unprovided' from the event type"),
                report.findings().stream()
                        .flatMap(finding -> finding.hint().stream())
                        .toList(),
                () -> ReportFormat.TEXT.of(List.of(report)));
    }

    @Test
    void doesNotSuggestToSendDeadLettersToThemselves() {
        CheckReport report =
                CHECKER.check("rejecting.yaml", flood().replace("[publish-dead-letter]", "[publish-score]"), LOCAL);
        assertEquals(
                Optional.of("run a stage in it that never rejects, such as PublishDeadLetter, and no other"),
                report.findings().stream()
                        .filter(finding -> finding.code().equals("flow.lost"))
                        .findFirst()
                        .flatMap(Finding::hint),
                () -> ReportFormat.TEXT.of(List.of(report)));
    }

    @Test
    void checksAFileWithClassesOfStormOnly() {
        assertNothing("words.yaml", WORDS);
        assertEquals(
                "words.yaml:31:14: error [grouping.field] stream 'default' of 'words' has no field 'wrod'; did you mean 'word'?",
                finding("args: [word]", "args: [wrod]"));
        assertEquals(
                "words.yaml:15:16: error [class.unknown] no class 'org.apache.storm.testing.TestWordSpot' on the class path; did you mean 'org.apache.storm.testing.TestWordSpout'?",
                finding("testing.TestWordSpout", "testing.TestWordSpot"));
        assertEquals(
                "words.yaml:15:16: error [class.unknown] no class 'java.util.AbstractMap.SimpleEntry' on the class path; did you mean 'java.util.AbstractMap$SimpleEntry'?",
                finding("org.apache.storm.testing.TestWordSpout", "java.util.AbstractMap.SimpleEntry"));
        assertEquals(
                "words.yaml:21:18: error [delivery.parallelism] bolt 'count' has parallelism 0, and Storm requires at least 1",
                finding("parallelism: 2", "parallelism: 0"));
        assertEquals(
                "words.yaml:33:9: error [stream.to] 'totl' consumes this stream, but there is no such bolt; did you mean 'total'?",
                finding("to: total", "to: totl"));
        assertEquals(
                "words.yaml:22:9: error [flow.unreached] bolt 'total' consumes no stream, so Flux omits it; add a stream {from: ..., to: total, grouping: {type: LOCAL_OR_SHUFFLE}}",
                finding("  - from: count\n    to: total\n    grouping: {type: GLOBAL}\n", ""));
        assertEquals(
                "words.yaml:11:10: error [constructor.none] argument 1 of Semaphore is a map, and should be int; there are Semaphore(int), Semaphore(int, boolean)",
                finding("- 5", "- {a: b}"));
        assertEquals(
                "words.yaml:20:16: error [class.kind] TestWordSpout is not a bolt: it does not implement IRichBolt or IBasicBolt or IWindowedBolt or IStatefulBolt; it belongs under 'spouts'; is that line missing above?",
                finding("org.apache.storm.testing.TestWordCounter", "org.apache.storm.testing.TestWordSpout"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "[text]", "17"})
    void rejectsAValueOfASettingIfStormRejectsItInATopology(String value) {
        Set<String> rejected = new TreeSet<>();
        StringBuilder settings = new StringBuilder("config:\n");
        for (String key : settings()) {
            String written = value.startsWith("[") ? value : "'" + value + "'";
            settings.append("  ").append(key).append(": ").append(written).append('\n');
            Object read = value.startsWith("[") ? List.of("text") : value;
            try {
                ConfigValidation.validateTopoConf(Map.of(key, read));
            } catch (RuntimeException refused) {
                rejected.add(key);
            }
        }
        String text = WORDS.replace("config:\n  topology.workers: 1\n", settings);
        Set<String> found = new TreeSet<>();
        for (Finding finding :
                CHECKER.check("words.yaml", text, new Properties()).findings()) {
            if (finding.code().equals("config.value")) {
                found.add(text.lines()
                        .toList()
                        .get(finding.position().line() - 1)
                        .strip()
                        .split(":")[0]);
            }
        }
        assertEquals(rejected, found);
    }

    /** Returns the keys of all settings, those of Storm's daemons included. */
    private static Set<String> settings() {
        Set<String> keys = new TreeSet<>();
        for (Class<?> settings : ConfigValidation.getConfigClasses()) {
            for (java.lang.reflect.Field field : settings.getFields()) {
                try {
                    if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof String key) {
                        keys.add(key);
                    }
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return keys;
    }

    @Test
    void warnsOfABoltThatAcknowledgesFromAThreadOfKafkaIfStormBatchesTuples() {
        String bolt = "className: org.apache.storm.testing.TestWordCounter";
        assertTrue(WORDS.contains(bolt), bolt);
        String kafka = WORDS.replace(bolt, "className: org.apache.storm.kafka.bolt.KafkaBolt");
        assertFound(0, "delivery.batch", "kafka.yaml", kafka);
        assertFound(1, "delivery.batch", "kafka.yaml", withSetting(kafka, "topology.producer.batch.size: 100"));
        assertFound(0, "delivery.batch", "kafka.yaml", withSetting(kafka, "topology.producer.batch.size: 1"));
    }

    @Test
    void rejectsASecretInAnIncludedFile() throws IOException {
        Path included = directory.resolve("redis.yaml");
        String including = WORDS + "\nincludes:\n  - {resource: false, file: " + included + ", override: false}\n";
        for (Map.Entry<String, Integer> password :
                Map.of("hunter2", 1, "env:REDIS_PASSWORD", 0).entrySet()) {
            Files.writeString(
                    included,
                    "components:\n  - id: redis\n    className: io.riskstream.connect.redis.Redis\n    constructorArgs:\n"
                            + "      - {host: localhost, password: '" + password.getKey() + "'}\n");
            assertFound(password.getValue(), "include.secret", "including.yaml", including);
        }
    }

    @Test
    void rejectsTwoReferencesThatMakeRecordsOfTheSameKeys() throws IOException {
        Path known = Path.of("topologies/flood-claims");
        Files.copy(known.resolve("event.schema.json"), directory.resolve("event.schema.json"));
        String references = Files.readString(known.resolve("references.yaml"));
        String moved = flood().replace(known + "/event.schema.json", directory + "/event.schema.json");
        Files.writeString(directory.resolve("references.yaml"), references);
        assertFound(0, "lookup.writers", "moved.yaml", moved);
        assertTrue(references.contains("cpi:{Date|month}"), references);
        Files.writeString(
                directory.resolve("references.yaml"), references.replace("cpi:{Date|month}", "county:{county_fips}"));
        assertFound(1, "lookup.writers", "moved.yaml", moved);
    }

    private static String withSetting(String text, String setting) {
        return text.replace("config:\n", "config:\n  " + setting + "\n");
    }

    private static void assertFound(int times, String code, String file, String text) {
        CheckReport report = CHECKER.check(file, text, LOCAL);
        assertEquals(
                times,
                report.findings().stream()
                        .filter(finding -> finding.code().equals(code))
                        .count(),
                () -> ReportFormat.TEXT.of(List.of(report)));
    }

    @Test
    void rejectsASpoutWhoseLimitOfRetriesDropsRecords() {
        String kafka = """
                name: kafka
                config: {topology.max.spout.pending: 100}
                components:
                  - id: retry
                    className: org.apache.storm.kafka.spout.KafkaSpoutRetryExponentialBackoff
                    constructorArgs:
                      - ref: interval
                      - ref: interval
                      - RETRIES
                      - ref: interval
                  - id: builder
                    className: org.apache.storm.kafka.spout.KafkaSpoutConfig$Builder
                    constructorArgs: ["localhost:9092", [events]]
                    configMethods:
                      - name: setRetry
                        args: [{ref: retry}]
                  - id: config
                    className: org.apache.storm.kafka.spout.KafkaSpoutConfig
                    constructorArgs: [{ref: builder}]
                spouts:
                  - {id: events, className: org.apache.storm.kafka.spout.KafkaSpout, constructorArgs: [{ref: config}]}
                bolts:
                  - {id: count, className: org.apache.storm.testing.TestWordCounter}
                streams:
                  - {from: events, to: count, grouping: {type: SHUFFLE}}
                """.replace("components:\n", """
                components:
                  - id: interval
                    className: org.apache.storm.kafka.spout.KafkaSpoutRetryExponentialBackoff$TimeInterval
                    factory: seconds
                    factoryArgs: [1]
                """);
        Map<String, Boolean> drops = Map.of("3", true, "2147483647", false);
        drops.forEach((retries, dropped) -> {
            CheckReport report = CHECKER.check("kafka.yaml", kafka.replace("RETRIES", retries), new Properties());
            assertEquals(
                    dropped,
                    report.findings().stream()
                            .anyMatch(finding -> finding.code().equals("delivery.retries")),
                    () -> ReportFormat.TEXT.of(List.of(report)));
        });
    }

    @Test
    void rejectsEveryPlaceholderWithoutAFilter() {
        CheckReport report = CHECKER.check(Path.of("flux/flood-claims.yaml"), Optional.empty(), false);
        assertEquals(
                flood().lines().filter(line -> line.contains("${")).count(),
                report.findings().size());
        assertTrue(report.findings().stream().allMatch(finding -> finding.code().equals("property.filter")));
    }

    @Test
    void reportsASecretInTheFilterFileThereAndIgnoresUnusedProperties() throws IOException {
        Path filter = directory.resolve("user.properties");
        Files.writeString(
                filter,
                Files.readString(Path.of("conf/local.properties")).replace("redis.password=", "redis.password=hunter2")
                        + "redis.timeout=5\n");
        CheckReport report = CHECKER.check(Path.of("flux/flood-claims.yaml"), Optional.of(filter), false);
        String text = ReportFormat.TEXT.of(List.of(report));
        assertEquals(
                List.of("secret.literal"),
                report.findings().stream()
                        .filter(finding -> finding.position().file().equals(filter.toString()))
                        .map(Finding::code)
                        .toList(),
                text);
        assertTrue(!text.contains("hunter2"), text);
    }

    @Test
    void rejectsAResourceThatDiffersFromTheFileInTheWorkingDirectory() throws IOException {
        Path resource = Path.of("target/test-classes/target/stale.yaml");
        Path edited = Path.of("target/stale.yaml");
        String including = WORDS + "\nincludes:\n  - {resource: true, file: /target/stale.yaml, override: false}\n";
        Files.createDirectories(resource.getParent());
        try {
            Files.writeString(resource, "config:\n  topology.workers: 1\n");
            assertFound(0, "include.stale", "including.yaml", including);
            Files.writeString(edited, "config:\n  topology.workers: 1\n");
            assertFound(0, "include.stale", "including.yaml", including);
            Files.writeString(edited, "config:\n  topology.workers: 2\n");
            assertFound(1, "include.stale", "including.yaml", including);
        } finally {
            Files.deleteIfExists(resource);
            Files.deleteIfExists(edited);
        }
    }
}
