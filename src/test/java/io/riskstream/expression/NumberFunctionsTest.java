package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.testing.TestEvents;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class NumberFunctionsTest {
    private static final EventType TYPE = TestEvents.type("x:DOUBLE", "y:DOUBLE", "m:LONG", "n:LONG", "s:STRING");
    // dev.cel rounds 0.5 and 2.5 to the even number and fails beyond 64 bits; by its definition, CEL rounds halves away
    // from zero
    private static final List<Double> DOUBLES =
            List.of(0.0, -0.0, 0.4, -0.6, 1.5, -1.5, 0.49999999999999994, -3.25, 1e15, 2.0, -2.0);
    private static final List<Long> INTS = List.of(0L, 1L, -1L, 7L, Long.MAX_VALUE, Long.MIN_VALUE);

    private static Event event(double x, double y, long m, long n) {
        return TestEvents.event(TYPE, Map.of("x", x, "y", y, "m", m, "n", n, "s", "a"));
    }

    private static double value(String formula, Event event) {
        return Formula.compile(formula, TYPE).value(event);
    }

    private static ConditionResult test(String condition, Event event) {
        return Condition.compile(condition, TYPE).test(event);
    }

    /** Each level evaluates its value twice, so a deep one would take longer than any event may. */
    @Test
    void callsOfBetweenAreNestedThreeTimesAtMost() {
        assertEquals(ConditionResult.TRUE, test(nestedBetween(3) + " > 0", event(1, 1, 1, 1)));
        for (int depth : List.of(4, 20)) {
            ExpressionException tooDeep = assertThrows(
                    ExpressionException.class, () -> test(nestedBetween(depth) + " > 0", event(1, 1, 1, 1)));
            assertTrue(
                    tooDeep.getMessage().contains("more than 3 calls of 'between' within each other"),
                    tooDeep.getMessage());
        }
    }

    private static String nestedBetween(int depth) {
        return "(between(".repeat(depth) + "x" + ", 1, 2) ? 1 : 3)".repeat(depth);
    }

    /** The functions that CEL's math extension has under other names. */
    @Test
    void agreesWithCel() throws Exception {
        Cel cel = CelFactory.standardCelBuilder()
                .setOptions(CelOptions.current().build())
                .addCompilerLibraries(CelExtensions.math(CelOptions.current().build(), 2))
                .addRuntimeLibraries(CelExtensions.math(CelOptions.current().build(), 2))
                .addVar("x", SimpleType.DOUBLE)
                .addVar("y", SimpleType.DOUBLE)
                .addVar("m", SimpleType.INT)
                .addVar("n", SimpleType.INT)
                .build();
        Map<String, String> functions = Map.of(
                "round(x) == y", "math.round(x) == y",
                "round(x) == x", "math.round(x) == x",
                "abs(x) == y", "math.abs(x) == y",
                "abs(m) == n", "math.abs(m) == n",
                "min(x, y) == x", "math.least(x, y) == x",
                "max(x, y, 1.0) == y", "math.greatest(x, y, 1.0) == y",
                "min(m, n) == m", "math.least(m, n) == m",
                "max(m, n, 3) == m", "math.greatest(m, n, 3) == m");
        int compared = 0;
        for (Map.Entry<String, String> function : functions.entrySet()) {
            Condition own = Condition.compile(function.getKey(), TYPE);
            var program = cel.createProgram(cel.compile(function.getValue()).getAst());
            for (double x : DOUBLES) {
                for (double y : DOUBLES) {
                    for (int i = 0; i < INTS.size(); i++) {
                        long m = INTS.get(i);
                        long n = INTS.get((i + compared) % INTS.size());
                        ConditionResult expected;
                        try {
                            Object value = program.eval(Map.of("x", x, "y", y, "m", m, "n", n));
                            expected = value.equals(true) ? ConditionResult.TRUE : ConditionResult.FALSE;
                        } catch (CelEvaluationException e) {
                            expected = ConditionResult.ERROR;
                        }
                        String where = function + " for " + List.of(x, y, m, n);
                        assertEquals(expected, own.test(event(x, y, m, n)), where);
                        compared++;
                    }
                }
            }
        }
        assertTrue(compared > 1000);
    }

    @Test
    void agreesWithTheMathOfJava() {
        Random random = new Random(5);
        Map<String, DoubleUnaryOperator> functions = Map.of("log(x)", Math::log, "exp(x)", Math::exp);
        functions.forEach((formula, function) -> {
            for (int i = 0; i < 1000; i++) {
                double x = (random.nextDouble() - 0.3) * 2000;
                double expected = function.applyAsDouble(x);
                double actual = value(formula, event(x, 0, 0, 0));
                assertEquals(Double.isFinite(expected) ? expected : Double.NaN, actual, formula + " of " + x);
            }
        });
        for (int i = 0; i < 1000; i++) {
            double x = (random.nextDouble() - 0.3) * 100;
            double y = random.nextInt(20) - 5;
            assertEquals(Math.pow(x, y), value("pow(x, y)", event(x, y, 0, 0)), "pow of " + x + ", " + y);
        }
    }

    @Test
    void aResultThatIsNoFiniteNumberIsAnError() {
        for (String condition : List.of(
                "log(x) < 0.0",
                "log(-1) < 0.0",
                "exp(1000) > 1.0",
                "pow(-8, 0.5) > 0.0",
                "pow(x, -1) > 0.0",
                "abs(n) > 0")) {
            assertEquals(ConditionResult.ERROR, test(condition, event(0, 0, 0, Long.MIN_VALUE)), condition);
        }
    }

    @Test
    void anErrorOfAnArgumentIsAnErrorOfTheFunction() {
        Event empty = TestEvents.event(TYPE, Map.of());
        for (String condition : List.of(
                "log(x) < 0.0",
                "pow(1, x) > 0.0",
                "round(x) > 0.0",
                "abs(x) > 0.0",
                "abs(n) > 0",
                "min(x, 1.0) > 0.0",
                "min(1, n) > 0",
                "between(x, 0, 1)")) {
            assertEquals(ConditionResult.ERROR, test(condition, empty), condition);
        }
    }

    @Test
    void roundsHalvesAwayFromZero() {
        for (double[] each : new double[][] {{0.5, 1}, {-0.5, -1}, {2.5, 3}, {-2.5, -3}, {1e300, 1e300}}) {
            assertEquals(each[1], value("round(x)", event(each[0], 0, 0, 0)));
        }
    }

    @Test
    void betweenIncludesBothEndsAndTakesEveryOrderedType() {
        assertEquals(ConditionResult.TRUE, test("between(m, 1, 3)", event(0, 0, 1, 0)));
        assertEquals(ConditionResult.TRUE, test("between(m, 1, 3)", event(0, 0, 3, 0)));
        assertEquals(ConditionResult.FALSE, test("between(m, 1, 3)", event(0, 0, 4, 0)));
        assertEquals(ConditionResult.FALSE, test("between(m, 1, 3)", event(0, 0, 0, 0)));
        assertEquals(ConditionResult.TRUE, test("between(s, \"a\", \"b\")", event(0, 0, 0, 0)));
        assertEquals(
                ConditionResult.TRUE,
                test(
                        "between(eventTime(), timestamp(\"1960-08-28T00:00:00Z\"), eventTime() + duration(\"1h\"))",
                        event(0, 0, 0, 0)));
    }

    @Test
    void mixedNumbersGiveADouble() {
        assertEquals(2.5, value("max(m, x)", event(2.5, 0, 2, 0)));
        assertEquals(2.0, value("max(m, x)", event(1.5, 0, 2, 0)));
        assertEquals(ConditionResult.TRUE, test("max(m, n) % 2 == 0", event(0, 0, 2, 1)));
        assertEquals(ConditionResult.TRUE, test("round(m) % 2 == 0", event(0, 0, 2, 1)));
    }
}
