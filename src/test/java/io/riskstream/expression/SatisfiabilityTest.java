package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldDomain;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.NullValue;
import io.riskstream.testing.TestEvents;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SatisfiabilityTest {
    private static final EventType TYPE =
            TestEvents.type("count:LONG", "amount:DOUBLE", "state:STRING", "flag:BOOLEAN");
    private static final Map<String, FieldDomain> DOMAINS = Map.of(
            "count",
            new FieldDomain(0, 4, Optional.empty(), text -> true),
            "amount",
            new FieldDomain(0, 2, Optional.empty(), text -> true),
            "state",
            new FieldDomain(
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    Optional.of(Set.of("TX", "LA", "TN")),
                    text -> true));
    private static final List<Event> EVENTS = events();

    private final Definitions definitions = new Definitions(TYPE);
    private final Satisfiability logic = new Satisfiability(TYPE, definitions, DOMAINS);

    /** All events of the domains, with amounts in steps of a half, and with absent and null fields. */
    private static List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (Object count : List.of("absent", NullValue.NULL, 0L, 1L, 2L, 3L, 4L)) {
            for (Object amount : List.of("absent", NullValue.NULL, 0.0, 0.5, 1.0, 1.5, 2.0)) {
                for (Object state : List.of("absent", NullValue.NULL, "TX", "LA", "TN")) {
                    for (Object flag : List.of("absent", NullValue.NULL, true, false)) {
                        Map<String, Object> fields =
                                new HashMap<>(Map.of("count", count, "amount", amount, "state", state, "flag", flag));
                        fields.values().removeIf("absent"::equals);
                        events.add(TestEvents.event(TYPE, fields));
                    }
                }
            }
        }
        return events;
    }

    private Set<ConditionResult> results(String text) {
        Condition condition = Condition.compile(text, TYPE, definitions);
        EnumSet<ConditionResult> results = EnumSet.noneOf(ConditionResult.class);
        EVENTS.forEach(event -> results.add(condition.test(event)));
        return results;
    }

    @Test
    void aConditionThatIsSaidNeverToBeTrueOrFalseIsSoForNoEvent() {
        definitions.addExpression("small", "count < 2 && amount <= 0.5");
        definitions.addExpression("total", "count + amount");
        definitions.addRule("rule", "state == \"TX\" || flag");
        Random random = new Random(Long.getLong("seed", 20261130));
        int never = 0;
        int found = 0;
        for (int i = 0; i < 6_000; i++) {
            String text = condition(random, 3);
            Set<ConditionResult> results = results(text);
            boolean canBeTrue = logic.canBeTrue(text);
            boolean canBeFalse = logic.canBeFalse(text);
            assertTrue(canBeTrue || !results.contains(ConditionResult.TRUE), "true for some event: " + text);
            assertTrue(canBeFalse || !results.contains(ConditionResult.FALSE), "false for some event: " + text);
            never += results.contains(ConditionResult.TRUE) ? 0 : 1;
            found += canBeTrue ? 0 : 1;
        }
        assertTrue(never > 100 && found > never / 2, found + " of " + never + " found");
    }

    @Test
    void conditionsThatAreSaidNotToDifferDoNot() {
        Random random = new Random(Long.getLong("seed", 20261130));
        int same = 0;
        for (int i = 0; i < 4_000; i++) {
            String first = condition(random, 1);
            String second = condition(random, 1);
            if (!logic.canDiffer(first, second)) {
                same++;
                Condition a = Condition.compile(first, TYPE);
                Condition b = Condition.compile(second, TYPE);
                for (Event event : EVENTS) {
                    assertFalse(
                            a.test(event) == ConditionResult.TRUE && b.test(event) == ConditionResult.FALSE,
                            first + " and " + second);
                }
            }
        }
        assertTrue(same > 100, same + " pairs");
    }

    private static String condition(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return atom(random, depth > 1);
        }
        String left = condition(random, depth - 1);
        String right = condition(random, depth - 1);
        return switch (random.nextInt(8)) {
            case 0 -> "(" + left + " || " + right + ")";
            case 1 -> "!(" + left + ")";
            case 2 -> "(" + left + " ? " + right + " : " + atom(random, false) + ")";
            default -> "(" + left + " && " + right + ")";
        };
    }

    private static String atom(Random random, boolean names) {
        String sign = List.of("==", "!=", "<", "<=", ">", ">=").get(random.nextInt(6));
        String state = List.of("\"TX\"", "\"LA\"", "\"XX\"").get(random.nextInt(3));
        return switch (random.nextInt(names ? 17 : 14)) {
            case 0, 1 -> "count " + sign + " " + (random.nextInt(7) - 1);
            case 2, 3 -> "amount " + sign + " " + (random.nextInt(7) - 1) / 2.0;
            case 4 -> (random.nextInt(7) - 1) + " " + sign + " count";
            case 5 -> "state " + (random.nextBoolean() ? "==" : "!=") + " " + state;
            case 6 -> "state in [" + state + ", \"TN\"]";
            case 7 -> "count in [1, 3, 9]";
            case 8 -> "has(" + List.of("count", "amount", "state", "flag").get(random.nextInt(4)) + ")";
            case 9 -> random.nextBoolean() ? "flag" : "flag == " + random.nextBoolean();
            case 10 ->
                "state."
                        + List.of("startsWith(\"T\")", "endsWith(\"A\")", "contains(\"X\")", "matches(\"^T[XY]$\")")
                                .get(random.nextInt(4));
            case 11 -> "between(count, " + random.nextInt(3) + ", " + random.nextInt(5) + ")";
            case 12 -> "count * 2 - amount " + sign + " " + (random.nextInt(12) - 3);
            case 13 -> "-amount " + sign + " " + (random.nextInt(5) - 3);
            case 14 -> "small";
            case 15 -> "total " + sign + " " + (random.nextInt(9) - 1);
            default -> "fired(\"rule\")";
        };
    }

    @Test
    void findsTheMistakesOfAuthors() {
        for (String never : List.of(
                "count >= 30",
                "state == \"XX\"",
                "amount >= 2 && amount < 1",
                "count > 2 && count < 3",
                "count >= 3 && !(count > 1)",
                "has(count) && !has(count)",
                "state.startsWith(\"M\")",
                "state in [\"TX\", \"LA\"] && state.endsWith(\"N\")",
                "flag && !flag",
                "count + amount > 7",
                "size(state) > 3 && !(size(state) > 3)")) {
            assertFalse(logic.canBeTrue(never), never);
        }
        for (String always : List.of("count <= 4", "amount > -1.0", "flag || !flag")) {
            assertFalse(logic.canBeFalse(always), always);
        }
        for (String possible : List.of("count > 2.5 && count < 3.5", "amount > 1.0 && amount < 1.1", "count != 3")) {
            assertTrue(logic.canBeTrue(possible), possible);
        }
    }

    @Test
    void nullIsNotEqualToALiteralAndSoNotExcluded() {
        // null == "TX" is false, so the condition is false for an event whose state is null
        assertTrue(logic.canBeFalse("state in [\"TX\", \"LA\", \"TN\"]"));
        assertTrue(results("state in [\"TX\", \"LA\", \"TN\"]").contains(ConditionResult.FALSE));
    }

    @Test
    void theNumberOfALookupMayBeNaN() {
        EventType lookup = new EventType(List.of(new FieldSource() {
            @Override
            public String name() {
                return "rate";
            }

            @Override
            public List<Field> fields() {
                return List.of(new Field("rate.x", FieldType.DOUBLE));
            }

            @Override
            public boolean arrives() {
                return false;
            }
        }));
        Satisfiability ofLookup = new Satisfiability(lookup, new Definitions(lookup), Map.of());
        assertTrue(ofLookup.canBeTrue("!(rate.x < 3.0) && !(rate.x >= 3.0)"));
        assertFalse(ofLookup.canBeTrue("rate.x < 3.0 && rate.x >= 3.0"));
    }

    @Test
    void namesTheOperandThatIsNeverTrue() {
        assertEquals(8, logic.offsetOfCause("flag && count > 9"));
        assertEquals(0, logic.offsetOfCause("count > 3 && count < 2"));
    }
}
