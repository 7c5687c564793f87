package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.event.Event;
import io.riskstream.event.NullValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
    private static final Event EVENT = SampleEvents.event(
            Map.of("amount", 1500.5, "count", 7, "limit", Long.MAX_VALUE, "flag", true, "other", NullValue.NULL));

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            7;                                   7
            -count;                              -7
            2 + 0.5 * amount;                    752.25
            count / 2;                           3
            flag ? count : amount;               7
            has(rate) ? rate : 1.5;              1.5
            limit + 1;                           NaN
            rate * 2.0;                          NaN
            count / 0;                           NaN
            amount / 0.0;                        NaN
            0.0 / 0.0;                           NaN
            flag ? null : count;                 NaN
            other ? 1 : 2;                       NaN
            """)
    void evaluatesToANumberOrNaN(String formula, double expected) {
        assertEquals(expected, Formula.compile(formula, SampleEvents.TYPE).value(EVENT));
    }

    @Test
    void doesNotCarryAnErrorToTheNextEvent() {
        Formula formula = Formula.compile("count + 1", SampleEvents.TYPE);
        assertEquals(Double.NaN, formula.value(SampleEvents.event(Map.of())));
        assertEquals(8, formula.value(EVENT));
    }

    @Test
    void listsTheFieldsThatItReads() {
        assertEquals(
                List.of("flag", "count"),
                Formula.compile("flag ? count : 1", SampleEvents.TYPE).reads());
    }

    @Test
    void rejectsAFormulaThatIsNotANumber() {
        ExpressionException exception =
                assertThrows(ExpressionException.class, () -> Formula.compile("amount > 1", SampleEvents.TYPE));
        assertEquals(
                "this must be a number; it is a bool",
                exception.expressionProblems().get(0).sentence());
    }
}
