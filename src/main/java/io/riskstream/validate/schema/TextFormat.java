package io.riskstream.validate.schema;

import io.riskstream.text.Rfc3339;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The formats of strings that JSON Schema 2020-12 defines. Dates are read by {@link Rfc3339}. */
public enum TextFormat {
    DATE("date", "a date such as 2005-08-28", Rfc3339::isDate),
    DATE_TIME("date-time", "a date and time with an offset, such as 2005-08-28T06:10:00Z", Rfc3339::isDateTime),
    UUID("uuid", "a UUID", TextFormat::isUuid),
    EMAIL("email", "an e-mail address", HostNames::isEmail),
    IPV4("ipv4", "an IPv4 address such as 192.0.2.1", IpAddresses::isIpv4),
    TIME("time", "a time with an offset, such as 06:10:00Z", OtherFormats::isTime),
    DURATION("duration", "a duration such as P1DT12H", OtherFormats::isDuration),
    IDN_EMAIL("idn-email", "an e-mail address", HostNames::isInternationalEmail),
    HOSTNAME("hostname", "a host name", HostNames::isHostName),
    IDN_HOSTNAME("idn-hostname", "a host name", HostNames::isInternationalHostName),
    IPV6("ipv6", "an IPv6 address such as 2001:db8::1", IpAddresses::isIpv6),
    URI("uri", "a URI", OtherFormats::isUri),
    URI_REFERENCE("uri-reference", "a URI, or a reference relative to one", OtherFormats::isUriReference),
    IRI("iri", "an IRI", OtherFormats::isIri),
    IRI_REFERENCE("iri-reference", "an IRI, or a reference relative to one", OtherFormats::isIriReference),
    URI_TEMPLATE("uri-template", "a URI template", OtherFormats::isUriTemplate),
    JSON_POINTER("json-pointer", "a JSON pointer such as /a/0", OtherFormats::isJsonPointer),
    RELATIVE_JSON_POINTER(
            "relative-json-pointer", "a relative JSON pointer such as 1/a", OtherFormats::isRelativeJsonPointer),
    REGEX("regex", "a regular expression", OtherFormats::isRegex);

    /** What .NET calls a UUID. */
    private static final String GUID = "guid";

    /** Formats of OpenAPI, of old drafts, and of NJsonSchema and quicktype. They describe numbers, encodings or the display, and constrain no text. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "float",
            "double",
            "double-int",
            "decimal",
            "decimal128",
            "byte",
            "binary",
            "base64url",
            "char",
            "password",
            "commonmark",
            "html",
            "media-range",
            "http-date",
            "color",
            "phone",
            "style",
            "utc-millisec",
            "time-span",
            "timespan",
            "base64",
            "integer",
            "boolean");

    private final String keyword;
    private final String description;
    private final Predicate<String> check;

    TextFormat(String keyword, String description, Predicate<String> check) {
        this.keyword = keyword;
        this.description = description;
        this.check = check;
    }

    /** Returns the format that a value of {@code format} names. */
    public static Optional<TextFormat> of(String keyword) {
        if (keyword.equals(GUID)) {
            return Optional.of(UUID);
        }
        for (TextFormat format : values()) {
            if (format.keyword.equals(keyword)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** True for the name of a format that constrains no text: one of OpenAPI, or one that the schema's author defines. */
    static boolean isAnnotation(String keyword) {
        return ANNOTATIONS.contains(keyword) || SchemaKeywords.isOwn(keyword);
    }

    /** Returns the names of all formats. */
    static List<String> names() {
        List<String> names = new ArrayList<>(ANNOTATIONS);
        for (TextFormat format : values()) {
            names.add(format.keyword);
        }
        return names;
    }

    /** Returns the value of {@code format} in a schema. */
    public String keyword() {
        return keyword;
    }

    /** Returns the object of a sentence "must be ...". */
    String description() {
        return description;
    }

    /** True if the text has this format. Allocates nothing. */
    public boolean matches(String text) {
        return check.test(text);
    }

    private static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !isHex(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
    }
}
