package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import java.io.Serializable;

/**
 * The settings that all parsers share.
 *
 * @param name the stage's name
 * @param type the event type whose arriving fields the parser sets
 * @param maxBytes the size of the largest event that the parser accepts
 */
record ParserSettings(String name, EventType type, EventIdentity identity, int maxBytes) implements Serializable {

    /** Returns the declaration of the options that all parsers have. */
    static Options.Declared options(String component) {
        return Options.of(component)
                .optional("name", Options.Kind.TEXT, "parse", "the stage's name in metrics and rejections")
                .optional(
                        "id",
                        Options.Kind.TEXT,
                        "the field that contains the event's id; by default, the id is the record's position in its topic")
                .optional("key", Options.Kind.TEXT, "the field by which outputs are partitioned")
                .optional(
                        "time",
                        Options.Kind.TEXT,
                        "the field that contains the time of the event: an RFC 3339 date or date-time, or milliseconds since 1970")
                .optional(
                        "maxBytes", Options.Kind.INTEGER, 1 << 20, "the size of the largest accepted event, in bytes");
    }

    /**
     * Returns the settings in a parser's options.
     *
     * @throws IllegalArgumentException if the event type is null, or an option names no arriving field
     */
    static ParserSettings of(EventType type, Options options) {
        if (type == null) {
            throw options.problem("its event type is missing; declare it before this stage in the Flux file");
        }
        return new ParserSettings(
                options.text("name"),
                type,
                EventIdentity.of(options, type),
                options.integer("maxBytes", 1, Integer.MAX_VALUE));
    }

    /** Returns an event's bytes as a string. */
    String text(byte[] event) throws UnparsableEventException {
        return Utf8Decoder.text(event, maxBytes);
    }

    /** Returns the outcome of a parsed event: the fields, and the id, key and time among them. */
    Outcome parsed(Patch patch, FieldValues values) {
        return Outcome.pass(identity.addTo(patch.withFields(0, values), values));
    }
}
