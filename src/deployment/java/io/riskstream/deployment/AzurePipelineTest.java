package io.riskstream.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.riskstream.NodePackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzurePipelineTest {
    private static final Path PIPELINE = Path.of(".ci/azure-pipelines.yml");
    /** The published schema of Azure Pipelines, in a package of npm. */
    private static final String SCHEMA =
            "schemastore/schemas/json/raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json";

    private static final Pattern SCRIPT =
            Pattern.compile("^(?:sudo --preserve-env=JAVA_HOME bash )?(\\.ci/[a-z-]+)(?: .*)?$");

    private static List<String> problems(Object pipeline) throws IOException {
        Path schema = NodePackages.installed("pipeline-schema", SCHEMA);
        Validator validator = new ValidatorFactory()
                .withDefaultDialect(new Dialects.Draft7Dialect())
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        return validator
                .validate(
                        validator.registerSchema(JsonParser.parseString(Files.readString(schema))),
                        JsonParser.parseString(new Gson().toJson(pipeline)))
                .getErrors()
                .stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getError())
                .toList();
    }

    @Test
    void isValidAgainstThePublishedSchema() throws IOException {
        assertEquals(List.of(), problems(YamlFiles.readTexts(PIPELINE)));
    }

    @ParameterizedTest(name = "{0} instead of {1}")
    @CsvSource({
        "displayName: Build and all tests, displayNam: Build and all tests",
        "dependsOn: build, dependOn: build",
        "runOnce:, runTwice:",
        "fetchDepth: 0, fetchdepth: {}",
        "timeoutInMinutes: 90, timeout: 90",
        "deployment: test, deploymentt: test",
    })
    void aFaultIsFound(String right, String wrong, @TempDir Path folder) throws IOException {
        String pipeline = Files.readString(PIPELINE);
        assertTrue(pipeline.contains(right));
        Path changed =
                Files.writeString(folder.resolve("pipeline.yml"), pipeline.replaceFirst(Pattern.quote(right), wrong));
        assertFalse(problems(YamlFiles.readTexts(changed)).isEmpty());
    }

    /** A step outside of a file of the repository cannot be tried on another machine. */
    @Test
    void everyStepRunsAFileOfTheRepository() {
        List<Map<?, ?>> steps = new ArrayList<>();
        collect(YamlFiles.readTexts(PIPELINE), steps);
        Set<String> kinds = new TreeSet<>();
        for (Map<?, ?> step : steps) {
            if (step.containsKey("script")) {
                kinds.add("script");
                requireFile(String.valueOf(step.get("script")));
            } else if (step.containsKey("task")) {
                kinds.add("task");
                assertEquals("AzureCLI@2", step.get("task"));
                Map<?, ?> inputs = (Map<?, ?>) step.get("inputs");
                assertEquals("scriptPath", inputs.get("scriptLocation"));
                requireFile(String.valueOf(inputs.get("scriptPath")));
            } else {
                assertTrue(step.containsKey("checkout") || step.containsKey("publish"), step::toString);
            }
        }
        assertEquals(Set.of("script", "task"), kinds);
    }

    private static void requireFile(String script) {
        var matcher = SCRIPT.matcher(script);
        assertTrue(matcher.matches(), script);
        assertTrue(Files.isExecutable(Path.of(matcher.group(1))), script);
    }

    private static void collect(Object value, List<Map<?, ?>> steps) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> {
                if (key.equals("steps")) {
                    ((List<?>) member).forEach(step -> steps.add((Map<?, ?>) step));
                } else {
                    collect(member, steps);
                }
            });
        } else if (value instanceof List<?> list) {
            list.forEach(element -> collect(element, steps));
        }
    }
}
