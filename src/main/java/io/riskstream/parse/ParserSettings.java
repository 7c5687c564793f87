package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.parse.format.ValueFormats;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The settings that all parsers share.
 *
 * @param name the stage's name
 * @param type the event type whose arriving fields the parser sets
 * @param maxBytes the size of the largest event that the parser accepts, compressed and decompressed
 * @param decompress true if the parser decompresses gzip and zstd
 * @param cloudEvents true if each record is a CloudEvent
 * @param schemaIdPrefix true if the parser removes the schema id that Confluent's serializers write before a text
 * @param formats the formats of fields whose values are not written as JSON writes them. A parser of texts leaves these values as texts: see {@link
 *     #textType}
 * @param converting false to leave values with formats as they are written
 */
record ParserSettings(
        String name,
        EventType type,
        EventIdentity identity,
        int maxBytes,
        boolean decompress,
        boolean cloudEvents,
        boolean schemaIdPrefix,
        FieldFormats formats,
        boolean converting)
        implements Serializable {
    private static final String SCHEMA_ID_PREFIX = "schemaIdPrefix";

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
                        "maxBytes",
                        Options.Kind.INTEGER,
                        1 << 20,
                        "the size of the largest accepted event, in bytes; also after decompression")
                .optional(
                        "decompress",
                        Options.Kind.BOOLEAN,
                        false,
                        "decompresses an event that begins with the magic bytes of gzip or zstd; others are read as they are")
                .optional(
                        "cloudEvents",
                        Options.Kind.BOOLEAN,
                        false,
                        "every record is a CloudEvent 1.0, binary or structured; its data is parsed; its source and id, separated by a space, are the"
                                + " event's id, and its time is the event's time, unless `id` and `time` name fields")
                .optional(
                        "formats",
                        Options.Kind.MAP,
                        "for each field whose values are written as people write them, its format: the name of a type, a map of the options of `ValueFormats`, or a list of formats");
    }

    /** Returns the declaration of the options that all parsers of texts have. */
    static Options.Declared textOptions(String component) {
        return options(component)
                .optional(
                        SCHEMA_ID_PREFIX,
                        Options.Kind.BOOLEAN,
                        false,
                        "removes the five bytes that Confluent's serializers write before a text, if an event has them");
    }

    /** Returns the codes with which a parser rejects events: those that all have, its own, and those of values that are not written in their formats. */
    String[] allCodes(String... own) {
        List<String> codes = new ArrayList<>(List.of(
                RejectionCode.PARSE_EMPTY,
                RejectionCode.PARSE_SIZE,
                RejectionCode.PARSE_COMPRESSED,
                RejectionCode.PARSE_PREFIX,
                RejectionCode.PARSE_UTF8));
        if (cloudEvents) {
            codes.add(RejectionCode.PARSE_CLOUD_EVENT);
        }
        codes.addAll(List.of(own));
        codes.addAll(formats.codes());
        return codes.toArray(String[]::new);
    }

    /**
     * Returns the settings in a parser's options.
     *
     * @throws IllegalArgumentException if the event type is null, or an option names no arriving field
     */
    static ParserSettings of(EventType type, Options options) {
        Map<String, ValueFormat> formats = ValueFormats.of(options, "formats");
        ParserSettings settings = of(type, options, formats);
        FieldFormats.requireFields(type, formats, options, "formats");
        return settings;
    }

    /** Returns the settings with formats of columns, of which those that are no fields are left to the parser. */
    static ParserSettings of(EventType type, Options options, Map<String, ValueFormat> formats) {
        if (type == null) {
            throw options.problem("its event type is missing; declare it before this stage in the Flux file");
        }
        return new ParserSettings(
                options.text("name"),
                type,
                EventIdentity.of(options, type),
                options.integer("maxBytes", 1, Integer.MAX_VALUE),
                options.bool("decompress"),
                options.bool("cloudEvents"),
                options.has(SCHEMA_ID_PREFIX) && options.bool(SCHEMA_ID_PREFIX),
                FieldFormats.of(type, formats, options, "formats"),
                true);
    }

    /** Returns settings with which values stay as they are written. */
    ParserSettings withoutConversion() {
        return new ParserSettings(
                name, type, identity, maxBytes, decompress, cloudEvents, schemaIdPrefix, formats, false);
    }

    /** Returns the event type from which a parser of texts converts: a field with a format is a text in it, because the format converts the text. */
    EventType textType() {
        return formats.asTexts(type);
    }

    /** Returns the bytes of a payload as a string. */
    String text(byte[] payload) throws UnparsableEventException {
        requireSize(payload);
        return Utf8Decoder.text(payload);
    }

    /** Returns the bytes of a payload, which have another character set than UTF-8, as a string. */
    String text(byte[] payload, Charset charset) throws UnparsableEventException {
        requireSize(payload);
        return Utf8Decoder.text(payload, charset);
    }

    /** Throws if a payload is empty, too large, or in a binary format that the parser is not set to decode. */
    void requireSize(byte[] payload) throws UnparsableEventException {
        requireLength(payload);
        PayloadFormat format = PayloadFormat.of(payload);
        if (format != PayloadFormat.PLAIN) {
            throw format.unexpected();
        }
    }

    /** Throws if a payload is empty or too large. */
    void requireLength(byte[] payload) throws UnparsableEventException {
        if (payload.length == 0) {
            throw new UnparsableEventException(RejectionCode.PARSE_EMPTY, "", "the event is empty");
        }
        if (payload.length > maxBytes) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_SIZE,
                    "",
                    "the event has " + payload.length + " bytes; the maximum is " + maxBytes + " (option maxBytes)");
        }
    }

    /** Returns the outcome of a parsed event: the fields, converted from their formats, and the id, key and time among them. */
    Outcome parsed(Patch patch, FieldValues values) {
        return converting && !formats.isEmpty() ? converted(patch, values) : passed(patch, values);
    }

    private Outcome converted(Patch patch, FieldValues values) {
        FieldValues writable = values.isFrozen() ? values.copy(values.size()) : values;
        List<Rejection> rejections = formats.convert(writable, name);
        return rejections.isEmpty() ? passed(patch, writable) : Outcome.reject(rejections);
    }

    private Outcome passed(Patch patch, FieldValues values) {
        return Outcome.pass(identity.addTo(patch.withFields(0, values), values));
    }
}
