package io.riskstream.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.event.EventType;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ExpressionException;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks the exact messages for wrong expressions and scorecards. In the golden files a line of {@code ====} begins each case, and a line of {@code ----} separates the text
 * from its message.
 */
class GoldenMessagesTest {
    private static final EventType TYPE = TestEvents.type(
            "claim.amount:DOUBLE",
            "claim.count:LONG",
            "claim.lost:STRING",
            "claim.reported:STRING",
            "claim.tags:LIST",
            "claim.lines[].amount:DOUBLE",
            "claim.lines[].kind:STRING",
            "state:STRING",
            "insured:BOOLEAN",
            "water-depth:LONG",
            "county.density:DOUBLE",
            "county.median_income:LONG",
            "note:ANY");

    private record Case(int line, String text, String message) {}

    private static List<Case> cases(String file) throws IOException {
        String all = Files.readString(Path.of("src/test/resources/golden", file));
        String body = all.substring(all.indexOf("====\n") + 5); // the text before the first case describes the file
        int[] line = {
            1 + (int) all.substring(0, all.length() - body.length()).lines().count()
        };
        List<Case> cases = Arrays.stream(body.split("====\n"))
                .map(one -> {
                    String[] parts = one.split("----\n");
                    Case found = new Case(line[0], parts[0], parts[1]);
                    line[0] += (int) one.lines().count() + 1;
                    return found;
                })
                .toList();
        assertEquals(20, cases.size(), file);
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> reportsTheProblemsOfAnExpression() throws IOException {
        return cases("wrong-expressions.txt").stream()
                .map(one -> DynamicTest.dynamicTest("line " + one.line(), () -> {
                    String text = one.text().stripTrailing();
                    ExpressionException exception =
                            assertThrows(ExpressionException.class, () -> Condition.compile(text, TYPE));
                    assertEquals(one.message(), exception.getMessage() + "\n");
                }));
    }

    @TestFactory
    Stream<DynamicTest> reportsTheProblemsOfAScorecard() throws IOException {
        return cases("wrong-scorecards.txt").stream()
                .map(one -> DynamicTest.dynamicTest("line " + one.line(), () -> {
                    SourceFile file = new SourceFile("scorecard.yaml", one.text());
                    YamlException exception = assertThrows(YamlException.class, () -> Scorecard.of(TYPE, file));
                    assertEquals(one.message(), exception.getMessage() + "\n");
                }));
    }
}
