package io.riskstream.tools.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Patch;
import io.riskstream.history.AddHistory;
import io.riskstream.history.History;
import io.riskstream.stage.HistoryAddition;
import io.riskstream.stage.HistoryTrim;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastEventsTest {
    private static final String REFERENCES = """
            references: []
            histories:
              - history: past
                file: past.csv
                id: claim
                formats: {day: {type: DATE, patterns: [M/d/yyyy]}}
                fields: {policy: policy, date: day, amount: paid, count: n, theft: stolen}
            """;

    private final History history = new History(Map.of(
            "name", "past",
            "entity", "policy:{policy}",
            "time", "date",
            "amount", "amount",
            "distinct", List.of("count", "theft"),
            "windows", List.of("365d")));
    private final EventType type = new EventType(List.of(
            TestEvents.source("claim", "policy:STRING", "date:STRING", "amount:DOUBLE", "count:LONG", "theft:BOOLEAN"),
            history));

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        file("""
                claim,policy,day,paid,n,stolen
                a,p,1/15/2024,100.5,1,true
                b,p,2/1/2024,NA,2,false
                b,p,2/1/2024,NA,2,false
                c,q,2/1/2024,7,2,false
                """);
    }

    private void file(String content) throws IOException {
        Files.writeString(directory.resolve("past.csv"), content);
    }

    private List<LoadedReference> load(String references, TestContext context) {
        return new ReferenceLoader(new References(new SourceFile("references.yaml", references)))
                .loadHistories(directory, List.of(history), type, seed -> context.histories()
                        .trim(new HistoryTrim(
                                seed.key(),
                                List.of(new HistoryAddition(seed.id(), seed.entry())),
                                List.of(),
                                cause -> {})));
    }

    @Test
    void pastEventsCountForTheEventsOfThePipeline() {
        TestContext context = new TestContext();
        assertEquals(List.of(new LoadedReference("past", "past.csv", true, 4, 4)), load(REFERENCES, context));
        load(REFERENCES, context);
        AddHistory stage = new AddHistory(
                type,
                store -> {
                    throw new AssertionError("the test context provides the histories");
                },
                Map.of());
        try (StageTestDriver driver = StageTestDriver.open(stage, context)) {
            Event event = TestEvents.event(type, Map.of("policy", "p", "date", "2024-03-01"))
                    .with(Patch.NONE.withId("a new one"));
            Event after = driver.run(event).after();
            assertEquals(2, after.integer(type.slot("past.count_365d")));
            assertEquals(100.5, after.number(type.slot("past.sum_365d")));
            assertEquals(2, after.integer(type.slot("past.distinct_theft_365d")));
        }
    }

    @Test
    void mistakesAreNamedWithTheirPlace() throws IOException {
        assertProblem(REFERENCES.replace("history: past", "history: pats"), "no history 'pats'; did you mean 'past'?");
        assertProblem(REFERENCES.replace("    id: claim\n", ""), "needs 'id: COLUMN'");
        assertProblem(REFERENCES.replace("amount: paid", "amount: payed"), ":1: column 'payed'");
        assertProblem(REFERENCES.replace("past.csv", "none.csv"), "no such file");
        file("claim,policy,day,paid,n,stolen\na,p,1/15/2024,much,1,true\n");
        assertProblem(REFERENCES, "past.csv:2: column 'paid': expected a number");
        file("claim,policy,day,paid,n,stolen\na,,1/15/2024,1,1,true\n");
        assertProblem(REFERENCES, "past.csv:2: the event has no value for 'policy'");
        file("claim,policy,day,paid,n,stolen\n,p,1/15/2024,1,1,true\n");
        assertProblem(REFERENCES, "the id has no value");
    }

    @Test
    void anOptionalFileMayBeAbsent() throws IOException {
        Files.delete(directory.resolve("past.csv"));
        TestContext context = new TestContext();
        assertEquals(
                List.of(new LoadedReference("past", "past.csv", false, 0, 0)),
                load(REFERENCES.replace("    id: claim", "    optional: true\n    id: claim"), context));
    }

    private void assertProblem(String references, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> load(references, new TestContext()))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }
}
