package io.riskstream.enrich.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.event.Template;
import io.riskstream.stage.ValidityToken;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecordKeyTest {
    private static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "schema";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("state", FieldType.STRING),
                    new Field("date", FieldType.STRING),
                    new Field("zip", FieldType.LONG));
        }
    }));

    private static Event event() {
        FieldValues values = new FieldValues(3);
        values.setString(0, "TX");
        values.setString(1, "2005-08-28T10:00:00Z");
        values.setInteger(2, 77001);
        return Event.of(new Origin("claims", 0, 0, 0, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values));
    }

    private static RecordKey of(String template) {
        return RecordKey.of(template, KeyEscape.SEPARATORS, TYPE);
    }

    private static String key(String template, Event event) {
        RecordKey key = of(template);
        return key.storeKey(key.id(event, new PackedKey()).toString());
    }

    @Test
    void fillsTheTemplateWhereverItsPlaceholdersAre() {
        for (String template : List.of(
                "state:{state}",
                "{state}",
                "zip:{zip}:us",
                "weather:{state}:{date|date}",
                "{state|lower}!",
                "{state}{date|year}",
                "constant")) {
            assertEquals(Template.of(template, TYPE).fill(event()).orElseThrow(), key(template, event()), template);
        }
    }

    @Test
    void returnsTheFieldsOwnStringAsTheIdOfASingleField() {
        Event event = event();
        assertSame(
                event.string(0), of("state:{state}").id(event, new PackedKey()).toString());
    }

    @Test
    void returnsTheSameIdForANumberAndAStringWithTheSameDigits() {
        assertEquals("77001", of("zip:{zip}").id(event(), new PackedKey()).toString());
    }

    @Test
    void returnsNullForAnEventWithoutAFieldOfTheKey() {
        Event empty = Event.of(new Origin("claims", 0, 0, 0, Optional.empty(), List.of()), new byte[0]);
        assertNull(of("state:{state}").id(empty, new PackedKey()));
        assertNull(of("x:{state}:{zip}").id(empty, new PackedKey()));
    }

    @Test
    void findsAnEntryByACompositeIdAndReusesTheKey() {
        RecordKey key = of("weather:{state}:{date|date}");
        PackedKey probe = new PackedKey();
        RecordTable table = new RecordTable();
        CacheEntry found = new CacheEntry("TX2005-08-28", FieldValues.EMPTY, ValidityToken.tracked(), 0);
        CacheEntry other = new CacheEntry("", FieldValues.EMPTY, ValidityToken.tracked(), 0);
        table.put(found);
        table.put(other);
        assertSame(found, table.get(key.id(event(), probe)));
        assertSame(other, table.get(of("constant").id(event(), probe)));
        assertSame(found, table.get(key.id(event(), probe)));
    }

    @Test
    void extractsTheIdFromAKeyOfTheStore() {
        RecordKey key = of("zip:{zip}:us");
        assertEquals(Optional.of("77001"), key.idIn("zip:77001:us"));
        assertEquals(Optional.of(""), key.idIn("zip::us"));
        assertEquals(Optional.empty(), key.idIn("zip:us"));
        assertEquals(Optional.empty(), key.idIn("zip:77001:uk"));
    }

    private static final EventType TEXTS = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "texts";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("a", FieldType.STRING),
                    new Field("b", FieldType.STRING),
                    new Field("day", FieldType.STRING),
                    new Field("c", FieldType.STRING));
        }
    }));

    private static Event texts(String a, String b, String day, String c) {
        FieldValues values = new FieldValues(4);
        values.setString(0, a);
        values.setString(1, b);
        values.setString(2, day);
        values.setString(3, c);
        return Event.of(new Origin("claims", 0, 0, 0, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values));
    }

    @Test
    void givesDifferentValuesDifferentIdsAndKeysAndFindsTheIdOfEachKey() {
        List<String> texts = List.of(
                "",
                ":",
                "::",
                "a",
                "a:",
                ":a",
                "%",
                "%3A",
                "3A",
                "a:b",
                "x",
                "a-b",
                "\0",
                "\1a",
                "\uD83C\uDF0A",
                "e\u00e9");
        for (String template : List.of(
                "{a}:{b}",
                "k:{a}:{b}:end",
                "{a}::{b}",
                "{a}x{b}",
                "{a}-{b}",
                "{a}{day|date}:{b|lower}",
                "{day|month}:{a}-{day|year}{b}",
                "{a}-{day|date}-{b}",
                "{a}:{b}:{c}")) {
            RecordKey key = RecordKey.of(template, KeyEscape.SEPARATORS, TEXTS);
            boolean readsThree = template.contains("{c}");
            Map<String, String> idByKey = new HashMap<>();
            Set<String> ids = new HashSet<>();
            int tuples = 0;
            for (String a : texts) {
                for (String b : texts) {
                    for (String c : readsThree ? texts : List.of("")) {
                        if (template.contains("|lower") && !b.equals(b.toLowerCase(Locale.ROOT))) {
                            continue;
                        }
                        Event event = texts(a, b, "2004-09-16T10:00:00Z", c);
                        String id = key.id(event, new PackedKey()).toString();
                        String stored = key.storeKey(id);
                        tuples++;
                        ids.add(id);
                        idByKey.put(stored, id);
                        assertEquals(Optional.of(id), key.idIn(stored), () -> template + " " + stored);
                        assertEquals(Optional.of(stored), key.storeKey(event));
                    }
                }
            }
            assertEquals(tuples, ids.size(), template);
            assertEquals(tuples, idByKey.size(), template);
        }
    }

    @Test
    void findsNoIdInAKeyThatNoValuesGive() {
        RecordKey key = RecordKey.of("k:{a}:{b}", KeyEscape.SEPARATORS, TEXTS);
        for (String other : List.of("k:a", "k:a:b:c", "k:a%:b", "k:a%2:b", "k:a%41:b", "k:a%3a:b", "x:a:b", "k:")) {
            assertEquals(Optional.empty(), key.idIn(other), other);
        }
        assertEquals(
                Optional.empty(),
                RecordKey.of("{a}{day|date}", KeyEscape.SEPARATORS, TEXTS).idIn("2004-09"));
    }

    @Test
    void usesTheValuesAsTheyAreWithoutEscape() {
        RecordKey key = RecordKey.of("{a}:{b}", KeyEscape.NONE, TEXTS);
        assertEquals(Optional.of("a:b:c"), key.storeKey(texts("a", "b:c", "", "")));
        assertEquals(Optional.of("a:b:c"), key.idIn("a:b:c"));
        assertEquals(
                Optional.of("12033"),
                RecordKey.of("{a}{b}", KeyEscape.NONE, TEXTS).storeKey(texts("12", "033", "", "")));
    }

    @Test
    void keepsASingleValueAsItIs() {
        RecordKey key = RecordKey.of("policy:{a}", KeyEscape.SEPARATORS, TEXTS);
        assertEquals(Optional.of("policy:A:17%"), key.storeKey(texts("A:17%", "", "", "")));
        assertEquals(Optional.of("A:17%"), key.idIn("policy:A:17%"));
    }

    @Test
    void rejectsATemplateInWhichNothingSeparatesTwoPlaceholders() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "{a}{b}", "no text separates {a} and {b}",
                        "{a}{day|date}{b}", "no text separates {a} and {b}",
                        "{a}0{b}", "'0' cannot separate two placeholders",
                        "{a}%{b}", "'%' cannot separate two placeholders")
                .entrySet()) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> RecordKey.of(wrong.getKey(), KeyEscape.SEPARATORS, TEXTS))
                    .getMessage();
            assertTrue(message.contains(wrong.getValue()), message);
        }
    }

    @Test
    void statesWhyThereIsNoKeyWithoutTheValue() {
        RecordKey key = RecordKey.of("{a}:{day|month}", KeyEscape.SEPARATORS, TEXTS);
        assertEquals(Optional.empty(), key.problem(texts("x", "", "2004-09-16", "")));
        for (String date : List.of("9/16/2004", "20040916", "2004-9-16", "2004-XX-16", "", "last week")) {
            Template.Problem problem = key.problem(texts("x", "", date, "")).orElseThrow();
            assertEquals(
                    "the value of 'day' does not begin with a date such as 2004-09-16, which '|month' needs",
                    problem.message());
            assertFalse(problem.missing());
        }
        for (String half : List.of("\uD800", "a\uDC00", "\uDC00\uD800", "a\uD800b")) {
            Template.Problem problem =
                    key.problem(texts(half, "", "2004-09-16", "")).orElseThrow();
            assertTrue(
                    problem.message().startsWith("the value of 'a' has half of a surrogate pair"), problem.message());
            assertFalse(problem.missing());
        }
        Template.Problem tooLong =
                key.problem(texts("x".repeat(5_000), "", "2004-09-16", "")).orElseThrow();
        assertEquals("the key has more than 4096 characters", tooLong.message());
        Event empty = Event.of(new Origin("claims", 0, 0, 0, Optional.empty(), List.of()), new byte[0]);
        assertTrue(key.problem(empty).orElseThrow().missing());
        assertEquals(Optional.empty(), key.storeKey(empty));
    }

    @Test
    void listsTheFieldsThatItReads() {
        assertEquals(List.of("state", "date"), of("weather:{state}:{date|date}").fieldPaths());
    }

    @Test
    void rejectsAnUnknownFieldAndShowsTheNearestAndTheWholeTemplate() {
        String message = assertThrows(IllegalArgumentException.class, () -> of("x:{stat}:y"))
                .getMessage();
        assertTrue(message.contains("'x:{stat}:y'") && message.contains("did you mean 'state'?"), message);
    }
}
