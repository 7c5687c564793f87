package io.riskstream.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldDomain;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ExpressionException;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private static List<Case> cases(String file, int expected) throws IOException {
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
        assertEquals(expected, cases.size(), file);
        return cases;
    }

    /** Returns a test for each case; with {@code -Dupdate.readme=true} it writes the actual messages into the file instead. */
    private static Stream<DynamicTest> tests(String file, int expected, Function<String, String> messages)
            throws IOException {
        List<Case> cases = cases(file, expected);
        if (Boolean.getBoolean("update.readme")) {
            Path path = Path.of("src/test/resources/golden", file);
            String all = Files.readString(path);
            StringBuilder updated = new StringBuilder(all.substring(0, all.indexOf("====\n")));
            cases.forEach(one ->
                    updated.append("====\n").append(one.text()).append("----\n").append(messages.apply(one.text())));
            Files.writeString(path, updated.toString());
        }
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest(
                        "line " + one.line(), () -> assertEquals(one.message(), messages.apply(one.text()))));
    }

    @TestFactory
    Stream<DynamicTest> reportsTheProblemsOfAnExpression() throws IOException {
        return tests("wrong-expressions.txt", 20, text -> {
            ExpressionException exception =
                    assertThrows(ExpressionException.class, () -> Condition.compile(text.stripTrailing(), TYPE));
            return exception.getMessage() + "\n";
        });
    }

    private static String problems(String file, String text) {
        SourceFile source = new SourceFile(file, text);
        YamlException exception = assertThrows(YamlException.class, () -> Scorecard.of(TYPE, source));
        return exception.getMessage() + "\n";
    }

    @TestFactory
    Stream<DynamicTest> reportsTheProblemsOfAScorecard() throws IOException {
        return tests("wrong-scorecards.txt", 20, text -> problems("scorecard.yaml", text));
    }

    /** The files of the tables are beside the golden file. */
    @TestFactory
    Stream<DynamicTest> reportsTheProblemsOfNamesAndTables() throws IOException {
        return tests("wrong-tables.txt", 9, text -> problems("src/test/resources/golden/scorecard.yaml", text));
    }

    private static final Map<String, FieldDomain> DOMAINS = Map.of(
            "claim.count",
            new FieldDomain(0, 20, Optional.empty(), text -> true),
            "state",
            new FieldDomain(0, 0, Optional.of(Set.of("TX", "LA", "MS")), text -> true));

    /** Valid scorecards with the warnings of {@code check}. The field claim.count is from 0 to 20, and state is TX, LA or MS. */
    @TestFactory
    Stream<DynamicTest> warnsOfWhatIsProbablyAMistake() throws IOException {
        return tests("scorecard-warnings.txt", 6, text -> {
            List<ConfigurationProblem> warnings =
                    Scorecard.of(TYPE, new SourceFile("scorecard.yaml", text)).warnings(DOMAINS);
            return warnings.isEmpty()
                    ? "nothing found\n"
                    : warnings.stream().map(warning -> warning + "\n").collect(Collectors.joining());
        });
    }
}
