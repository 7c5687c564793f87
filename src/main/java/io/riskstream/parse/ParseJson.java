package io.riskstream.parse;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.util.Map;

/**
 * Parses an event that is one JSON object (RFC 8259, strictly; a byte order mark before it is skipped). Each declared field gets its slot;
 * others are kept by dotted path. Nothing is lost: what has another type than declared is kept as what it is, for validation to see. A number
 * takes its field's declared type only where that changes nothing: {@code 3} and {@code 3.0} are the same.
 */
public final class ParseJson implements Stage {
    private static final long serialVersionUID = 1;
    private static final int DEEPEST = 255;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = EventIdentity.options("parse json")
            .optional(
                    "maxDepth",
                    Options.Kind.INTEGER,
                    32,
                    "how deep objects and arrays may be nested, the event itself included");

    private final String name;
    private final EventType type;
    private final EventIdentity identity;
    private final int maxBytes;
    private final int maxDepth;
    private transient JsonBytes quick;
    private transient JsonFields strict;

    /**
     * A parser.
     *
     * @param type the fields to fill: those that come with the event
     * @param options {@code name}, {@code id}, {@code key}, {@code time}, {@code maxBytes}, {@code maxDepth}
     * @throws IllegalArgumentException for an unknown option, or one that names no field; with the nearest right word
     */
    public ParseJson(EventType type, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.type = EventIdentity.present(type, given);
        this.name = given.text("name");
        this.identity = EventIdentity.of(given, type);
        this.maxBytes = given.integer("maxBytes", 1, Integer.MAX_VALUE);
        this.maxDepth = given.integer("maxDepth", 1, DEEPEST);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .on(type)
                .writing(EventIdentity.arriving(type))
                .rejecting(
                        RejectionCode.PARSE_EMPTY,
                        RejectionCode.PARSE_SIZE,
                        RejectionCode.PARSE_UTF8,
                        RejectionCode.PARSE_JSON,
                        RejectionCode.PARSE_OBJECT,
                        RejectionCode.PARSE_DEPTH,
                        RejectionCode.PARSE_KEY,
                        RejectionCode.PARSE_NUMBER);
    }

    @Override
    public void open(StageContext context) {
        open();
    }

    private void open() {
        quick = new JsonBytes(type, maxDepth);
        strict = new JsonFields(type, maxDepth);
    }

    @Override
    public Outcome apply(Event event) {
        if (quick == null) {
            open();
        }
        byte[] document = event.original();
        if (document.length <= maxBytes && quick.read(document)) {
            return parsed(quick.values(), quick.undeclared());
        }
        try {
            strict.read(Utf8Decoder.text(document, maxBytes));
        } catch (UnparsableEventException e) {
            return e.rejectedBy(name);
        }
        return parsed(strict.values(), strict.undeclared());
    }

    private Outcome parsed(FieldValues values, Map<String, Object> undeclared) {
        Patch patch =
                Patch.NONE.withFields(0, values).withUndeclared(undeclared).withOriginalJson();
        return Outcome.pass(identity.addTo(patch, values));
    }
}
