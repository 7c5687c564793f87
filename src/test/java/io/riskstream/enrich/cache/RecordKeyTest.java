package io.riskstream.enrich.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.event.Template;
import io.riskstream.stage.ValidityToken;
import java.util.List;
import java.util.Optional;
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

    private static String key(String template, Event event) {
        RecordKey key = RecordKey.of(template, TYPE);
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
                "{state}{state}",
                "constant")) {
            assertEquals(Template.of(template, TYPE).fill(event()).orElseThrow(), key(template, event()), template);
        }
    }

    @Test
    void returnsTheFieldsOwnStringAsTheIdOfASingleField() {
        Event event = event();
        assertSame(
                event.string(0),
                RecordKey.of("state:{state}", TYPE).id(event, new PackedKey()).toString());
    }

    @Test
    void returnsTheSameIdForANumberAndAStringWithTheSameDigits() {
        assertEquals(
                "77001",
                RecordKey.of("zip:{zip}", TYPE).id(event(), new PackedKey()).toString());
    }

    @Test
    void returnsNullForAnEventWithoutAFieldOfTheKey() {
        Event empty = Event.of(new Origin("claims", 0, 0, 0, Optional.empty(), List.of()), new byte[0]);
        assertNull(RecordKey.of("state:{state}", TYPE).id(empty, new PackedKey()));
        assertNull(RecordKey.of("x:{state}:{zip}", TYPE).id(empty, new PackedKey()));
    }

    @Test
    void findsAnEntryByACompositeIdAndReusesTheKey() {
        RecordKey key = RecordKey.of("weather:{state}:{date|date}", TYPE);
        PackedKey probe = new PackedKey();
        RecordTable table = new RecordTable();
        CacheEntry found = new CacheEntry("TX:2005-08-28", FieldValues.EMPTY, ValidityToken.tracked(), 0);
        CacheEntry other = new CacheEntry("", FieldValues.EMPTY, ValidityToken.tracked(), 0);
        table.put(found);
        table.put(other);
        assertSame(found, table.get(key.id(event(), probe)));
        assertSame(other, table.get(RecordKey.of("constant", TYPE).id(event(), probe)));
        assertSame(found, table.get(key.id(event(), probe)));
    }

    @Test
    void extractsTheIdFromAKeyOfTheStore() {
        RecordKey key = RecordKey.of("zip:{zip}:us", TYPE);
        assertEquals(Optional.of("77001"), key.idIn("zip:77001:us"));
        assertEquals(Optional.of(""), key.idIn("zip::us"));
        assertEquals(Optional.empty(), key.idIn("zip:us"));
        assertEquals(Optional.empty(), key.idIn("zip:77001:uk"));
    }

    @Test
    void listsTheFieldsThatItReads() {
        assertEquals(
                List.of("state", "date"),
                RecordKey.of("weather:{state}:{date|date}", TYPE).fieldPaths());
    }

    @Test
    void rejectsAnUnknownFieldAndShowsTheNearestAndTheWholeTemplate() {
        String message = assertThrows(IllegalArgumentException.class, () -> RecordKey.of("x:{stat}:y", TYPE))
                .getMessage();
        assertTrue(message.contains("'x:{stat}:y'") && message.contains("did you mean 'state'?"), message);
    }
}
