package io.riskstream.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.NullValue;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeriveTest {
    private final TestContext context = new TestContext();

    @AfterEach
    void close() {
        context.close();
    }

    private static DerivedFields fields(String... typesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < typesAndValues.length; i += 3) {
            fields.put(typesAndValues[i], Map.of("type", typesAndValues[i + 1], "value", typesAndValues[i + 2]));
        }
        return new DerivedFields(Map.of("fields", fields));
    }

    private static EventType type(DerivedFields derived) {
        return new EventType(List.of(
                TestEvents.source("claim", "amount:DOUBLE", "count:LONG", "state:STRING", "open:BOOLEAN", "lines:LIST"),
                derived));
    }

    private Event derived(DerivedFields derived, Map<String, ?> fields) {
        EventType type = type(derived);
        Derive stage = new Derive(type, derived);
        stage.open(context);
        Event event = TestEvents.event(type, fields);
        return event.with(
                assertInstanceOf(Outcome.Pass.class, stage.apply(event)).patch());
    }

    @Test
    void addsAFieldOfEachType() {
        DerivedFields derived = fields(
                "twice",
                "double",
                "count * 2",
                "next",
                "long",
                "count + 1",
                "code",
                "string",
                "state + \"-1\"",
                "large",
                "boolean",
                "amount >= 100",
                "total",
                "double",
                "sum(lines)");
        Event event = derived(derived, Map.of("amount", 120.0, "count", 3L, "state", "TX", "lines", List.of(1.5, 2.5)));
        EventType type = type(derived);
        assertEquals(Optional.of(6.0), TestEvents.field(type, event, "derived.twice"));
        assertEquals(Optional.of(4L), TestEvents.field(type, event, "derived.next"));
        assertEquals(Optional.of("TX-1"), TestEvents.field(type, event, "derived.code"));
        assertEquals(Optional.of(true), TestEvents.field(type, event, "derived.large"));
        assertEquals(Optional.of(4.0), TestEvents.field(type, event, "derived.total"));
    }

    @Test
    void leavesAFieldAbsentThatCannotBeEvaluatedAndCountsIt() {
        DerivedFields derived = fields(
                "ratio",
                "double",
                "amount / 0.0",
                "next",
                "long",
                "count + 1",
                "code",
                "string",
                "state",
                "flag",
                "boolean",
                "open");
        Event event = derived(derived, Map.of("amount", 1.0));
        for (String path : List.of("derived.ratio", "derived.next", "derived.code", "derived.flag")) {
            assertEquals(Optional.empty(), TestEvents.field(type(derived), event, path), path);
            assertEquals(1, context.count("derive.unevaluated." + path), path);
        }
    }

    @Test
    void givesNullForAnExpressionWhoseValueIsNull() {
        DerivedFields derived = fields(
                "next", "long", "count", "code", "string", "state", "flag", "boolean", "open", "sum", "double",
                "amount");
        Map<String, Object> nulls = new LinkedHashMap<>();
        List.of("amount", "count", "state", "open").forEach(path -> nulls.put(path, NullValue.NULL));
        Event event = derived(derived, nulls);
        for (String path : List.of("derived.next", "derived.code", "derived.flag", "derived.sum")) {
            assertEquals(Optional.of(NullValue.NULL), TestEvents.field(type(derived), event, path), path);
        }
    }

    @Test
    void declaresWhatItReadsAndAdds() {
        DerivedFields derived = fields("twice", "double", "amount * 2", "code", "string", "state");
        Derive stage = new Derive(type(derived), derived, Map.of("name", "money"));
        assertEquals("money", stage.spec().name());
        assertEquals(List.of("amount", "state"), stage.spec().reads());
        assertEquals(List.of("derived.twice", "derived.code"), stage.spec().writes());
        assertEquals(false, derived.arrives());
    }

    @Test
    void worksAfterSerialization() throws IOException, ClassNotFoundException {
        DerivedFields derived = fields("twice", "double", "amount * 2");
        EventType type = type(derived);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Derive(type, derived));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Derive read = (Derive) in.readObject();
            read.open(context);
            Event event = TestEvents.event(type, Map.of("amount", 4.0));
            Outcome.Pass pass = assertInstanceOf(Outcome.Pass.class, read.apply(event));
            assertEquals(Optional.of(8.0), TestEvents.field(type, event.with(pass.patch()), "derived.twice"));
        }
    }

    private static void assertRefused(String expected, DerivedFields derived) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> new Derive(type(derived), derived));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void refusesExpressionsOfAnotherTypeAndMistakes() {
        assertRefused("the field is declared as long; this is a double", fields("x", "long", "amount"));
        assertRefused("the field is declared as string; this is an int", fields("x", "string", "count"));
        assertRefused("did you mean 'amount'?", fields("x", "double", "amuont"));
        assertRefused("gets its value at the same time", fields("x", "long", "count", "y", "long", "derived.x + 1"));
        ConfigurationException e = assertThrows(
                ConfigurationException.class,
                () -> new Derive(TestEvents.type("amount:DOUBLE"), fields("x", "double", "amount")));
        assertTrue(e.getMessage().contains("list the component of its derived fields in the event type"));
    }

    private static void assertUndeclarable(String expected, Map<String, Object> options) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> new DerivedFields(options));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void refusesDeclarationsThatAreInvalid() {
        assertUndeclarable("contains no field", Map.of("fields", Map.of()));
        assertUndeclarable(
                "did you mean 'double'?", Map.of("fields", Map.of("x", Map.of("type", "dobule", "value", "amount"))));
        assertUndeclarable("option 'value' is missing", Map.of("fields", Map.of("x", Map.of("type", "long"))));
        assertUndeclarable("must be a map", Map.of("fields", Map.of("x", "amount")));
        assertUndeclarable(
                "must consist of letters", Map.of("fields", Map.of("x-y", Map.of("type", "long", "value", "count"))));
        assertUndeclarable(
                "must consist of letters",
                Map.of("name", "a-b", "fields", Map.of("x", Map.of("type", "long", "value", "count"))));
    }
}
