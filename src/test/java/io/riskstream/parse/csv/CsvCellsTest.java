package io.riskstream.parse.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CsvCellsTest {
    private static final CsvFormat DEFAULT = CsvFormat.of("test", Map.of());

    private static List<String> cells(CsvFormat format, String record) throws CsvRecordException {
        CsvCells cells = new CsvCells(format);
        assertEquals(record.length(), cells.read(record, 0));
        return cells.texts();
    }

    private static Optional<List<List<String>>> recordsOfFastCsv(String text) {
        try {
            return Optional.of(CsvReader.builder()
                    .allowUnclosedQuote(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(text)
                    .stream()
                    .map(CsvRecord::getFields)
                    .toList());
        } catch (CsvParseException e) {
            return Optional.empty();
        }
    }

    @Test
    void dividesEveryTextIntoTheCellsThatFastCsvFinds() {
        SplittableRandom random = new SplittableRandom(7);
        String alphabet = "ab,,\"\"\"\n\r ";
        for (int n = 0; n < 200_000; n++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String csv = text.toString();
            assertEquals(recordsOfFastCsv(csv), CsvRecords.of(DEFAULT, csv), () -> csv.replace("\n", "\\n")
                    .replace("\r", "\\r"));
        }
    }

    @Test
    void distinguishesAnEmptyTextFromAMissingValue() throws CsvRecordException {
        CsvCells cells = new CsvCells(DEFAULT);
        cells.read("\"\",,a", 0);
        assertFalse(cells.isAbsent(0));
        assertTrue(cells.isAbsent(1));
    }

    @Test
    void namesTheColumnOfAWrongQuote() {
        assertEquals(
                "the quote that opens column 3 is not closed",
                assertThrows(CsvRecordException.class, () -> cells(DEFAULT, "a,b,\"c,d"))
                        .getMessage());
        assertEquals(
                "text follows the closing quote of column 2; a quote inside a quoted cell must be written twice",
                assertThrows(CsvRecordException.class, () -> cells(DEFAULT, "a,\"x\" y,b"))
                        .getMessage());
    }

    @Test
    void readsOtherSeparatorsAndQuotes() throws CsvRecordException {
        assertEquals(
                List.of("a,b", "x;'y", "\"z\""),
                cells(CsvFormat.of("test", Map.of("separator", ";", "quote", "'")), "a,b;'x;''y';\"z\""));
        assertEquals(
                List.of("\"a", "b\""),
                cells(CsvFormat.of("test", Map.of("separator", "TAB", "quote", "NONE")), "\"a\tb\""));
    }

    @Test
    void writesARecordThatIsReadAsTheSameCells() throws CsvRecordException {
        List<String> texts = List.of("", "a", "b,c", "\"d\"", "e\nf", " g ");
        assertEquals(texts, cells(DEFAULT, DEFAULT.line(texts)));
        CsvCells cells = new CsvCells(DEFAULT);
        cells.read("\"\",x,\"y\"", 0);
        assertEquals("\"y\",\"\",x", DEFAULT.line(cells, new int[] {2, 0, 1}));
    }

    @Test
    void rejectsOptionsThatDescribeNoFormat() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("separator", ";;"),
                Map.of("quote", "\n"),
                Map.of("separator", "'", "quote", "'"),
                Map.of("charset", "latin-one"))) {
            assertThrows(IllegalArgumentException.class, () -> CsvFormat.of("test", wrong), wrong::toString);
        }
    }
}
