package io.riskstream.tools.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.Reason;
import io.riskstream.event.RejectionCode;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.testing.PipelineResult;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every case in topologies/ through every Flux file with its schema, and checks that the cases cover every rule, look-up, decision and code. */
class ShippedCasesTest {
    /** Keywords of JSON Schema that reject no event. */
    private static final Set<String> ANNOTATIONS = Set.of("$schema", "$comment", "title", "properties");

    private static Properties local() throws IOException {
        Properties local = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        return local;
    }

    /** Returns every Flux file that has cases, with the cases. */
    private static Map<Pipeline, CasesFile> pipelines() throws IOException {
        Properties local = local();
        Map<Pipeline, CasesFile> pipelines = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(Path.of("flux"))) {
            files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(file -> {
                Pipeline pipeline = Pipeline.read(file, local);
                Path cases = pipeline.findKnowledge().orElse(Path.of("none")).resolve(CasesFile.NAME);
                if (Files.exists(cases)) {
                    pipelines.put(pipeline, CasesFile.read(SourceFile.read(cases.toString())));
                }
            });
        }
        return pipelines;
    }

    @TestFactory
    Stream<DynamicTest> holdsEveryCaseInEveryPipeline() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        pipelines().forEach((pipeline, file) -> {
            CaseRunner runner = new CaseRunner(pipeline);
            for (Case testCase : file.cases()) {
                String position = file.source().name() + ":" + testCase.line();
                tests.add(dynamicTest(
                        pipeline.path() + ": " + testCase.name() + " (" + position + ")",
                        () -> check(runner.run(testCase))));
            }
        });
        assertTrue(tests.size() > 100, "only " + tests.size() + " cases");
        return tests.stream();
    }

    private static void check(CaseResult result) {
        assertTrue(result.holds(), () -> result.failure() + " " + result.rows());
        assertEquals(1, result.run().orElseThrow().messages().size(), "each event is published once");
        assertEquals(
                List.of(), result.notRequested(), "the key of a record that no stage requests is probably misspelt");
    }

    @Test
    void findsTheShippedPipelines() throws IOException {
        List<String> names = pipelines().keySet().stream()
                .map(pipeline -> pipeline.path().toString())
                .toList();
        assertTrue(
                names.containsAll(List.of(
                        "flux/auto-claims-fused.yaml",
                        "flux/auto-claims.yaml",
                        "flux/flood-claims-fused.yaml",
                        "flux/flood-claims-spout.yaml",
                        "flux/flood-claims.yaml")),
                names.toString());
    }

    /** The rules, decisions, look-ups and codes that the cases of a pipeline cover. */
    private static final class Coverage {
        private final Set<String> fired = new TreeSet<>();
        private final Set<String> silent = new TreeSet<>();
        private final Set<String> decisions = new TreeSet<>();
        private final Set<String> found = new TreeSet<>();
        private final Set<String> missed = new TreeSet<>();
        private final Set<String> codes = new TreeSet<>();

        void add(PipelineResult run, Pipeline pipeline) {
            run.rejections().forEach(rejection -> codes.add(rejection.code()));
            run.verdict().ifPresent(verdict -> {
                decisions.add(verdict.decision());
                List<String> reasons =
                        verdict.reasons().stream().map(Reason::code).toList();
                fired.addAll(reasons);
                scorecard(pipeline).parts().stream()
                        .filter(rule -> !reasons.contains(rule))
                        .forEach(silent::add);
            });
            run.requests().forEach(request -> pipeline.components(Lookup.class).stream()
                    .filter(lookup -> request.key()
                            .startsWith(lookup.key().substring(0, lookup.key().indexOf('{'))))
                    .forEach(lookup -> (request.found() ? found : missed).add(lookup.name())));
        }
    }

    private static Scorecard scorecard(Pipeline pipeline) {
        return (Scorecard) pipeline.stages()
                .filter(Score.class::isInstance)
                .map(stage -> ((Score) stage).scorer())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void coversEveryRuleLookupDecisionAndCode(String name) throws IOException {
        Pipeline pipeline = Pipeline.read(Path.of("flux/" + name + ".yaml"), local());
        Path directory = pipeline.knowledge();
        CaseRunner runner = new CaseRunner(pipeline);
        Coverage coverage = new Coverage();
        for (Case testCase : CasesFile.read(
                        SourceFile.read(directory.resolve(CasesFile.NAME).toString()))
                .cases()) {
            coverage.add(runner.run(testCase).run().orElseThrow(), pipeline);
        }

        Set<String> rules = new TreeSet<>(scorecard(pipeline).parts());
        assertEquals(rules, coverage.fired, "rules that some case fires");
        assertEquals(rules, coverage.silent, "rules that some case does not fire");
        assertEquals(Set.of("accept", "refer", "review"), coverage.decisions);
        Set<String> lookups =
                pipeline.components(Lookup.class).stream().map(Lookup::name).collect(Collectors.toSet());
        assertEquals(new TreeSet<>(lookups), coverage.found, "look-ups that find a record in some case");
        assertEquals(new TreeSet<>(lookups), coverage.missed, "look-ups that find none in some case");
        assertEquals(codes(pipeline, directory.resolve("event.schema.json")), coverage.codes);
    }

    /** Returns the codes with which the parser and the schema can reject an event. */
    private static Set<String> codes(Pipeline pipeline, Path schema) throws IOException {
        Set<String> codes = new TreeSet<>();
        collect(JsonParser.parseString(Files.readString(schema)).getAsJsonObject(), codes);
        List<String> parser = pipeline.stages().findFirst().orElseThrow().spec().codes();
        codes.addAll(parser);
        // a case would need an event of a megabyte, or more than a thousand items
        codes.removeAll(List.of(RejectionCode.PARSE_SIZE, RejectionCode.PARSE_LIMIT));
        // PayloadTest has binary events
        codes.removeAll(List.of(RejectionCode.PARSE_COMPRESSED, RejectionCode.PARSE_PREFIX));
        if (parser.contains(RejectionCode.PARSE_DATE)) {
            // the parser has already rejected an invalid date
            codes.remove(RejectionCode.schema("format"));
        }
        return codes;
    }

    private static void collect(JsonObject schema, Set<String> codes) {
        for (Map.Entry<String, JsonElement> keyword : schema.entrySet()) {
            if (keyword.getKey().equals("properties")) {
                keyword.getValue()
                        .getAsJsonObject()
                        .entrySet()
                        .forEach(property -> collect(property.getValue().getAsJsonObject(), codes));
            } else if (!ANNOTATIONS.contains(keyword.getKey())) {
                codes.add(RejectionCode.schema(keyword.getKey()));
            }
        }
    }
}
