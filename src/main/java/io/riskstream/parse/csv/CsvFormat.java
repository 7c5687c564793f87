package io.riskstream.parse.csv;

import io.riskstream.stage.Options;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a CSV text is written. The options are the same for events, for files of events and for reference files.
 *
 * @param separator the character between two cells
 * @param quote the character around cells that contain separators or line breaks; {@link #NO_QUOTE} if there is none
 * @param charsetName the name of the character set
 * @param missing the texts that mean a missing value, beside an empty cell without quotes
 * @param columns the names of the columns; empty if the first record contains them
 */
public record CsvFormat(char separator, int quote, String charsetName, Set<String> missing, List<String> columns)
        implements Serializable {
    /** The quote of a format in which no cell is in quotes; equal to no character. */
    public static final int NO_QUOTE = -1;

    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

    public CsvFormat {
        missing = Set.copyOf(missing);
        columns = List.copyOf(columns);
    }

    /** Adds the options of a CSV text, except {@code columns}, to a declaration. */
    public static Options.Declared options(Options.Declared declared) {
        return declared.optional(
                        "separator", Options.Kind.TEXT, ",", "the character between two cells; \\t or TAB is a tab")
                .optional(
                        "quote",
                        Options.Kind.TEXT,
                        "\"",
                        "the character around a cell that contains separators; NONE if there is none")
                .optional("charset", Options.Kind.TEXT, "UTF-8", "the character set, such as windows-1252")
                .optional(
                        "missing",
                        Options.Kind.LIST,
                        "the texts that mean a missing value; an empty cell without quotes always does");
    }

    /** Returns the format that options give. */
    public static CsvFormat of(Options options) {
        int quote = options.text("quote").equals("NONE") ? NO_QUOTE : character("quote", options);
        char separator = character("separator", options);
        if (separator == quote) {
            throw options.problem("separator", "options 'separator' and 'quote' are the same character");
        }
        return new CsvFormat(
                separator,
                quote,
                charset(options).name(),
                new LinkedHashSet<>(options.texts("missing")),
                options.texts("columns"));
    }

    /** Returns the format that options give as a map, such as those of a command. */
    public static CsvFormat of(String component, Map<String, Object> options) {
        return of(options(Options.of(component))
                .optional(
                        "columns",
                        Options.Kind.LIST,
                        "the names of the columns of a file without a header line, in order")
                .read(options));
    }

    /**
     * Returns the format of a file whose records go to a pipeline.
     *
     * @param component where the options are given, for messages
     * @param given the options of the file; the others are those of this format
     */
    public CsvFormat with(String component, Map<String, Object> given) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("separator", String.valueOf(separator));
        options.put("quote", quote == NO_QUOTE ? "NONE" : String.valueOf((char) quote));
        options.put("charset", charsetName);
        options.put("missing", List.copyOf(missing));
        options.putAll(given);
        return of(component, options);
    }

    private static char character(String option, Options options) {
        String text = options.text(option);
        if (text.equals("\\t") || text.equals("TAB")) {
            return '\t';
        }
        if (text.length() != 1 || (option.equals("separator") ? "\"\r\n" : "\r\n").contains(text)) {
            throw options.problem(
                    option, "option '" + option + "' must be one character other than a quote or a line end");
        }
        return text.charAt(0);
    }

    private static Charset charset(Options options) {
        String name = options.text("charset");
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw options.problem(
                    "charset",
                    name,
                    "option 'charset': unknown character set '" + name + "'",
                    "common are UTF-8, windows-1252, ISO-8859-1 and UTF-16");
        }
    }

    /** Returns the character set. */
    public Charset charset() {
        return Charset.forName(charsetName);
    }

    /** True if texts are in UTF-8. */
    public boolean isUtf8() {
        return charsetName.equals(StandardCharsets.UTF_8.name());
    }

    /** Returns the same format with names of columns. */
    public CsvFormat withColumns(List<String> names) {
        return new CsvFormat(separator, quote, charsetName, missing, names);
    }

    /** True if a cell has no value. */
    public boolean isMissing(CsvCells cells, int column) {
        return cells.isAbsent(column) || !missing.isEmpty() && missing.contains(cells.text(column));
    }

    /** Returns the hint for a record of one cell that seems to have another separator; empty if it does not. */
    public Optional<String> separatorHint(String onlyCell) {
        return SEPARATORS.stream()
                .filter(other -> other != separator && onlyCell.indexOf(other) >= 0)
                .findFirst()
                .map(other -> "it contains the character '" + name(other)
                        + "'; if that separates the columns, set separator: \"" + name(other) + "\"");
    }

    private static String name(char separator) {
        return separator == '\t' ? "\\t" : String.valueOf(separator);
    }

    /**
     * Returns cells as one record, without a line end. The cells keep their quotes, so that an empty text remains distinct from a missing value.
     *
     * @param order the column of {@code cells} for each column of the record
     */
    public String line(CsvCells cells, int[] order) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < order.length; i++) {
            String text = cells.text(order[i]);
            append(i, text, needsQuotes(text) || cells.isQuoted(order[i]) && quote != NO_QUOTE, line);
        }
        return line.toString();
    }

    /** Returns texts as one record, without a line end. */
    public String line(List<String> texts) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            append(i, texts.get(i), needsQuotes(texts.get(i)), line);
        }
        return line.toString();
    }

    private boolean needsQuotes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == separator || c == '\n' || c == '\r' || c == quote && i == 0) {
                return true;
            }
        }
        return false;
    }

    private void append(int column, String text, boolean quoted, StringBuilder line) {
        if (column > 0) {
            line.append(separator);
        }
        if (!quoted) {
            line.append(text);
            return;
        }
        if (quote == NO_QUOTE) {
            throw new IllegalArgumentException(
                    "column " + (column + 1)
                            + " contains a separator or a line break, and the parser of the pipeline reads no quotes (quote: NONE)");
        }
        String mark = String.valueOf((char) quote);
        line.append(mark).append(text.replace(mark, mark + mark)).append(mark);
    }

    /** Returns the name of a cell beyond the last column with a name: {@code column_N}, where N is the number of the cell, from 1. */
    public static String unnamedColumn(int column) {
        return "column_" + (column + 1);
    }

    /** Returns the names of columns that occur twice, or that are missing, as a sentence; empty if every column has a name of its own. */
    public static Optional<String> duplicate(List<String> names) {
        List<String> seen = new ArrayList<>();
        for (String name : names) {
            if (seen.contains(name)) {
                return Optional.of(
                        name.isEmpty()
                                ? "two columns have no name, columns " + (seen.indexOf(name) + 1) + " and "
                                        + (seen.size() + 1) + "; name them"
                                : "column '" + name + "' occurs twice; rename one");
            }
            seen.add(name);
        }
        return Optional.empty();
    }
}
