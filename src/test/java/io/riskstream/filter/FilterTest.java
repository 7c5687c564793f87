package io.riskstream.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.EventType;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FilterTest {
    private static final EventType TYPE = TestEvents.type("policy:STRING", "amount:DOUBLE");

    private final TestContext context = new TestContext();

    @AfterEach
    void close() {
        context.close();
    }

    private static Filter filter(Map<String, Object> drop) {
        return new Filter(TYPE, Map.of("drop", drop));
    }

    private Outcome apply(Filter filter, Map<String, ?> fields) {
        filter.open(context);
        return filter.apply(TestEvents.event(TYPE, fields));
    }

    @Test
    void dropsAnEventWithTheFirstConditionThatIsTrueAsItsReason() {
        Map<String, Object> drop = new LinkedHashMap<>();
        drop.put("small", "amount < 10");
        drop.put("test-traffic", "policy.startsWith(\"TEST\")");
        drop.put("tiny", "amount < 5");
        Filter filter = filter(drop);
        assertEquals(Outcome.drop("small"), apply(filter, Map.of("policy", "TEST-1", "amount", 1.0)));
        assertEquals(Outcome.drop("test-traffic"), apply(filter, Map.of("policy", "TEST-1", "amount", 100.0)));
        assertInstanceOf(Outcome.Pass.class, apply(filter, Map.of("policy", "P-1", "amount", 100.0)));
        assertEquals(1, context.count("filter.dropped.small"));
        assertEquals(1, context.count("filter.dropped.test-traffic"));
        assertEquals(0, context.count("filter.dropped.tiny"));
    }

    @Test
    void passesAnEventIfAConditionCannotBeEvaluatedAndCountsIt() {
        assertInstanceOf(Outcome.Pass.class, apply(filter(Map.of("small", "amount < 10")), Map.of("policy", "P-1")));
        assertEquals(1, context.count("filter.unevaluated.small"));
    }

    @Test
    void declaresThatItDropsAndWhatItReads() {
        Filter filter = filter(Map.of("small", "amount < 10"));
        assertTrue(filter.spec().drops());
        assertEquals(List.of("amount"), filter.spec().reads());
        assertEquals(List.of(), filter.spec().codes());
    }

    private static void assertRefused(String expected, Map<String, Object> options) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> new Filter(TYPE, options));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void refusesConditionsAndReasonsThatAreInvalid() {
        assertRefused("did you mean 'amount'?", Map.of("drop", Map.of("small", "amuont < 10")));
        assertRefused("a condition must be true or false", Map.of("drop", Map.of("small", "amount")));
        assertRefused("reads no field", Map.of("drop", Map.of("all", "1 < 2")));
        assertRefused("must consist of letters", Map.of("drop", Map.of("too small", "amount < 10")));
        assertRefused("contains no condition", Map.of("drop", Map.of()));
        assertRefused("option 'drop' is missing", Map.of());
    }
}
