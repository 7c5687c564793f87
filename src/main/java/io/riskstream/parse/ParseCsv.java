package io.riskstream.parse;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.List;
import java.util.Map;

/**
 * Parses an event that is one CSV record (RFC 4180). The options contain the header. A column sets the field with the same dotted path. A cell gets its
 * field's declared type if its text is valid for it; otherwise it is a string, which validation reports. A column that is not a declared field is kept as
 * a string. A byte order mark before the record and blank lines around it are skipped.
 *
 * <p>A record with fewer or more cells than columns is rejected: where a value contains the separator without quotes, all cells after it are in the wrong
 * column.
 */
public final class ParseCsv implements EventParser {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = CsvFormat.options(ParserSettings.textOptions("parse csv")
                    .required("columns", Options.Kind.LIST, "the names of the columns, in order"))
            .optional(
                    "dates",
                    Options.Kind.MAP,
                    "for each column with dates in another format than ISO 8601, its pattern, such as M/d/yyyy, or a list of patterns; short for a format of type `DATE`")
            .optional(
                    "pivotYear",
                    Options.Kind.INTEGER,
                    "the first of the 100 years that `yy` in `dates` stands for: with 1930, 30 is 1930 and 29 is 2029");

    private final ParserSettings settings;
    private final CsvColumns columns;
    private final CsvFormat format;
    private transient Payload payload;
    private transient CsvFields fields;

    /**
     * Creates a parser.
     *
     * @param type the event type; the parser sets its arriving fields
     * @param options {@code columns}, and optionally {@code name}, {@code separator}, {@code quote}, {@code charset}, {@code missing}, {@code dates}, {@code
     *     pivotYear}, {@code formats}, {@code id}, {@code key}, {@code time}, {@code maxBytes}
     * @throws IllegalArgumentException for an unknown option, an option that names no field or column, a duplicate column, or an invalid date pattern;
     *     the message contains the nearest valid name
     */
    public ParseCsv(EventType type, Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        Map<String, ValueFormat> formats = CsvColumns.formats(parsed);
        this.settings = ParserSettings.of(type, parsed, formats);
        this.columns = new CsvColumns(parsed, type);
        this.format = CsvFormat.of(parsed);
    }

    private ParseCsv(ParserSettings settings, CsvColumns columns, CsvFormat format) {
        this.settings = settings;
        this.columns = columns;
        this.format = format;
    }

    /** Returns the names of the columns, in order. */
    public List<String> columns() {
        return columns.names();
    }

    /** Returns how the records are written. */
    public CsvFormat format() {
        return format;
    }

    @Override
    public EventType eventType() {
        return settings.type();
    }

    @Override
    public Map<String, ValueFormat> formats() {
        return settings.formats().byName();
    }

    @Override
    public Stage withoutFormats() {
        return new ParseCsv(settings.withoutConversion(), columns, format);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(settings.name())
                .on(settings.type())
                .writing(columns.declared(settings.type()))
                .rejecting(settings.allCodes(RejectionCode.PARSE_CSV, RejectionCode.PARSE_COLUMNS));
    }

    @Override
    public void open(StageContext context) {
        open();
    }

    private void open() {
        payload = new Payload(settings);
        fields = new CsvFields(settings, columns, format);
    }

    @Override
    public Outcome apply(Event event) {
        if (fields == null) {
            open();
        }
        try {
            fields.read(text(payload.read(event)));
        } catch (UnparsableEventException e) {
            return e.rejectedBy(settings.name());
        }
        return settings.parsed(payload.patch().withUndeclared(fields.undeclared()), fields.values());
    }

    @Override
    public void close() {
        if (payload != null) {
            payload.close();
        }
    }

    private String text(byte[] bytes) throws UnparsableEventException {
        return format.isUtf8() || payload.isText() ? settings.text(bytes) : settings.text(bytes, format.charset());
    }
}
