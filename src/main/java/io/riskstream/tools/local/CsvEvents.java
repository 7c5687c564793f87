package io.riskstream.tools.local;

import io.riskstream.parse.CsvToJson;
import io.riskstream.parse.EventParser;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.tools.input.CsvFile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The records of a CSV file as events: as they are in the file for a pipeline that parses CSV, and as JSON objects for one that parses JSON. */
final class CsvEvents implements EventFile.Cursor {
    /** Converts the current record of a file. */
    private interface Conversion {
        byte[] value(CsvFile records) throws CharacterCodingException;
    }

    private final Path file;
    private final CsvFile records;
    private final Conversion conversion;

    private CsvEvents(Path file, CsvFile records, Conversion conversion) {
        this.file = file;
        this.records = records;
        this.conversion = conversion;
    }

    /**
     * Opens a file for a pipeline that parses JSON.
     *
     * @param parser the pipeline's parser, whose formats apply to texts
     */
    static CsvEvents asJson(Path file, CsvFormat format, EventParser parser) {
        CsvFile records = new CsvFile(file, format);
        try {
            CsvToJson toJson = new CsvToJson(
                    parser.eventType(),
                    records.header(),
                    new HashSet<>(parser.formats().keySet()));
            return new CsvEvents(
                    file, records, open -> toJson.json(open.cells(), format).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            records.close();
            throw new IllegalArgumentException(file + ":1: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a file for a pipeline that parses CSV.
     *
     * @param columns the pipeline's columns, which the header of the file must have in any order
     * @param parsed how the pipeline's parser reads a record
     */
    static CsvEvents asCsv(Path file, CsvFormat format, List<String> columns, CsvFormat parsed) {
        CsvFile records = new CsvFile(file, format);
        List<String> header = records.header();
        if (header.size() != columns.size() || !new HashSet<>(header).containsAll(columns)) {
            records.close();
            throw new IllegalArgumentException(file + ":1: the header differs from the columns of the pipeline: "
                    + difference(header, columns)
                    + "; if the file has no header line, add --no-header");
        }
        boolean sameText =
                header.equals(columns) && format.separator() == parsed.separator() && format.quote() == parsed.quote();
        int[] order = columns.stream().mapToInt(header::indexOf).toArray();
        return new CsvEvents(
                file,
                records,
                open -> bytes(sameText ? open.text() : parsed.line(open.cells(), order), parsed.charset()));
    }

    /** Encodes a text; a character that the charset lacks is an exception, and not a question mark. */
    private static byte[] bytes(String text, Charset charset) throws CharacterCodingException {
        ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static String difference(List<String> header, List<String> columns) {
        return IntStream.range(0, Math.min(header.size(), columns.size()))
                .filter(i -> !header.get(i).equals(columns.get(i)))
                .mapToObj(i -> "column " + (i + 1) + " is '" + header.get(i) + "', expected '" + columns.get(i) + "'")
                .findFirst()
                .orElseGet(() -> header.size() + " columns, expected " + columns.size());
    }

    @Override
    public boolean next() {
        return records.next();
    }

    @Override
    public Optional<String> problem() {
        return records.problem().map(problem -> "the record " + problem);
    }

    @Override
    public byte[] value() {
        try {
            return conversion.value(records);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    file + ":" + records.line()
                            + ": contains a character that the charset of the pipeline's parser lacks",
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ":" + records.line() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long line() {
        return records.line();
    }

    @Override
    public long blankLines() {
        return records.blankLines();
    }

    @Override
    public String form() {
        return "CSV";
    }

    @Override
    public void close() {
        records.close();
    }
}
