package io.riskstream.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.testing.TestEvents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final EventType TYPE =
            TestEvents.type("state:STRING", "zip:LONG", "rate:DOUBLE", "new:BOOLEAN", "tags:LIST", "loss.date:STRING");
    private static final Event BARE =
            Event.of(new Origin("claims", 0, 7, 0, Optional.empty(), List.of()), new byte[] {1});

    private static Event event(String date) {
        FieldValues values = new FieldValues(TYPE.size());
        values.setString(0, "Fl");
        values.setInteger(1, 33101);
        values.setNumber(2, 0.5);
        values.setBool(3, true);
        values.setList(4, List.of());
        values.setString(5, date);
        return BARE.with(Patch.NONE.withFields(0, values));
    }

    private static Optional<String> filled(String template) {
        return Template.of(template, TYPE).fill(event("2004-09-16T10:00:00Z"));
    }

    private static String problem(String template) {
        return assertThrows(IllegalArgumentException.class, () -> Template.of(template, TYPE))
                .getMessage();
    }

    @Test
    void fillsPlaceholdersWithFields() {
        assertEquals(Optional.of("scores"), filled("scores"));
        assertEquals(Optional.of("a:Fl:33101:0.5:true"), filled("a:{state}:{zip}:{rate}:{new}"));
        assertEquals(Optional.of("Fl33101"), filled("{ state }{zip}"));
        assertEquals(
                List.of("state", "zip"), Template.of("{state}{zip|lower}", TYPE).names());
        assertEquals("a{state|lower}", Template.of("a{state|lower}", TYPE).toString());
    }

    @Test
    void convertsDatesAndCase() {
        assertEquals(Optional.of("2004-09-16"), filled("{loss.date|date}"));
        assertEquals(Optional.of("2004-09"), filled("{loss.date|month}"));
        assertEquals(Optional.of("2004"), filled("{loss.date | year}"));
        assertEquals(
                Optional.of("2004-09-16 2004-09"),
                Template.of("{loss.date|date} {loss.date|month}", TYPE).fill(event("2004-09-16t10:00:00z")));
        assertEquals(Optional.of("flFL"), filled("{state|lower}{state|upper}"));
        assertEquals(Optional.empty(), Template.of("{loss.date|year}", TYPE).fill(event("16.9.2004")));
    }

    @Test
    void isNotFilledIfAValueIsMissing() {
        assertEquals(Optional.empty(), Template.of("a:{state}", TYPE).fill(BARE));
        assertEquals(Optional.empty(), filled("{tags}"), "a list is no text");
        assertEquals(Optional.of("a"), Template.of("a", TYPE).fill(BARE));
    }

    @Test
    void prefersOtherNamesToFields() {
        Map<String, Function<Event, Optional<String>>> others = Map.of("state", event -> Optional.of("none"));
        assertEquals(Optional.of("none"), Template.of("{state}", TYPE, others).fill(event("")));
    }

    @Test
    void reportsMistakesWithTheNearestName() {
        assertEquals("template 'a{stat}': no field 'stat' in the event; did you mean 'state'?", problem("a{stat}"));
        assertEquals("template '{state|uper}': no conversion '|uper'; did you mean 'upper'?", problem("{state|uper}"));
        assertEquals(
                "template '{zip|date}': '|date' takes a date, and field 'zip' is of type long", problem("{zip|date}"));
        assertEquals("template 'a{state': '{' without '}'", problem("a{state"));
        assertEquals("template 'a-state}': '}' without '{'", problem("a-state}"));
        assertEquals("template '{zip}-state}': '}' without '{'", problem("{zip}-state}"));
    }
}
