package io.riskstream.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.expression.Definitions;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
    private static final EventType TYPE =
            TestEvents.type("amount:DOUBLE", "floors:LONG", "state:STRING", "insured:BOOLEAN");

    @TempDir
    private Path directory;

    private Scorecard card(String tables) {
        return Scorecard.of(
                TYPE, new SourceFile(directory.resolve("scorecard.yaml").toString(), """
                scorecard: claims
                version: "1"
                groups:
                  - {id: capped, cap: 12}
                rules:
                  - {id: capped-rule, when: 'fired("t")', points: 1, group: capped, reason: Rule}
                tables:
                """ + tables.indent(2) + """
                bands:
                  - {decision: accept}
                """));
    }

    private Scorecard csv(String text, String options) throws IOException {
        Files.writeString(directory.resolve("t.csv"), text);
        return card("- {id: t, file: t.csv, reason: Table" + options + "}");
    }

    private static Verdict score(Scorecard card, Map<String, ?> fields) {
        return card.open().score(TestEvents.event(TYPE, fields));
    }

    private static List<String> codes(Scorecard card, Map<String, ?> fields) {
        return score(card, fields).reasons().stream()
                .map(Reason::code)
                .filter(code -> !code.equals("capped-rule"))
                .toList();
    }

    @Test
    void aRuleMayReadTheOutcomeOfATableByTime() throws IOException {
        Scorecard card = csv("""
                eventTime().getFullYear() >=,points
                1970,1
                """, "");
        assertEquals(2, score(card, Map.of()).score());
    }

    @Test
    void theFirstRowThatMatchesGivesThePoints() throws IOException {
        Scorecard card = csv("""
                state,amount <,insured,points,reason
                TX,100,true,7,Small in Texas
                "TX, LA",200,-,5,
                -,-,-,-3,Anything else
                """, "");
        Verdict verdict = score(card, Map.of("state", "TX", "amount", 50.0, "insured", true));
        assertEquals(new Reason("t.2", 7, "Small in Texas"), verdict.reasons().get(0));
        assertEquals(8, verdict.score());
        assertEquals(List.of("t.3"), codes(card, Map.of("state", "LA", "amount", 199.0, "insured", false)));
        assertEquals(
                "Table (row 3)",
                score(card, Map.of("state", "LA", "amount", 0.0, "insured", false))
                        .reasons()
                        .get(0)
                        .text());
        assertEquals(List.of("t.4"), codes(card, Map.of("state", "LA", "amount", 200.0, "insured", false)));
    }

    @Test
    void allRowsThatMatchAreCollected() throws IOException {
        Scorecard card = csv("id,amount >=,points\na,10,1\nb,20,2\nc,30,0\nd,40,8\n", ", hit: collect, group: capped");
        assertEquals(List.of("t.b", "t.a"), codes(card, Map.of("amount", 35.0)));
        assertEquals(List.of("t.d", "t.b", "t.a"), codes(card, Map.of("amount", 50.0)));
        assertEquals(12, score(card, Map.of("amount", 50.0)).score()); // 8 + 2 + 1 + 1 for the rule
        assertEquals(List.of(), codes(card, Map.of("amount", 5.0)));
        assertEquals(0, score(card, Map.of("amount", 5.0)).score());
    }

    @Test
    void aTableWithAMissingValueIsNotEvaluated() throws IOException {
        Scorecard card = csv("state,amount <,points\nTX,100,7\n", "");
        Verdict verdict = score(card, Map.of("state", "TX"));
        assertEquals(List.of("capped-rule", "t"), verdict.unevaluated());
        assertEquals(List.of("capped-rule", "t"), card.parts());
        assertEquals(0, verdict.score());
    }

    @Test
    void aColumnThatEveryRowIgnoresIsNotEvaluated() throws IOException {
        Scorecard card = csv("state,amount,points\nTX,-,7\n", "");
        assertEquals(List.of("t.2"), codes(card, Map.of("state", "TX")));
    }

    @Test
    void aTableOfOneValueIsInTheScorecard() {
        Scorecard card = card("""
                - id: t
                  by: floors
                  points: {"<1": 1, "1,2": 2, "[3..5)": 3, "not([0..10])": 4, "(7..10]": 5}
                  reason: Floors
                """);
        Map<Integer, String> expected = new TreeMap<>();
        expected.put(-5, "t.1");
        expected.put(0, "t.1");
        expected.put(1, "t.2");
        expected.put(2, "t.2");
        expected.put(3, "t.3");
        expected.put(4, "t.3");
        expected.put(8, "t.5");
        expected.put(10, "t.5");
        expected.put(11, "t.4");
        expected.forEach((floors, code) ->
                assertEquals(List.of(code), codes(card, Map.of("floors", floors)), "floors " + floors));
        assertEquals(List.of(), codes(card, Map.of("floors", 5)));
        assertEquals(
                "Floors (1,2)",
                score(card, Map.of("floors", 1)).reasons().get(0).text());
    }

    @Test
    void aTableOfTwoValuesIsInTheScorecard() {
        Scorecard card = card("""
                - id: t
                  by: [state, insured]
                  columns: [true, false]
                  rows:
                    '"TX","LA"': [1, 2]
                    "-": [3, 4]
                  reason: State
                """);
        assertEquals(List.of("t.1.2"), codes(card, Map.of("state", "LA", "insured", false)));
        assertEquals(List.of("t.2.1"), codes(card, Map.of("state", "FL", "insured", true)));
        assertEquals(
                "State (- and true)",
                score(card, Map.of("state", "FL", "insured", true))
                        .reasons()
                        .get(0)
                        .text());
    }

    @Test
    void theHashOfTheVerdictCoversTheFilesOfTables() throws IOException {
        String first =
                score(csv("state,points\nTX,7\n", ""), Map.of("state", "TX")).hash();
        String second =
                score(csv("state,points\nTX,8\n", ""), Map.of("state", "TX")).hash();
        assertNotEquals(first, second);
    }

    @Test
    void tablesTravelWithTheScorecard() throws IOException, ClassNotFoundException {
        Scorecard card = csv("\uFEFFstate;points;reason\nTX;7;A; B\n".replace("A; B", "\"A; B\""), ", separator: ';'");
        Files.delete(directory.resolve("t.csv"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(card);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Verdict verdict = score((Scorecard) in.readObject(), Map.of("state", "TX"));
            assertEquals(new Reason("t.2", 7, "A; B"), verdict.reasons().get(0));
        }
    }

    @Test
    void explainsTheRowsOfATable() throws IOException {
        Scorecard card = csv("state,amount <,points\nTX,100,7\nLA,-,0\n", "");
        List<Explanation.RuleExplanation> rules = card.explain(
                        TestEvents.event(TYPE, Map.of("state", "TX", "amount", 1.0)))
                .rules();
        Explanation.RuleExplanation row = rules.get(1);
        assertEquals("t.2", row.id());
        assertEquals(Explanation.Result.FIRED, row.result());
        assertTrue(row.when().endsWith("t.csv by state, amount: state TX, amount < 100"), row.when());
        assertEquals(7, row.added());
        assertEquals(
                Explanation.Result.NOT_FIRED,
                card.explain(TestEvents.event(TYPE, Map.of("state", "LA", "amount", 1.0)))
                        .rules()
                        .get(1)
                        .result());
        assertEquals(
                Explanation.Result.NOT_FIRED,
                card.explain(TestEvents.event(TYPE, Map.of("state", "FL", "amount", 1.0)))
                        .rules()
                        .get(1)
                        .result());
        assertEquals(
                Explanation.Result.ERROR,
                card.explain(TestEvents.event(TYPE, Map.of())).rules().get(1).result());
    }

    /** Compares the index with a scan of the cells, for random tables and events. */
    @Test
    void findsTheRowsThatAScanFinds() throws IOException {
        Random random = new Random(17);
        for (int table = 0; table < 150; table++) {
            int size = 1 + random.nextInt(130);
            List<PointsTable.Row> rows = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                List<TableCell> cells = List.of(numbers(random), texts(random), truth(random));
                rows.add(new PointsTable.Row("r" + i, cells, 1, "", ""));
            }
            PointsTable model =
                    new PointsTable("t", "", HitPolicy.COLLECT, List.of("amount", "state", "insured"), rows, "");
            CompiledTable compiled = new CompiledTable(model, TYPE, new Definitions(TYPE));
            for (int i = 0; i < 40; i++) {
                double amount = random.nextInt(12) / 2.0 - 0.25 * random.nextInt(2);
                String state = List.of("TX", "LA", "FL", "MS").get(random.nextInt(4));
                boolean insured = random.nextBoolean();
                Map<String, Object> fields =
                        new HashMap<>(Map.of("amount", amount, "state", state, "insured", insured));
                Event event = TestEvents.event(TYPE, fields);
                List<Integer> expected = new ArrayList<>();
                for (int row = 0; row < size; row++) {
                    List<TableCell> cells = rows.get(row).cells();
                    boolean matches = (!(cells.get(0) instanceof TableCell.Numbers n) || n.matches(amount))
                            && (!(cells.get(1) instanceof TableCell.Texts t) || t.matches(state))
                            && (!(cells.get(2) instanceof TableCell.Truth b) || b.value() == insured);
                    if (matches) {
                        expected.add(row);
                    }
                }
                compiled.test(event);
                List<Integer> found = new ArrayList<>();
                for (int row = compiled.nextRow(0); row >= 0; row = compiled.nextRow(row + 1)) {
                    found.add(row);
                }
                assertEquals(expected, found, fields + " in " + rows);
            }
        }
    }

    /** Scores every combination of values with random tables. */
    @Test
    void noEventReachesTheRowsThatAreSaidToBeUnreachable() throws IOException {
        Scorecard card = csv("state,points\nTX,1\n", "");
        Random random = new Random(18);
        int unreachable = 0;
        for (int table = 0; table < 60; table++) {
            List<PointsTable.Row> rows = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                rows.add(new PointsTable.Row(
                        "r" + i, List.of(numbers(random), texts(random), truth(random)), i, "", ""));
            }
            List<String> inputs = List.of("amount", "state", "insured");
            PointsTable model = new PointsTable("t", "", HitPolicy.FIRST, inputs, rows, "");
            List<String> warnings = TableWarnings.of(model, card, Map.of());
            CompiledTable compiled = new CompiledTable(model, TYPE, new Definitions(TYPE));
            boolean complete = warnings.stream().noneMatch(warning -> warning.contains("no row matches"));
            for (double amount = -1; amount < 9; amount += 0.25) {
                for (String state : List.of("TX", "LA", "FL", "MS")) {
                    for (boolean insured : List.of(true, false)) {
                        compiled.test(
                                TestEvents.event(TYPE, Map.of("amount", amount, "state", state, "insured", insured)));
                        int first = compiled.nextRow(0);
                        assertTrue(
                                warnings.stream().noneMatch(warning -> warning.contains("reaches row r" + first + " ")),
                                warnings + " but row " + first + " applies in " + rows);
                        boolean inSomeCell = rows.stream()
                                .anyMatch(row -> row.cells().get(1) instanceof TableCell.Texts texts
                                        && texts.values().contains(state));
                        assertTrue(first >= 0 || !complete || !inSomeCell, rows + " has a gap");
                    }
                }
            }
            unreachable += (int) warnings.stream()
                    .filter(warning -> warning.contains("no event reaches"))
                    .count();
        }
        assertTrue(unreachable > 10, unreachable + " rows");
    }

    private static TableCell numbers(Random random) {
        if (random.nextInt(3) == 0) {
            return new TableCell.Any();
        }
        List<TableCell.Range> ranges = new ArrayList<>();
        for (int i = random.nextInt(2); i < 2; i++) {
            double low = random.nextInt(6);
            double high = random.nextInt(3) == 0 ? Double.POSITIVE_INFINITY : low + random.nextInt(3);
            ranges.add(new TableCell.Range(low, random.nextBoolean(), high, random.nextBoolean()));
        }
        return new TableCell.Numbers(ranges, random.nextInt(5) == 0);
    }

    private static TableCell texts(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new TableCell.Any();
            case 1 -> new TableCell.Texts(Set.of("TX", "LA"), random.nextBoolean());
            case 2 -> new TableCell.Texts(Set.of("FL"), false);
            default -> new TableCell.Texts(Set.of("TX", "FL"), true);
        };
    }

    private static TableCell truth(Random random) {
        return random.nextBoolean() ? new TableCell.Any() : new TableCell.Truth(random.nextBoolean());
    }
}
