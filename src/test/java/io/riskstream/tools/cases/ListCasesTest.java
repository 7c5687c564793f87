package io.riskstream.tools.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the worked examples of rules over lists, and of named expressions and tables: from JSON to the score. */
class ListCasesTest {
    @TestFactory
    Stream<DynamicTest> scoresClaimsWithLines() throws IOException {
        return cases(Path.of("src/test/resources/lists"), "repair-claims.yaml", 11);
    }

    @TestFactory
    Stream<DynamicTest> scoresQuotesByNamedExpressionsAndTables() throws IOException {
        return cases(Path.of("src/test/resources/rules"), "motor-quotes.yaml", 7);
    }

    private static Stream<DynamicTest> cases(Path directory, String flux, int atLeast) throws IOException {
        CaseRunner runner = new CaseRunner(Pipeline.read(directory.resolve(flux), new Properties()));
        String text = Files.readString(directory.resolve("cases.yaml"));
        List<Case> cases = CasesFile.read(new SourceFile("cases.yaml", text)).cases();
        assertTrue(cases.size() >= atLeast);
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    CaseResult result = runner.run(one);
                    assertEquals(Optional.empty(), result.failure());
                    assertTrue(result.holds(), () -> result.rows().stream()
                            .filter(row -> !row.met())
                            .toList()
                            .toString());
                }));
    }
}
