package io.riskstream.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.event.EventType;
import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.csv.CsvRecordException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CsvToJsonTest {
    private static final EventType TYPE = ParserTests.type(
            "id:STRING",
            "amount:DOUBLE",
            "floors:LONG",
            "elevated:BOOLEAN",
            "location.zip:STRING",
            "location.lat:DOUBLE");

    private static final CsvFormat FORMAT = CsvFormat.of("test", Map.of("missing", List.of("NA", "?")));

    private final CsvToJson rows =
            rows(Set.of(), "id", "amount", "floors", "elevated", "location.zip", "location.lat", "other");

    private static CsvToJson rows(Set<String> texts, String... header) {
        return new CsvToJson(TYPE, List.of(header), texts);
    }

    private static String json(CsvToJson rows, String record) throws CsvRecordException {
        CsvCells cells = new CsvCells(FORMAT);
        cells.read(record, 0);
        return rows.json(cells, FORMAT);
    }

    @Test
    void convertsCellsToTheFieldTypesAndNestsDottedNames() throws CsvRecordException {
        assertEquals(
                "{\"id\":\"7\",\"amount\":250000,\"floors\":2.0,\"elevated\":true,\"location\":{\"zip\":\"01234\",\"lat\":-80.5},\"other\":\"3\"}",
                json(rows, "7,250000,2.0,TRUE,01234,-80.5,3"));
    }

    @Test
    void keepsACellOfAnotherTypeAsAString() throws CsvRecordException {
        assertEquals(
                "{\"id\":\"<a&b>\",\"amount\":\"much\",\"floors\":\"2.5\",\"elevated\":\"Y\"}",
                json(rows, "<a&b>,much,2.5,Y,,,"));
    }

    @Test
    void keepsACellAsATextIfTheParserHasAFormatForIt() throws CsvRecordException {
        assertEquals("{\"amount\":\"1.234\"}", json(rows(Set.of("amount"), "amount"), "1.234"));
    }

    @Test
    void omitsMissingCellsAndKeepsAnEmptyTextInQuotes() throws CsvRecordException {
        assertEquals("{\"id\":\"a\"}", json(rows, "a,NA,?,,,,"));
        assertEquals("{\"id\":\"\",\"amount\":\"\"}", json(rows, "\"\",\"\",?,,,,"));
    }

    @Test
    void rejectsAHeaderInWhichAnEventCouldNotHoldAllValues() {
        assertEquals(
                "CSV header: column 'id' occurs twice; rename one",
                assertThrows(IllegalArgumentException.class, () -> rows(Set.of(), "id", "id"))
                        .getMessage());
        assertEquals(
                "CSV header: column 'a.b' is inside column 'a'; rename one",
                assertThrows(IllegalArgumentException.class, () -> rows(Set.of(), "a.b", "a"))
                        .getMessage());
    }
}
