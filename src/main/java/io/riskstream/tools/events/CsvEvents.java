package io.riskstream.tools.events;

import io.riskstream.event.EventType;
import io.riskstream.parse.CsvToJson;
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
import java.util.Set;
import java.util.stream.IntStream;

/** The records of a CSV file as events: as they are in the file for a pipeline that parses CSV, and as JSON objects for one that parses JSON. */
final class CsvEvents implements EventFile.Cursor {
    /** Converts the current record of a file. */
    private interface Conversion {
        byte[] value(CsvFile records) throws CharacterCodingException;
    }

    private final CsvFile records;
    private final Conversion conversion;
    /** True if the parser of the pipeline may be unable to read a record that this file can contain. */
    private final boolean mayFail;
    /** True if an event can have the cells beyond the header. */
    private final boolean allowsFurtherCells;

    private CsvEvents(CsvFile records, boolean mayFail, boolean allowsFurtherCells, Conversion conversion) {
        this.records = records;
        this.mayFail = mayFail;
        this.allowsFurtherCells = allowsFurtherCells;
        this.conversion = conversion;
    }

    /**
     * Opens a file for a pipeline that parses JSON.
     *
     * @param texts the fields that stay texts, because the pipeline's parser converts them from their formats
     */
    static CsvEvents asJson(Path file, CsvFormat format, EventType type, Set<String> texts) {
        CsvFile records = new CsvFile(file, format);
        try {
            CsvToJson toJson = new CsvToJson(type, records.header(), texts);
            return new CsvEvents(records, false, true, open -> toJson.json(open.cells(), format)
                    .getBytes(StandardCharsets.UTF_8));
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
                records,
                !parsed.isUtf8() || parsed.quote() == CsvFormat.NO_QUOTE,
                false,
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
        return records.problem()
                .or(this::problemOfFurtherCells)
                .or(() -> mayFail ? problemOfConversion() : Optional.empty())
                .map(problem -> "the record " + problem);
    }

    private Optional<String> problemOfFurtherCells() {
        Optional<String> counts = records.furtherCells();
        return allowsFurtherCells
                ? counts.flatMap(more -> problemOfConversion())
                : counts.map(more -> more + "; if a value contains the separator, put the value in quotes");
    }

    private Optional<String> problemOfConversion() {
        try {
            conversion.value(records);
            return Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.of("contains a character that the charset of the pipeline's parser lacks");
        } catch (IllegalArgumentException e) {
            return Optional.of("cannot be written for the pipeline's parser: " + e.getMessage());
        }
    }

    @Override
    public Optional<String> warning() {
        return records.furtherCells()
                .map(
                        counts -> "the record " + counts
                                + "; the further cells are undeclared members "
                                + CsvFormat.unnamedColumn(records.header().size())
                                + " and following. If a value contains the separator, all cells after it are in the wrong column: put the value in quotes");
    }

    @Override
    public byte[] value() {
        try {
            return conversion.value(records);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("the record has a problem", e);
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
