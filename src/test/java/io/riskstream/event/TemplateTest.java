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

    private static void assertWritten(double number, String text) {
        FieldValues values = new FieldValues(TYPE.size());
        values.setNumber(2, number);
        Event event = BARE.with(Patch.NONE.withFields(0, values));
        assertEquals(Optional.of("a:" + text), Template.of("a:{rate}", TYPE).fill(event));
    }

    @Test
    void writesFractionsWithoutAnExponentAsReferenceFilesHaveThem() {
        Map<Double, String> expected = Map.of(
                123456789.25,
                "123456789.25",
                1e16,
                "10000000000000000",
                0.0001,
                "0.0001",
                -98765432.1,
                "-98765432.1",
                1e22,
                "1.0E22");
        expected.forEach(TemplateTest::assertWritten);
    }

    @Test
    void writesAWholeNumberInTheSameWayWhateverItsTypeIs() {
        Map<Double, String> expected = Map.of(
                12033.0,
                "12033",
                10_000_000.0,
                "10000000",
                -0.0,
                "0",
                -7.0,
                "-7",
                0.25,
                "0.25",
                9_007_199_254_740_992.0,
                "9007199254740992",
                1.8446744073709552e19,
                "18446744073709552000");
        expected.forEach(TemplateTest::assertWritten);
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

    private static Optional<String> problem(String template, Event event) {
        return Template.of(template, TYPE).problem(event).map(Template.Problem::message);
    }

    @Test
    void statesWhyItIsNotFilledWithoutTheValue() {
        assertEquals(Optional.empty(), problem("a:{state}:{zip}:{rate}:{new}:{loss.date|year}", event("2004-09-16")));
        assertEquals(Optional.of("the event has no value for 'state'"), problem("a:{state}", BARE));
        assertEquals(Optional.of("the value of 'tags' is a list or an object"), problem("{tags}", event("")));
        for (String date : List.of("16.9.2004", "2004-9-16", "09/16/2004", "20040916", "2004", "")) {
            assertEquals(
                    Optional.of(
                            "the value of 'loss.date' does not begin with a date such as 2004-09-16, which '|date' needs"),
                    problem("{loss.date|date}", event(date)),
                    date);
        }
        assertEquals(
                Optional.of("the value of 'loss.date' has half of a surrogate pair, which no text in UTF-8 has"),
                problem("{loss.date}", event("a\uDC00")));
        Map<String, Function<Event, Optional<String>>> others = Map.of("other", event -> Optional.empty());
        assertEquals(
                Optional.of(new Template.Problem(true, "the event has no value for 'other'")),
                Template.of("{other}", TYPE, others).problem(BARE));
    }

    @Test
    void escapesWhatSeparatesTheValuesOfAKey() {
        Template key = Template.ofKey("{loss.date}:{state}", TYPE, Map.of(), KeyEscape.SEPARATORS);
        assertEquals(Optional.of("10%3A30 50%25:Fl"), key.fill(event("10:30 50%")));
        assertEquals(Optional.of("10-30:Fl"), key.fill(event("10-30")));
        assertEquals(
                Optional.of("a%C2%B7b\u00b7Fl"),
                Template.ofKey("{loss.date}\u00b7{state}", TYPE, Map.of(), KeyEscape.SEPARATORS)
                        .fill(event("a\u00b7b")));
        assertEquals(
                Optional.of("10:30:Fl"),
                Template.ofKey("{loss.date}:{state}", TYPE, Map.of(), KeyEscape.NONE)
                        .fill(event("10:30")));
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
