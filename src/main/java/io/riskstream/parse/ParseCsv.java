package io.riskstream.parse;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parses an event that is one CSV record (RFC 4180). The options contain the header. A column sets the field with the same dotted path. A cell gets its
 * field's declared type if its text is valid for it; otherwise it is a string, which validation reports. A column that is not a declared field is kept as
 * a string. A byte order mark before the record and blank lines around it are skipped.
 */
public final class ParseCsv implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = ParserSettings.textOptions("parse csv")
            .required("columns", Options.Kind.LIST, "the names of the columns, in order")
            .optional("separator", Options.Kind.TEXT, ",", "the character between two cells")
            .optional(
                    "missing",
                    Options.Kind.LIST,
                    "the texts that mean a missing value; an empty cell without quotes always does")
            .optional(
                    "dates",
                    Options.Kind.MAP,
                    "for each column with dates in another format than ISO 8601, its pattern, such as M/d/yyyy");

    private final ParserSettings settings;
    private final CsvColumns columns;
    private final char separator;
    private final Set<String> missing;
    private transient Payload payload;
    private transient CsvFields fields;

    /**
     * Creates a parser.
     *
     * @param type the event type; the parser sets its arriving fields
     * @param options {@code columns}, and optionally {@code name}, {@code separator}, {@code missing}, {@code dates}, {@code id}, {@code key},
     *     {@code time}, {@code maxBytes}
     * @throws IllegalArgumentException for an unknown option, an option that names no field or column, a duplicate column, or an invalid date pattern;
     *     the message contains the nearest valid name
     */
    public ParseCsv(EventType type, Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        this.settings = ParserSettings.of(type, parsed);
        this.columns = new CsvColumns(parsed, type);
        this.separator = separator(parsed);
        this.missing = Set.copyOf(parsed.texts("missing"));
    }

    private static char separator(Options options) {
        String separator = options.text("separator");
        if (separator.length() != 1 || "\"\r\n".contains(separator)) {
            throw options.problem(
                    "separator", "option 'separator' must be one character other than a quote or a line end");
        }
        return separator.charAt(0);
    }

    /** Returns the names of the columns, in order. */
    public List<String> columns() {
        return columns.names();
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(settings.name())
                .on(settings.type())
                .writing(columns.declared(settings.type()))
                .rejecting(ParserSettings.codes(
                        RejectionCode.PARSE_CSV, RejectionCode.PARSE_COLUMNS, RejectionCode.PARSE_DATE));
    }

    @Override
    public void open(StageContext context) {
        open();
    }

    private void open() {
        payload = new Payload(settings);
        fields = new CsvFields(settings.type(), columns, separator, missing);
    }

    @Override
    public Outcome apply(Event event) {
        if (fields == null) {
            open();
        }
        try {
            fields.read(settings.text(payload.read(event)));
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
}
