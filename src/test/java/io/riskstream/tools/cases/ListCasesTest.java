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

/** Runs the worked example of rules over lists: from JSON to the score. */
class ListCasesTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/lists");

    @TestFactory
    Stream<DynamicTest> scoresClaimsWithLines() throws IOException {
        CaseRunner runner = new CaseRunner(Pipeline.read(DIRECTORY.resolve("repair-claims.yaml"), new Properties()));
        String text = Files.readString(DIRECTORY.resolve("cases.yaml"));
        List<Case> cases = CasesFile.read(new SourceFile("cases.yaml", text)).cases();
        assertTrue(cases.size() > 10);
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
