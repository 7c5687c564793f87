package io.riskstream.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import io.riskstream.Batch;
import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.MapRecords;
import io.riskstream.Message;
import io.riskstream.Origin;
import io.riskstream.Reason;
import io.riskstream.SourceFile;
import io.riskstream.Stage;
import io.riskstream.TestContext;
import io.riskstream.Verdict;
import io.riskstream.flux.Pipeline;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.storm.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every case under topologies/, through the stages of the pipelines' Flux files, chain and fused, with the records of the case in the store. */
class CasesTest {
    /** What a case says; {@code line} is where. */
    private record Case(String name, int line, Instant clock, byte[] event, Map<?, ?> records, Expected expected) {}

    private sealed interface Expected {}

    private record Scored(String decision, double score, List<String> reasons, Map<?, ?> fields) implements Expected {}

    private record TurnedAway(String code, String path) implements Expected {}

    /** Where one event came to its end. */
    private static final class End implements StageRunner.Ends<String> {
        private Optional<Event> passed = Optional.empty();
        private Optional<Event> rejected = Optional.empty();

        @Override
        public void passed(Passage<String> passage) {
            passed = Optional.of(passage.event);
        }

        @Override
        public void rejected(Passage<String> passage, Event event) {
            rejected = Optional.of(event);
        }

        @Override
        public void dropped(Passage<String> passage, Event event) {
            throw new AssertionError("dropped: " + event.dropReason());
        }

        boolean reached() {
            return passed.isPresent() || rejected.isPresent();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCaseEndsAsItSays() throws IOException {
        Properties local = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Path cases : caseFiles()) {
            String topology = cases.getParent().getFileName().toString();
            for (String flux : List.of(topology, topology + "-fused")) {
                Pipeline pipeline = Pipeline.read(Path.of("flux/" + flux + ".yaml"), local);
                for (Case one : read(cases)) {
                    tests.add(dynamicTest(
                            flux + ": " + one.name() + " (" + cases + ":" + one.line() + ")",
                            () -> check(pipeline, one)));
                }
            }
        }
        assertTrue(tests.size() > 10, "there are only " + tests.size() + " cases");
        return tests.stream();
    }

