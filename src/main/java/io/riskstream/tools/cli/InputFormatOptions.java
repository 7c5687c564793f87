package io.riskstream.tools.cli;

import io.riskstream.tools.events.InputOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that describe how a file of events is written. They have the names and the meaning of the options of {@code ParseCsv}. */
final class InputFormatOptions {
    @Option(
            names = "--separator",
            paramLabel = "CHAR",
            description =
                    "the character between two cells of a CSV file, TAB for a tab (default: that of the pipeline's parser, or a comma)")
    private String separator;

    @Option(
            names = "--quote",
            paramLabel = "CHAR",
            description = "the character around cells that contain separators, NONE if there is none (default: \")")
    private String quote;

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            description =
                    "the character set of the file, such as windows-1252 (default: that of the pipeline's parser, or UTF-8)")
    private String charset;

    @Option(
            names = "--missing",
            paramLabel = "TEXT",
            split = ",",
            description =
                    "texts in a CSV file that mean a missing value (default: those of the pipeline's parser, or NA and ?)")
    private List<String> missing;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "the names of the columns of a CSV file without a header line")
    private List<String> columns;

    @Option(
            names = "--no-header",
            description =
                    "the CSV file has no header line; its columns are those of --columns or of the pipeline's parser")
    private boolean noHeader;

    /** Returns the options that are given. */
    InputOptions options() {
        Map<String, Object> given = new HashMap<>();
        put("separator", separator, given);
        put("quote", quote, given);
        put("charset", charset, given);
        put("missing", missing, given);
        put("columns", columns, given);
        return new InputOptions(given, !noHeader);
    }

    private static void put(String name, Object value, Map<String, Object> given) {
        if (value != null) {
            given.put(name, value);
        }
    }
}
