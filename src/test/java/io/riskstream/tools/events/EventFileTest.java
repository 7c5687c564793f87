package io.riskstream.tools.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.parse.EventParser;
import io.riskstream.parse.ParseCsv;
import io.riskstream.parse.ParseJson;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of events in the forms and with the faults that occur: every record of a file is an event, or is named with its line. */
class EventFileTest {
    private static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "schema";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("id", FieldType.STRING),
                    new Field("amount", FieldType.DOUBLE),
                    new Field("note", FieldType.STRING));
        }

        @Override
        public boolean arrives() {
            return true;
        }
    }));
    private static final EventParser JSON = new ParseJson(TYPE, Map.of());
    private static final EventParser CSV = csv(Map.of());

    @TempDir
    private Path directory;

    private static EventParser csv(Map<String, Object> more) {
        Map<String, Object> options = new HashMap<>(Map.of("columns", List.of("id", "amount", "note")));
        options.putAll(more);
        return new ParseCsv(TYPE, options);
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private Path file(String name, String content) throws IOException {
        return file(name, content.getBytes(UTF_8));
    }

    private static InputOptions with(Object... options) {
        Map<String, Object> format = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            format.put((String) options[i], options[i + 1]);
        }
        return new InputOptions(format, true);
    }

    private static CheckedInput read(Path file, InputOptions options, EventParser parser) {
        return CheckedInput.read(file, options, Long.MAX_VALUE, parser);
    }

    private static List<String> values(CheckedInput input, Charset charset) {
        List<String> values = new ArrayList<>();
        input.events()
                .forEachRemaining(record -> values.add(new String(record.value().orElseThrow(), charset)));
        assertEquals(values.size(), input.summary().events());
        return values;
    }

    private static List<String> values(Path file, EventParser parser) {
        return values(read(file, InputOptions.NONE, parser), UTF_8);
    }

    private String failure(Path file, EventParser parser) {
        return assertThrows(IllegalArgumentException.class, () -> values(file, parser))
                .getMessage()
                .replace(directory.toString() + "/", "");
    }

    private List<String> problems(Path file, EventParser parser) {
        return problems(read(file, InputOptions.NONE, parser));
    }

    private List<String> problems(CheckedInput input) {
        return input.summary().problems().stream()
                .map(problem -> problem.replace(directory.toString() + "/", ""))
                .toList();
    }

    // ---- JSON

    @Test
    void readsEveryLineOfJsonLinesAsItIsAndCountsBlankLines() throws IOException {
        Path file = file("events.jsonl", "\uFEFF{\"id\":1}\r\n\n  \n{not json}\r\n[1]\nx");
        CheckedInput input = read(file, InputOptions.NONE, JSON);
        assertEquals(List.of("{\"id\":1}", "{not json}", "[1]", "x"), values(input, UTF_8));
        assertEquals(2, input.summary().blankLines());
        assertEquals("JSON Lines", input.summary().form());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\n {\"id\":\"a}\"},\n {\"id\":\"b\"}\n]\n",
                "[{\"id\":\"a}\"},{\"id\":\"b\"}]",
                "[{\"id\":\"a}\"} , {\"id\":\"b\"}]\n\n",
                "{\"id\":\"a}\"}\n{\"id\":\"b\"}\n",
                "\r\n{\"id\":\"a}\"}\r\n\r\n{\"id\":\"b\"}"
            })
    void readsTheObjectsOfAnArrayOrOfLines(String content) throws IOException {
        assertEquals(List.of("{\"id\":\"a}\"}", "{\"id\":\"b\"}"), values(file("events.json", content), JSON));
    }

    @Test
    void readsObjectsOverSeveralLines() throws IOException {
        String first = "{\n  \"id\": \"a\\\"}\",\n  \"lines\": [\n    {\"x\": 1}\n  ]\n}";
        assertEquals(List.of(first, "{\r\n}", "{}"), values(file("events.json", first + "\n\n{\r\n}\n{}"), JSON));
        assertEquals(List.of(first), values(file("events.json", first), JSON));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '[{"a":1}\\n{"b":1}]'         | events.json:2: expected a comma or the end of the array after an object
            '[{"a":1},\\n5]'              | events.json:2: the array contains a value that is no object, or is not closed
            '[{"a":1},\\n'                | events.json:2: the array contains a value that is no object, or is not closed
            '[\\n{"a":1\\n'               | events.json:2: the object that begins here is not closed
            '[\\n{"a":1}\\n]\\n{}'        | events.json:4: text follows the end of the array
            '{\\n"a":1}\\n,{}'            | events.json:3: the text between two objects is not part of one
            '{\\n"a":1\\n'                | events.json:1: the object that begins here is not closed
            '{\\n"a":"x\\n"b":1}'         | events.json:2: a string is not closed at the end of the line
            '{"a":1}{"b":2}'              | events.json:1: the line contains several objects
            """)
    void namesTheLineAtWhichAFileIsNotReadable(String content, String message) throws IOException {
        String failure = failure(file("events.json", content.replace("\\n", "\n")), JSON);
        assertTrue(failure.startsWith(message), failure);
    }

    @Test
    void aFirstLineThatIsCutOffIsAnEventOfItsOwn() throws IOException {
        String rest = "\n{\"id\":\"b\"}\n";
        for (String first : List.of("{\"id\":1,", "{\"id\":\"a", "[{\"id\":1}]")) {
            assertEquals(List.of(first, "{\"id\":\"b\"}"), values(file("events.jsonl", first + rest), JSON), first);
        }
    }

    @Test
    void readsTheJsonLinesThatAreWritten() throws IOException {
        Path file = directory.resolve("events.jsonl");
        List<String> sent = new ArrayList<>();
        Iterator<SimulatedEvent> events = new Simulation("flood-claims", 3).events(2_000);
        EventFileWriter.Result result = new EventFileWriter(Optional.empty()).write(file, recording(events, sent));
        // neither a text that is not UTF-8 nor an empty one is a line
        sent.removeIf(value -> value.isEmpty()
                || !new String(value.getBytes(UTF_8), UTF_8).equals(value)
                || value.indexOf('\uFFFD') >= 0);
        assertEquals(sent, values(file, JSON));
        assertEquals(2_000, result.written() + result.skipped());
        assertEquals(sent.size(), result.written());
    }

    private static Iterator<SimulatedEvent> recording(Iterator<SimulatedEvent> events, List<String> values) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public SimulatedEvent next() {
                SimulatedEvent event = events.next();
                values.add(new String(event.value().orElse(new byte[0]), UTF_8));
                return event;
            }
        };
    }

    @Test
    void aPipelineWithAParserOfItsOwnGetsJsonDocumentsOrTheWholeFile() throws IOException {
        Path lines = file("events.jsonl", "{\"id\":1}\n{\"id\":2}\n");
        Path rows = file("events.csv", "id,amount,note\na,1,\n");
        Path other = file("events.xml", "<a>\n</a>\n");
        assertEquals(2, own(lines).events());
        assertEquals(1, own(rows).events());
        assertEquals("whole file", own(other).form());
    }

    private static InputFileSummary own(Path file) {
        return InputOptions.NONE.events(file, TYPE, Optional.empty()).check(Long.MAX_VALUE, event -> {});
    }

    // ---- character sets and compression

    @ParameterizedTest
    @CsvSource({
        "events.jsonl, '{\"id\":\"a\"}\n{\"note\":\"M\u00fcller\"}', 2",
        "events.csv, 'id,amount,note\r\na,1,x\r\nb,2,M\u00fcller', 3"
    })
    void namesFileLineAndCharsetOfATextThatIsNotUtf8(String name, String content, int line) throws IOException {
        Path file = file(name, content.getBytes(ISO_8859_1));
        assertEquals(
                name + ":" + line
                        + ": not UTF-8 text (byte 0xFC); if the file is in another character set, set charset, such as charset: windows-1252 (--charset windows-1252)",
                failure(file, JSON));
        List<String> values = values(read(file, with("charset", "windows-1252"), JSON), UTF_8);
        assertEquals(2, values.size());
        assertTrue(values.get(1).contains("M\u00fcller"), values.get(1));
    }

    @Test
    void namesTheCharsetUtf16() throws IOException {
        Path file = file("events.csv", "id,amount,note\n\u00e4,1,x\n".getBytes(UTF_16));
        assertEquals("events.csv: is UTF-16 text; set charset: UTF-16", failure(file, JSON));
        assertEquals(
                List.of("{\"id\":\"\u00e4\",\"amount\":1,\"note\":\"x\"}"),
                values(read(file, with("charset", "UTF-16"), JSON), UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events.csv.gz", "EVENTS.CSV", "events.Csv"})
    void readsCompressedFilesAndSuffixesInAnyCase(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = name.endsWith("gz") ? new GZIPOutputStream(bytes) : bytes) {
            out.write("id,amount,note\na,1,\n".getBytes(UTF_8));
        }
        assertEquals(List.of("{\"id\":\"a\",\"amount\":1}"), values(file(name, bytes.toByteArray()), JSON));
    }

    @Test
    void namesADamagedArchiveAndFilesThatAreNoText() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write("id,amount,note\na,1,\n".getBytes(UTF_8));
        }
        byte[] cut = java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9);
        String damaged = failure(file("events.csv.gz", cut), JSON);
        assertTrue(damaged.startsWith("events.csv.gz: the gzip data is damaged or ends too early"), damaged);
        assertEquals(
                "events.csv: is a ZIP archive or an Excel workbook; save the sheet as CSV, or unpack the archive",
                failure(file("events.csv", "PK\u0003\u0004rest"), JSON));
        String unknown = failure(file("events.txt", "id,amount,note\n"), JSON);
        assertTrue(unknown.startsWith("events.txt: is it JSON or CSV?"), unknown);
    }

    // ---- CSV

    @Test
    void sendsCsvRecordsAsTheyAreInTheFile() throws IOException {
        String quoted = "\"a\",\"\",\"two\r\nlines, \"\"quoted\"\"\"";
        Path file = file("events.csv", "\uFEFF\"id\",amount,note\r\n" + quoted + "\r\n\r\nb,,5 inch\" pipe\r\n");
        CheckedInput input = read(file, InputOptions.NONE, CSV);
        assertEquals(List.of(quoted, "b,,5 inch\" pipe"), values(input, UTF_8));
        assertEquals(1, input.summary().blankLines());
        assertEquals(0, input.summary().notSent());
        assertEquals(
                List.of(
                        "{\"id\":\"a\",\"amount\":\"\",\"note\":\"two\\r\\nlines, \\\"quoted\\\"\"}",
                        "{\"id\":\"b\",\"note\":\"5 inch\\\" pipe\"}"),
                values(file, JSON));
    }

    @Test
    void namesTheRecordsThatAreNotEventsAndSendsTheOthers() throws IOException {
        Path file = file(
                "events.csv",
                "id,amount,note\na,1\nb,2,x\nc,3,\"x\" y\nd,4,\"two\nlines\" z\ne,5,ok\nTotal,15,\nTotal: 15\nf,6,ok\n");
        List<String> expected = List.of(
                "events.csv:2: the record has 2 columns, but the header has 3",
                "events.csv:4: the record is no CSV: text follows the closing quote of column 3; a quote inside a quoted cell must be written twice",
                "events.csv:5: the record is no CSV: text follows the closing quote of column 3; a quote inside a quoted cell must be written twice (lines 5 to 6)",
                "events.csv:8: the record seems to be a row of totals: its first value is 'Total'; remove it",
                "events.csv:9: the record has 1 columns, but the header has 3");
        for (EventParser parser : List.of(CSV, JSON)) {
            assertEquals(expected, problems(file, parser));
            assertEquals(3, values(file, parser).size());
            assertEquals(5, read(file, InputOptions.NONE, parser).summary().notSent());
        }
    }

    @Test
    void doesNotSendARecordWithMoreCellsToAParserOfCsv() throws IOException {
        String rows = "c-1,1\nc-2,1,200,x\nc-3,3,y,,\nc-4,4,\"y\nz\",\nc-5,5,y\n";
        String hint = "; if a value contains the separator, put the value in quotes";
        List<String> expected = List.of(
                "events.csv:2: the record has 2 columns, but the header has 3",
                "events.csv:3: the record has 4 columns, but the header has 3" + hint,
                "events.csv:4: the record has 5 columns, but the header has 3" + hint,
                "events.csv:5: the record has 4 columns, but the header has 3 (lines 5 to 6)" + hint);
        Path file = file("events.csv", "id,amount,note\n" + rows);
        CheckedInput input = read(file, InputOptions.NONE, CSV);
        assertEquals(expected, problems(file, CSV));
        assertEquals(List.of("c-5,5,y"), values(file, CSV));
        assertEquals(4, input.summary().notSent());
        assertEquals(0, input.summary().doubtful());
        for (EventParser parser : List.of(csv(Map.of("charset", "windows-1252")), csv(Map.of("separator", ";")))) {
            assertEquals(expected, problems(read(file, with("separator", ","), parser)));
        }
    }

    @Test
    void anotherOrderOfTheColumnsMovesNoFurtherCell() throws IOException {
        Path file = file("events.csv", "note,id,amount\nx,c-2,2,extra\ny,c-3,3\n");
        assertEquals(1, problems(file, CSV).size());
        assertEquals(List.of("c-3,3,y"), values(file, CSV));
    }

    @Test
    void sendsARecordWithMoreCellsToAParserOfJsonAndWarnsOfIt() throws IOException {
        Path file = file("events.csv", "id,amount,note\nc-1,1\nc-2,2,x,extra,,\"\"\nc-3,3,y\n");
        assertEquals(
                List.of(
                        "{\"id\":\"c-2\",\"amount\":2,\"note\":\"x\",\"column_4\":\"extra\",\"column_6\":\"\"}",
                        "{\"id\":\"c-3\",\"amount\":3,\"note\":\"y\"}"),
                values(file, JSON));
        CheckedInput input = read(file, InputOptions.NONE, JSON);
        assertEquals(1, input.summary().notSent());
        assertEquals(1, input.summary().doubtful());
        assertEquals(
                "events.csv:3: the record has 6 columns, but the header has 3; the further cells are undeclared members column_4 and following."
                        + " If a value contains the separator, all cells after it are in the wrong column: put the value in quotes",
                input.summary()
                        .warnings()
                        .get(0)
                        .substring(file.getParent().toString().length() + 1));
    }

    @Test
    void namesTheFirstTenRecordsWithMoreCellsAndCountsTheOthers() throws IOException {
        Path file = file("events.csv", "id,amount,note\n" + "c,1,x,y\n".repeat(12));
        CheckedInput sent = read(file, InputOptions.NONE, JSON);
        assertEquals(12, sent.summary().events());
        assertEquals(10, sent.summary().warnings().size());
        assertEquals("  warning: 2 more", sent.lines().get(11));
        CheckedInput notSent = read(file, InputOptions.NONE, CSV);
        assertEquals(12, notSent.summary().notSent());
        assertEquals("  not sent: 2 more", notSent.lines().get(11));
    }

    @Test
    void aFurtherCellNeverBecomesTheValueOfAField() throws IOException {
        Path file = file("events.csv", "id,column_4,note\nc-1,1,x,extra\n");
        assertEquals(
                List.of(
                        "events.csv:2: the record cannot be written for the pipeline's parser: the name 'column_4' of a further cell is already in use"),
                problems(file, JSON));
    }

    @Test
    void aQuoteThatIsNotClosedIsAnErrorWithItsLine() throws IOException {
        Path file = file("events.csv", "id,amount,note\nc-0,1,x\nc-1,1,\"never closed\nc-2,2,x\nc-3,3,y\n");
        for (EventParser parser : List.of(CSV, JSON)) {
            assertEquals(
                    "events.csv:3: the quote that opens column 3 is not closed, so the record would contain the rest of the file, to line 6",
                    failure(file, parser));
        }
    }

    @Test
    void readsTheHeaderInAnyOrderAndRejectsAnother() throws IOException {
        assertEquals(List.of("a,1,\"\"", "b,,x"), values(file("events.csv", "note,id,amount\n\"\",a,1\nx,b,\n"), CSV));
        assertEquals(
                "events.csv:1: the header differs from the columns of the pipeline: column 2 is 'amout', expected 'amount'; if the file has no header line, add --no-header",
                failure(file("events.csv", "id,amout,note\n1,2,3\n"), CSV));
        assertEquals(
                "events.csv:1: the header line: column 'id' occurs twice; rename one; if the file has no header line, set columns (--no-header)",
                failure(file("events.csv", "id,id\n1,2\n"), JSON));
        assertEquals(
                "events.csv: is empty; its first line must contain the names of the columns",
                failure(file("events.csv", "\n"), JSON));
    }

    @Test
    void readsAFileWithoutAHeaderLine() throws IOException {
        Path file = file("events.csv", "a,1,x\n");
        assertEquals(List.of("a,1,x"), values(read(file, new InputOptions(Map.of(), false), CSV), UTF_8));
        assertEquals(
                List.of("{\"id\":\"a\",\"amount\":1,\"other\":\"x\"}"),
                values(read(file, with("columns", List.of("id", "amount", "other")), JSON), UTF_8));
        assertThrows(IllegalArgumentException.class, () -> read(file, new InputOptions(Map.of(), false), JSON));
    }

    @Test
    void suggestsTheSeparatorThatTheHeaderSeemsToHave() throws IOException {
        Path file = file("events.csv", "id;amount;note\na;1;x\n");
        String expected =
                "events.csv:1: the header line has one column; it contains the character ';'; if that separates the columns, set separator: \";\"";
        assertEquals(expected, failure(file, JSON));
        assertEquals(expected, failure(file, CSV));
        assertEquals(List.of("a,1,x"), values(read(file, with("separator", ";"), CSV), UTF_8));
        assertEquals(List.of("a;1;x"), values(file, csv(Map.of("separator", ";"))));
        assertEquals(List.of("{\"id\":\"a\",\"amount\":1}"), values(file("events.tsv", "id\tamount\na\t1\n"), JSON));
    }

    @Test
    void sendsRecordsInTheCharsetOfTheParser() throws IOException {
        EventParser latin = csv(Map.of("charset", "windows-1252"));
        Path file = file("events.csv", "id,amount,note\na,1,M\u00fcller\n".getBytes(ISO_8859_1));
        assertEquals(
                List.of("a,1,M\u00fcller"),
                values(read(file, InputOptions.NONE, latin), Charset.forName("windows-1252")));
        Path other = file("other.csv", "id,amount,note\na,1,\u4e00\n");
        assertEquals(
                List.of(other + ":2: the record contains a character that the charset of the pipeline's parser lacks"),
                read(other, with("charset", "UTF-8"), latin).summary().problems());
        assertEquals(
                1,
                read(
                                file("quoted.csv", "id,amount,note\na,1,\"x,y\"\n"),
                                with("quote", "\""),
                                csv(Map.of("quote", "NONE")))
                        .summary()
                        .notSent());
    }

    @Test
    void warnsOfDatesWithDayAndMonthExchanged() throws IOException {
        EventParser dates = csv(Map.of("dates", Map.of("note", "M/d/yyyy")));
        StringBuilder rows = new StringBuilder("id,amount,note\n");
        StringBuilder small = new StringBuilder(rows);
        for (int i = 0; i < 40; i++) {
            rows.append(i)
                    .append(",1,")
                    .append(1 + i % 28)
                    .append('/')
                    .append(1 + i % 12)
                    .append("/2015\n");
            small.append(i)
                    .append(",1,")
                    .append(1 + i % 7)
                    .append('/')
                    .append(1 + i % 12)
                    .append("/2015\n");
        }
        assertEquals(
                List.of(
                        "16 of 40 values of 'note' are not a date M/d/yyyy; 40 are a date d/M/yyyy, so day and month are probably exchanged, and the others are read wrong"),
                read(file("events.csv", rows.toString()), InputOptions.NONE, dates)
                        .warnings());
        assertEquals(
                List.of(
                        "all 40 values of 'note' are both a date M/d/yyyy and a date d/M/yyyy; make sure that the sender writes the month where the pattern has it"),
                read(file("events.csv", small.toString()), InputOptions.NONE, dates)
                        .warnings());
        assertEquals(
                List.of(),
                read(file("events.csv", rows.toString()), InputOptions.NONE, CSV)
                        .warnings());
    }
}
