package io.riskstream.parse;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.parse.value.ItemLimit;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.Map;

/**
 * Parses an event that is one JSON object (strict RFC 8259; a byte order mark before it is skipped). It sets the slot of each declared field; undeclared
 * members are kept as they are, nested, and never make an event unparsable, unless a key occurs twice. The objects of a list whose items the event type
 * describes become {@link io.riskstream.event.Item}s. No value is lost: a value of another type than declared keeps its type, and validation reports it.
 * A number gets its field's declared type only if its value stays the same, as {@code 3} and {@code 3.0} do.
 */
public final class ParseJson implements EventParser {
    private static final long serialVersionUID = 1;
    private static final int MAX_DEPTH = 255;
    private static final int MAX_ITEMS = 1_000_000;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = ParserSettings.textOptions("parse json")
            .optional(
                    "maxDepth",
                    Options.Kind.INTEGER,
                    32,
                    "the maximum nesting depth of objects and arrays, including the event itself")
            .optional(
                    "maxItems",
                    Options.Kind.INTEGER,
                    1_000,
                    "the maximum number of items in a list of objects that the schema describes; all lists of an event have at"
                            + " most ten times as many");

    private final ParserSettings settings;
    private final int maxDepth;
    private final ItemLimit limit;
    private transient Payload payload;
    private transient JsonByteReader fast;
    private transient JsonTextReader strict;

    /**
     * Creates a parser.
     *
     * @param type the event type; the parser sets its arriving fields
     * @param options {@code name}, {@code id}, {@code key}, {@code time}, {@code maxBytes}, {@code formats}, {@code maxDepth}, {@code maxItems}
     * @throws IllegalArgumentException for an unknown option, or an option that names no field; the message contains the nearest valid name
     */
    public ParseJson(EventType type, Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        this.settings = ParserSettings.of(type, parsed);
        this.maxDepth = parsed.integer("maxDepth", 1, MAX_DEPTH);
        this.limit = new ItemLimit(parsed.integer("maxItems", 1, MAX_ITEMS));
    }

    private ParseJson(ParserSettings settings, int maxDepth, ItemLimit limit) {
        this.settings = settings;
        this.maxDepth = maxDepth;
        this.limit = limit;
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
        return new ParseJson(settings.withoutConversion(), maxDepth, limit);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(settings.name())
                .on(settings.type())
                .writing(EventIdentity.arriving(settings.type()))
                .rejecting(settings.allCodes(
                        RejectionCode.PARSE_JSON,
                        RejectionCode.PARSE_OBJECT,
                        RejectionCode.PARSE_DEPTH,
                        RejectionCode.PARSE_LIMIT,
                        RejectionCode.PARSE_KEY,
                        RejectionCode.PARSE_NUMBER));
    }

    @Override
    public void open(StageContext context) {
        open();
    }

    private void open() {
        payload = new Payload(settings);
        fast = new JsonByteReader(settings.type(), maxDepth, limit);
        strict = new JsonTextReader(settings.type(), maxDepth, limit);
    }

    @Override
    public Outcome apply(Event event) {
        if (fast == null) {
            open();
        }
        try {
            byte[] document = payload.read(event);
            boolean original = document == event.original();
            if (document.length <= settings.maxBytes() && fast.read(document)) {
                return parsed(fast.values(), fast.undeclared(), original);
            }
            strict.read(settings.text(document));
            return parsed(strict.values(), strict.undeclared(), original);
        } catch (UnparsableEventException e) {
            return e.rejectedBy(settings.name());
        }
    }

    private Outcome parsed(FieldValues values, Map<String, Object> undeclared, boolean original) {
        Patch patch = payload.patch().withUndeclared(undeclared);
        return settings.parsed(original ? patch.withOriginalJson() : patch, values);
    }

    @Override
    public void close() {
        if (payload != null) {
            payload.close();
        }
    }
}
