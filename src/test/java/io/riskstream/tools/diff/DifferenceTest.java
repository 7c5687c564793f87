package io.riskstream.tools.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceRoot;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.Substitution;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static List<String> difference(String before, String after) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        Substitution substitution = Substitution.by(properties);
        return Difference.of(file("before.yaml", before, substitution), file("after.yaml", after, substitution));
    }

    private static ComparedFile file(String name, String text, Substitution substitution) {
        return ComparedFile.of(name, SourceRoot.current(), () -> FluxModel.of(name, text, substitution));
    }

    private static String flood() throws IOException {
        return FluxFiles.inlined(Path.of("flux/flood-claims.yaml"));
    }

    @Test
    void ignoresCommentsQuotesAndStyle() throws IOException {
        String other = flood().replaceAll("(?m)^\\s*#.*\\n", "")
                .replace("name: county", "name: \"county\"")
                .replace(
                        "- {from: parse, to: validate, grouping: {type: LOCAL_OR_SHUFFLE}}",
                        "- from: parse\n    to: validate\n    grouping: {type: LOCAL_OR_SHUFFLE}");
        assertEquals(List.of(), difference(flood(), other));
    }

    @Test
    void reportsChangesByMeaning() throws IOException {
        String other = flood().replaceFirst(
                        "parallelism: 1\n    constructorArgs:\n      - reflist: \\[parse-json]",
                        "parallelism: 4\n    constructorArgs:\n      - reflist: [parse-json, validate-schema]")
                .replaceFirst("(?s)  - id: validate\n.*?\n\n", "")
                .replace("  - {from: parse, to: validate, grouping: {type: LOCAL_OR_SHUFFLE}}\n", "")
                .replace(
                        "  - {from: validate, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}\n",
                        "")
                .replace("{from: validate, to: enrich", "{from: parse, to: enrich")
                .replace("topology.max.spout.pending: 20000", "topology.max.spout.pending: 500")
                .replace("fields: {cpi: double}", "fields: {cpi: double}\n        onMiss: REJECT");
        assertEquals(
                List.of(
                        "config     ~ topology.max.spout.pending: 20000 -> 500",
                        "component  + market onMiss: REJECT",
                        "bolt       ~ parse parallelism: 1 -> 4",
                        "bolt       ~ parse list 1: [parse-json] -> [parse-json, validate-schema]",
                        "bolt       - validate: StageBolt [validate-schema]",
                        "stage      ~ validate-schema: moved from validate to parse",
                        "stream     - parse -> validate, local or shuffle",
                        "stream     - validate -> enrich, local or shuffle",
                        "stream     - validate rejected -> dead-letters, local or shuffle",
                        "stream     + parse -> enrich, local or shuffle"),
                difference(flood(), other));
    }

    @Test
    void reportsRulesById() throws IOException {
        String auto = FluxFiles.inlined(Path.of("flux/auto-claims.yaml"));
        List<String> changes = difference(flood(), auto);
        assertTrue(
                changes.stream()
                        .anyMatch(change -> change.startsWith("rule       - deep-water: when: has(waterDepth)")
                                && change.contains("points: waterDepth >= 6 ? 18 : 14")),
                String.join("\n", changes));
    }
}
