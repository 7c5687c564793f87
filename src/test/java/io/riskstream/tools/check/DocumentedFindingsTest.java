package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.check.ShippedPipelines.ChangedPipeline;
import io.riskstream.tools.flux.QuietFlux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The findings that README.md and flux/README.md show are those of the shipped files with the same mistakes. */
@ExtendWith(QuietFlux.class)
class DocumentedFindingsTest {
    private static final String FLUX = "flux/flood-claims.yaml";
    private static final String COMPONENTS = "topologies/flood-claims/components.yaml";
    private static final String SCORECARD = "topologies/flood-claims/scorecard.yaml";

    @Test
    void readmeShowsATypingErrorInARule() throws IOException {
        List<String> findings = findings(
                "typing-error",
                flux -> flux,
                components -> components,
                scorecard -> replace(scorecard, "&& waterDepth >= 3", "&& waterDept >= 3"));
        assertEquals(1, findings.size(), findings.toString());
        assertShown("README.md", findings);
    }

    @Test
    void readmeOfFluxShowsAWrongStreamAndAWrongKey() throws IOException {
        List<String> findings = findings(
                "stream-and-key",
                flux -> replace(flux, "to: validate", "to: valdate"),
                components -> replace(components, "county:{countyCode}", "county:{countyCod}"),
                scorecard -> scorecard);
        assertEquals(2, findings.size(), findings.toString());
        assertShown("flux/README.md", findings);
    }

    @Test
    void readmeOfFluxShowsTheRulesOfARemovedLookUp() throws IOException {
        List<String> findings = findings(
                "removed-look-up",
                flux -> flux,
                components -> replace(
                        components.replaceFirst("(?s)  - id: history\n.*?\n\n", ""), "market, history,", "market,"),
                scorecard -> scorecard);
        assertEquals(2, findings.size(), findings.toString());
        assertShown("flux/README.md", findings);
    }

    private static String replace(String text, String from, String to) {
        assertTrue(text.contains(from), from);
        return text.replace(from, to);
    }

    /** Returns the findings for a changed pipeline as check prints them, with the names of the shipped files. */
    private static List<String> findings(
            String name, UnaryOperator<String> flux, UnaryOperator<String> components, UnaryOperator<String> scorecard)
            throws IOException {
        Path rules = Files.createDirectories(Path.of("target/changed-pipelines", name))
                .resolve("scorecard.yaml");
        Files.writeString(rules, scorecard.apply(SourceFile.read(SCORECARD).text()));
        String changedComponents =
                replace(components.apply(SourceFile.read(COMPONENTS).text()), SCORECARD, rules.toString());
        ChangedPipeline changed = ShippedPipelines.changed(FLUX, COMPONENTS, changedComponents, name);
        CheckReport report = new Checker().check(FLUX, flux.apply(changed.text()), ShippedPipelines.local());
        String printed = ReportFormat.TEXT
                .of(List.of(report))
                .replace(rules.toString(), SCORECARD)
                .replace(changed.file(), COMPONENTS);
        return Stream.of(printed.strip().split("\n\n"))
                .filter(block -> block.contains(": error ["))
                .toList();
    }

    private static void assertShown(String document, List<String> findings) throws IOException {
        String text = Files.readString(Path.of(document));
        findings.forEach(finding ->
                assertTrue(text.contains(finding.indent(4).stripTrailing()), document + " does not show\n" + finding));
    }
}
