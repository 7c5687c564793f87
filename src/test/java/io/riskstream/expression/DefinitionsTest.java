package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.NullValue;
import io.riskstream.testing.TestEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private static final EventType TYPE =
            TestEvents.type("amount:DOUBLE", "count:LONG", "state:STRING", "open:BOOLEAN", "filed:STRING", "tags:LIST");

    private final Definitions definitions = new Definitions(TYPE);

    private static Event event(Object... fields) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        return TestEvents.event(TYPE, map);
    }

    private ConditionResult test(String condition, Event event) {
        return Condition.compile(condition, TYPE, definitions).test(event);
    }

    @Test
    void aNameStandsForAnExpressionOfEachType() {
        definitions.addExpression("big", "amount >= 100");
        definitions.addExpression("doubled", "amount * 2");
        definitions.addExpression("next", "count + 1");
        definitions.addExpression("code", "state + \"-1\"");
        definitions.addExpression("moment", "timestamp(filed)");
        definitions.addExpression("big-loss", "big && next > 2");
        Event event = event("amount", 120.0, "count", 2, "state", "TX", "filed", "2005-08-28T06:10:00.5Z");
        for (String condition : List.of(
                "big",
                "doubled == 240",
                "next % 2 == 1",
                "code == \"TX-1\"",
                "moment - duration(\"500ms\") == timestamp(\"2005-08-28T06:10:00Z\")",
                "`big-loss` && big && doubled > 200")) {
            assertEquals(ConditionResult.TRUE, test(condition, event), condition);
        }
        assertEquals(ConditionResult.FALSE, test("`big-loss`", event("amount", 120.0, "count", 1)));
    }

    @Test
    void anErrorOrANullOfANameIsOneOfEveryUse() {
        definitions.addExpression("sum", "amount");
        definitions.addExpression("flag", "open");
        for (int i = 0; i < 2; i++) {
            assertEquals(ConditionResult.ERROR, test("sum > 1.0", event()));
            assertEquals(ConditionResult.TRUE, test("sum == null", event("amount", NullValue.NULL)));
            assertEquals(ConditionResult.TRUE, test("flag == null", event("open", NullValue.NULL)));
            assertEquals(ConditionResult.TRUE, test("sum > 1.0 || true == flag", event("open", true)));
        }
    }

    @Test
    void aNameIsEvaluatedOnceForAnEvent() {
        int[] evaluations = {0};
        definitions.addOutcome(
                "table",
                all -> Optional.of(new Definitions.RuleOutcome() {
                    @Override
                    public ConditionResult test(Event event) {
                        evaluations[0]++;
                        return ConditionResult.TRUE;
                    }

                    @Override
                    public List<String> reads() {
                        return List.of("state");
                    }

                    @Override
                    public boolean readsTime() {
                        return false;
                    }
                }));
        definitions.addExpression("x", "fired(\"table\") && amount > 1");
        Condition first = Condition.compile("x || fired(\"table\")", TYPE, definitions);
        Condition second = Condition.compile("x", TYPE, definitions);
        Event event = event("amount", 5.0);
        assertEquals(ConditionResult.TRUE, first.test(event));
        assertEquals(ConditionResult.TRUE, second.test(event));
        assertEquals(1, evaluations[0]);
        assertEquals(ConditionResult.FALSE, second.test(event("amount", 0.0)));
        assertEquals(2, evaluations[0]);
        assertEquals(List.of("state", "amount"), second.reads());
    }

    @Test
    void aRuleReadsTheOutcomeOfAnother() {
        definitions.addRule("deep", "count >= 3");
        definitions.addRule("late", "amount > 10");
        assertEquals(
                ConditionResult.TRUE, test("fired(\"deep\") && !fired(\"late\")", event("count", 3, "amount", 1.0)));
        assertEquals(ConditionResult.ERROR, test("fired(\"deep\")", event()));
        assertTrue(definitions.isOutcomeRead("deep"));
    }

    @Test
    void eachNameHasTheStepsOfAnExpressionOfItsOwn() {
        List<Object> many = new ArrayList<>(IntStream.range(0, 60_000).boxed().toList());
        definitions.addExpression("all", "tags.all(x, x == \"a\" || true)");
        assertEquals(ConditionResult.TRUE, test("all && tags.all(x, true)", event("tags", many)));
    }

    private List<String> problems(String text) {
        return assertThrows(ExpressionException.class, () -> Condition.compile(text, TYPE, definitions))
                .expressionProblems()
                .stream()
                .map(ExpressionProblem::sentence)
                .toList();
    }

    @Test
    void refusesCyclesWithTheirPath() {
        definitions.addExpression("a", "b && open");
        definitions.addExpression("b", "fired(\"r\")");
        definitions.addRule("r", "a || open");
        assertEquals(List.of(), problems("a"));
        assertEquals(
                List.of(),
                assertThrows(ExpressionException.class, () -> definitions.check("a"))
                        .expressionProblems());
        ExpressionException inRule =
                definitions.outcome("r").orElseThrow().error().orElseThrow();
        assertEquals(
                List.of("'a' needs its own value: a -> b -> fired(\"r\") -> a"),
                inRule.expressionProblems().stream()
                        .map(ExpressionProblem::sentence)
                        .toList());
    }

    @Test
    void refusesUnknownNamesWithTheNearest() {
        definitions.addExpression("big-loss", "amount > 10");
        definitions.addRule("deep-water", "count > 2");
        assertEquals(
                List.of("no field 'big' in the event; write a name with a '-' in backticks: `big-loss`"),
                problems("big-loss && open"));
        assertEquals(List.of("no rule 'deep-watr'; did you mean 'deep-water'?"), problems("fired(\"deep-watr\")"));
        assertEquals(
                List.of("'has' takes a field; 'big-loss' is a named expression, so test the fields that it reads"),
                problems("has(`big-loss`)"));
        assertEquals(List.of("'fired' takes the id of a rule as a string literal"), problems("fired(state)"));
        assertEquals(List.of("'eventTime' is called as eventTime()"), problems("eventTime(state) > eventTime()"));
    }

    @Test
    void refusesNamesOfLists() {
        definitions.addExpression("some", "tags.filter(x, true)");
        assertEquals(
                List.of(
                        "a named expression must be a bool, a number, a string, a timestamp or a duration; this is a list"),
                assertThrows(ExpressionException.class, () -> definitions.check("some")).expressionProblems().stream()
                        .map(ExpressionProblem::sentence)
                        .toList());
    }

    @Test
    void theProcessingTimeIsTheSameForAllExpressionsOfOneEvent() {
        Instant[] now = {Instant.parse("2005-08-28T06:10:00.25Z")};
        Definitions timed = new Definitions(TYPE, () -> now[0]);
        Condition first = Condition.compile("processingTime() == timestamp(\"2005-08-28T06:10:00.25Z\")", TYPE, timed);
        Condition second = Condition.compile("processingTime() > timestamp(\"2005-08-28T06:10:00.25Z\")", TYPE, timed);
        Event event = event();
        assertEquals(ConditionResult.TRUE, first.test(event));
        now[0] = now[0].plusSeconds(1);
        assertEquals(ConditionResult.FALSE, second.test(event));
        assertEquals(ConditionResult.TRUE, second.test(event("amount", 1.0)));
    }

    @Test
    void theEventTimeIsThatOfTheRecord() {
        Event event = TestEvents.event(Instant.parse("2005-08-28T06:10:00Z"), new byte[0]);
        assertEquals(ConditionResult.TRUE, test("eventTime() == timestamp(\"2005-08-28T06:10:00Z\")", event));
        assertEquals(Optional.empty(), definitions.expressionText("x"));
    }
}
