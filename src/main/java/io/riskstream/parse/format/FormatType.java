package io.riskstream.parse.format;

import java.util.List;

/** The types of formats, and the options that each has. */
enum FormatType {
    NUMBER("decimal"),
    PERCENT("decimal"),
    YES_NO("yes", "no"),
    DATE("patterns", "pivotYear", "locale"),
    DATE_TIME("patterns", "pivotYear", "locale", "zone"),
    EXCEL_DATE,
    EXCEL_DATE_TIME("zone"),
    ZERO_PADDED("length");

    private final List<String> options;

    FormatType(String... options) {
        this.options = List.of(options);
    }

    List<String> options() {
        return options;
    }
}
