package io.riskstream.parse;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Patch;
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
 * Parses an event that is one CSV record (RFC 4180), whose header is given here. A column is a field of the event by the same dotted path. A
 * cell takes its field's declared type where it reads as such, and else stays text, for validation to see; a column that is not declared is
 * kept as text. A byte order mark before the record, and blank lines around it, are skipped.
 */
public final class ParseCsv implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = EventIdentity.options("parse csv")
            .required("columns", Options.Kind.LIST, "the names of the columns, in order")
            .optional("separator", Options.Kind.TEXT, ",", "the character between two cells")
            .optional(
                    "missing",
                    Options.Kind.LIST,
                    "marks that stand for a missing value; an empty cell without quotes always does")
            .optional(
                    "dates",
                    Options.Kind.MAP,
                    "for each column of dates in another format than ISO 8601, its pattern, such as M/d/yyyy");

    private final String name;
    private final EventType type;
    private final EventIdentity identity;
    private final int maxBytes;
    private final CsvColumns columns;
    private final char separator;
    private final Set<String> missing;
    private transient CsvFields fields;

    /**
     * A parser.
     *
     * @param type the fields to fill: those that come with the event
     * @param options {@code columns} and, if wanted, {@code name}, {@code separator}, {@code missing}, {@code dates}, {@code id}, {@code key},
     *     {@code time}, {@code maxBytes}
     * @throws IllegalArgumentException for an unknown option, one that names no field or column, a column named twice, or a pattern that is
     *     none; with the nearest right word
     */
    public ParseCsv(EventType type, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.type = EventIdentity.present(type, given);
        this.name = given.text("name");
        this.identity = EventIdentity.of(given, type);
        this.maxBytes = given.integer("maxBytes", 1, Integer.MAX_VALUE);
        this.columns = new CsvColumns(given, type);
        this.separator = separator(given);
        this.missing = Set.copyOf(given.texts("missing"));
    }

    private static char separator(Options options) {
        String separator = options.text("separator");
        if (separator.length() != 1 || "\"\r\n".contains(separator)) {
            throw options.problem(
                    "separator", "option 'separator' must be one character, and neither a quote nor the end of a line");
        }
        return separator.charAt(0);
    }

    /** The names of the columns, in order. */
    public List<String> columns() {
        return columns.names();
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .on(type)
                .writing(columns.declared(type))
                .rejecting(
                        RejectionCode.PARSE_EMPTY,
                        RejectionCode.PARSE_SIZE,
                        RejectionCode.PARSE_UTF8,
                        RejectionCode.PARSE_CSV,
                        RejectionCode.PARSE_COLUMNS,
                        RejectionCode.PARSE_DATE);
    }

    @Override
    public void open(StageContext context) {
        fields = new CsvFields(type, columns, separator, missing);
    }

    @Override
    public Outcome apply(Event event) {
        if (fields == null) {
            fields = new CsvFields(type, columns, separator, missing);
        }
        try {
            fields.read(Utf8Decoder.text(event.original(), maxBytes));
        } catch (UnparsableEventException e) {
            return e.rejectedBy(name);
        }
        Patch patch = Patch.NONE.withFields(0, fields.values()).withUndeclared(fields.undeclared());
        return Outcome.pass(identity.addTo(patch, fields.values()));
    }
}
