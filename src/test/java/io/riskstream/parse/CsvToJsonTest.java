package io.riskstream.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.event.EventType;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvToJsonTest {
    private static final EventType TYPE = ParserTests.type(
            "id:STRING",
            "amount:DOUBLE",
            "floors:LONG",
            "elevated:BOOLEAN",
            "location.zip:STRING",
            "location.lat:DOUBLE");

    private final CsvToJson rows =
            new CsvToJson(TYPE, List.of("id", "amount", "floors", "elevated", "location.zip", "location.lat", "other"));

    @Test
    void convertsCellsToTheFieldTypesAndNestsDottedNames() {
        assertEquals(
                "{\"id\":\"7\",\"amount\":250000,\"floors\":2.0,\"elevated\":true,\"location\":{\"zip\":\"01234\",\"lat\":-80.5},\"other\":\"3\"}",
                rows.json(List.of("7", "250000", "2.0", "TRUE", "01234", "-80.5", "3")));
    }

    @Test
    void keepsACellOfAnotherTypeAsAString() {
        assertEquals(
                "{\"id\":\"<a&b>\",\"amount\":\"much\",\"floors\":\"2.5\",\"elevated\":\"Y\"}",
                rows.json(List.of("<a&b>", "much", "2.5", "Y", "", "", "")));
    }

    @Test
    void omitsMissingCellsAndKeepsCellsBeyondTheHeader() {
        assertEquals("{\"id\":\"a\"}", rows.json(List.of("a", "NA", "?", "")));
        assertEquals("{\"column_8\":\"x\"}", rows.json(List.of("", "", "", "", "", "", "", "x")));
    }

    @Test
    void rejectsAHeaderWithADuplicateColumn() {
        assertThrows(IllegalArgumentException.class, () -> new CsvToJson(TYPE, List.of("id", "id")));
    }
}