    private static List<Path> caseFiles() throws IOException {
        try (Stream<Path> directories = Files.list(Path.of("topologies"))) {
            return directories
                    .filter(Files::isDirectory)
                    .map(directory -> directory.resolve("cases.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Case> read(Path file) {
        SourceFile source = SourceFile.read(file.toString());
        Map<?, ?> whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(source.text());
        List<?> raw = whole.get("cases") instanceof List<?> list ? list : List.of();
        return YamlFile.read(source, root -> {
            List<Case> cases = new ArrayList<>();
            for (YamlNode node : root.map("cases").get("cases").list()) {
                YamlMap map = node.map("name", "clock", "event", "records", "expect");
                Map<?, ?> rawCase = (Map<?, ?>) raw.get(cases.size());
                cases.add(new Case(
                        map.get("name").text(),
                        node.line(),
                        clock(map.get("clock")),
                        event(map.get("event"), rawCase.get("event")),
                        map.has("records") ? (Map<?, ?>) rawCase.get("records") : Map.of(),
                        expected(map.get("expect"), rawCase)));
            }
            return cases;
        });
    }

    private static Instant clock(YamlNode node) {
        try {
            return Instant.parse(node.text());
        } catch (DateTimeParseException e) {
            node.fault("a time such as 2004-09-20T12:00:00Z is expected");
            return Instant.EPOCH;
        }
    }

    private static byte[] event(YamlNode node, Object raw) {
        String text = node.isMap() ? new Gson().toJson(raw) : node.text();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Expected expected(YamlNode node, Map<?, ?> rawCase) {
        if (node.map().has("rejection")) {
            YamlMap rejection = node.map("rejection").get("rejection").map("code", "path");
            YamlNode path = rejection.get("path");
            // an empty path is the whole event, and no fault
            Map<?, ?> raw = (Map<?, ?>) ((Map<?, ?>) rawCase.get("expect")).get("rejection");
            return new TurnedAway(rejection.get("code").text(), "".equals(raw.get("path")) ? "" : path.text());
        }
        YamlMap map = node.map("decision", "score", "reasons", "fields");
        return new Scored(
                map.get("decision").text(),
                map.get("score").number(),
                map.get("reasons").list().stream().map(YamlNode::text).toList(),
                map.has("fields") ? (Map<?, ?>) ((Map<?, ?>) rawCase.get("expect")).get("fields") : Map.of());
    }

    private static void check(Pipeline pipeline, Case one) {
        List<Stage> stages = pipeline.stages()
                .filter(stage -> !stage.spec().last())
                .map(CasesTest::travelled)
                .toList();
        List<Stage> last = pipeline.stages()
                .filter(stage -> stage.spec().last())
                .map(CasesTest::travelled)
                .toList();
        MapRecords records = new MapRecords();
        one.records().forEach((key, record) -> records.put(String.valueOf(key), new Gson().toJson(record)));
        try (TestContext context = new TestContext().at(one.clock()).withRecords(records)) {
            Origin origin = new Origin("in", 0, 0, one.clock().toEpochMilli(), Optional.empty(), List.of());
            End end = run(stages, Event.of(origin, one.event()), context);
            assertEquals(List.of(), context.reports(), "nothing to report");
            if (one.expected() instanceof Scored scored) {
                checkScored(pipeline, scored, end);
            } else {
                checkRejected((TurnedAway) one.expected(), end);
                assertTrue(run(last, end.rejected.orElseThrow(), context).passed.isPresent());
            }
            assertEquals(1, context.messages().size(), "one output");
            Message output = context.messages().get(0);
            assertTrue(
                    output.topic().endsWith(one.expected() instanceof Scored ? "-scores" : "-dead-letters"),
                    output.topic());
        }
    }

    /** As it comes to a worker. */
    private static Stage travelled(Stage stage) {
        return Utils.javaDeserialize(Utils.javaSerialize(stage), Stage.class);
    }

    private static End run(List<Stage> stages, Event event, TestContext context) {
        stages.forEach(stage -> stage.open(context));
        End end = new End();
        StageRunner<String> runner = new StageRunner<>(
                stages, new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1)), 10, context, end, () -> {});
        runner.accept(new Held<>("case", 1), Batch.of(event));
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
            runner.drain();
            return end.reached();
        });
        stages.forEach(Stage::close);
        return end;
    }

    private static void checkScored(Pipeline pipeline, Scored expected, End end) {
        Event event = end.passed.orElseThrow(() ->
                new AssertionError("rejected: " + end.rejected.orElseThrow().rejections()));
        Verdict verdict = event.verdict().orElseThrow();
        assertEquals(
                expected.reasons(), verdict.reasons().stream().map(Reason::code).toList());
        assertEquals(expected.score(), verdict.score());
        assertEquals(expected.decision(), verdict.decision());
        assertEquals(List.of(), verdict.unevaluated(), "rules that could not be told");
        EventType type = pipeline.components(EventType.class).get(0);
        Map<String, Object> found = new LinkedHashMap<>();
        Map<String, Object> wanted = new LinkedHashMap<>();
        expected.fields().forEach((path, value) -> {
            int slot = type.slot(String.valueOf(path));
            wanted.put(String.valueOf(path), comparable(value));
            found.put(
                    String.valueOf(path),
                    event.isPresent(slot) ? comparable(event.values().object(slot)) : "absent");
        });
        assertEquals(wanted, found);
    }

    /** Numbers alike, however YAML and the event hold them. */
    private static Object comparable(Object value) {
        return value instanceof Number number ? number.doubleValue() : value;
    }

    private static void checkRejected(TurnedAway expected, End end) {
        Event event = end.rejected.orElseThrow(() -> new AssertionError(
                "not rejected, but " + end.passed.orElseThrow().verdict()));
        assertEquals(
                List.of(expected),
                event.rejections().stream()
                        .map(rejection -> new TurnedAway(rejection.code(), rejection.path()))
                        .toList());
    }
}
