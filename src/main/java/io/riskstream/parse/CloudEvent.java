package io.riskstream.parse;

import io.riskstream.event.Header;
import io.riskstream.event.Patch;
import io.riskstream.event.RejectionCode;
import io.riskstream.text.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A CloudEvent 1.0 in a Kafka record. In binary mode, the value is the data and the headers {@code ce_...} are the attributes. In structured mode, the value
 * is a JSON envelope; the header {@code content-type} says so, but a record without headers is accepted too, since files and some bridges have none.
 *
 * @param data the data of the event
 * @param isText true if the data was a text in the envelope, so that it is UTF-8 whatever encoding it names
 * @param patch the id and the time of the event
 */
record CloudEvent(byte[] data, boolean isText, Patch patch) {
    /** The state of a parser that has read no CloudEvent. */
    static final CloudEvent NONE = new CloudEvent(new byte[0], false, Patch.NONE);

    private static final String CONTENT_TYPE = "content-type";
    private static final String STRUCTURED = "application/cloudevents";
    private static final String JSON = "application/cloudevents+json";
    private static final String HEADER_PREFIX = "ce_";
    private static final String VERSION = "1.0";

    /**
     * Reads a record.
     *
     * @param value the value of the record, decompressed
     */
    static CloudEvent of(List<Header> headers, byte[] value, int maxBytes) throws UnparsableEventException {
        String contentType = header(headers, CONTENT_TYPE);
        if (contentType != null && startsWith(contentType, STRUCTURED)) {
            if (!mediaType(contentType).equals(JSON)) {
                throw invalid("the header 'content-type' names a format that is not supported; structured mode needs "
                        + JSON + ", with one event in each record");
            }
            return structured(value, maxBytes);
        }
        if (header(headers, HEADER_PREFIX + "specversion") == null) {
            return structured(value, maxBytes);
        }
        return new CloudEvent(value, false, identity(name -> header(headers, HEADER_PREFIX + name), "header 'ce_"));
    }

    private static CloudEvent structured(byte[] value, int maxBytes) throws UnparsableEventException {
        if (value.length > maxBytes) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_SIZE,
                    "",
                    "the event has " + value.length + " bytes; the maximum is " + maxBytes + " (option maxBytes)");
        }
        CloudEventEnvelope envelope = new CloudEventEnvelope(value);
        Map<String, String> attributes = envelope.attributes();
        return new CloudEvent(envelope.data(), envelope.isText(), identity(attributes::get, "attribute '"));
    }

    /** Returns the value of an attribute; null if the event does not have it. */
    private interface Attributes {
        String get(String name);
    }

    private static Patch identity(Attributes attributes, String kind) throws UnparsableEventException {
        if (!required(attributes, kind, "specversion").equals(VERSION)) {
            throw invalid("the " + kind + "specversion' is not " + VERSION);
        }
        String unused = required(attributes, kind, "type");
        String source = required(attributes, kind, "source");
        if (source.indexOf(' ') >= 0) {
            throw invalid("the " + kind + "source' contains a space; expected a URI reference");
        }
        Patch patch = Patch.NONE.withId(source + " " + required(attributes, kind, "id"));
        String time = attributes.get("time");
        OptionalLong millis = time == null ? OptionalLong.empty() : Rfc3339.epochMilli(time);
        return millis.isPresent() ? patch.withTime(millis.getAsLong()) : patch;
    }

    private static String required(Attributes attributes, String kind, String name) throws UnparsableEventException {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            throw invalid("the " + kind + name + "' is missing or empty; CloudEvents 1.0 requires it");
        }
        return value;
    }

    /** True if a content type is JSON. An envelope without one contains JSON. */
    static boolean isJson(String contentType) {
        String type = mediaType(contentType);
        return type.endsWith("/json") || type.endsWith("+json");
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static boolean startsWith(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static String header(List<Header> headers, String name) {
        for (Header header : headers) {
            if (header.name().equals(name)) {
                return header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    static UnparsableEventException invalid(String message) {
        return new UnparsableEventException(RejectionCode.PARSE_CLOUD_EVENT, "", message);
    }
}
