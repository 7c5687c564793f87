package io.riskstream.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.testing.TestEvents;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EventTypeTest {
    private static String problem(FieldSource... sources) {
        return assertThrows(IllegalArgumentException.class, () -> new EventType(Arrays.asList(sources)))
                .getMessage();
    }

    @Test
    void numbersTheFieldsOfAllSourcesInOrder() {
        EventType type = new EventType(List.of(
                TestEvents.source("schema", "state:STRING", "zip:LONG"),
                TestEvents.source("county", "county.density:DOUBLE")));
        assertEquals(3, type.size());
        assertEquals(2, type.slot("county.density"));
        assertEquals(new Field("zip", FieldType.LONG), type.field(1));
        assertEquals(OptionalInt.of(0), type.find("state"));
        assertEquals(OptionalInt.empty(), type.find("county"));
    }

    @Test
    void reportsAnUnknownFieldWithTheNearestOne() {
        EventType type = TestEvents.type("state:STRING");
        assertEquals(
                "no field 'stat' in the event; did you mean 'state'?",
                assertThrows(IllegalArgumentException.class, () -> type.slot("stat"))
                        .getMessage());
    }

    @Test
    void rejectsAFieldOfTwoSources() {
        assertEquals(
                "event type: field 'zip' is declared by both a.json and county",
                problem(TestEvents.source("a.json", "zip:LONG"), TestEvents.source("county", "zip:LONG")));
    }

    @Test
    void rejectsAFieldInsideAnother() {
        assertEquals(
                "event type: field 'a.b.c' of county is inside field 'a' of a.json; rename one of them",
                problem(TestEvents.source("a.json", "a:STRING"), TestEvents.source("county", "a.b.c:LONG")));
    }

    @Test
    void reportsASourceThatIsDeclaredTooLate() {
        assertEquals(
                "event type: a source is missing; declare it before the event type in the Flux file",
                problem(TestEvents.source("a.json", "a:STRING"), null));
    }
}
