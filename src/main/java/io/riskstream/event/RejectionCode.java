package io.riskstream.event;

/** All rejection codes except those of the schema, which are {@code schema.} and the JSON Schema keyword that failed. */
public final class RejectionCode {
    /** The record has no value, or an empty one. */
    public static final String PARSE_EMPTY = "parse.empty";
    /** The bytes are not text in UTF-8, or in the character set that the parser declares. */
    public static final String PARSE_UTF8 = "parse.utf8";
    /** The event has more bytes than the parser allows. */
    public static final String PARSE_SIZE = "parse.size";
    /** The bytes are compressed, and the parser is not set to decompress them; or the compressed bytes are invalid. */
    public static final String PARSE_COMPRESSED = "parse.compressed";
    /** The bytes begin with the schema id of a schema registry, and the parser is not set to read it. */
    public static final String PARSE_PREFIX = "parse.prefix";
    /** The record is not a CloudEvent, and the parser expects one; or it is not a valid one. */
    public static final String PARSE_CLOUD_EVENT = "parse.cloud-event";
    /** The bytes are not JSON. */
    public static final String PARSE_JSON = "parse.json";
    /** The bytes are JSON, but not an object. */
    public static final String PARSE_OBJECT = "parse.object";
    /** Objects or arrays are nested deeper than the parser allows. */
    public static final String PARSE_DEPTH = "parse.depth";
    /** An object has the same key twice, or a key is the dotted path of a declared field that must be nested. */
    public static final String PARSE_KEY = "parse.key";
    /** The number of a declared field fits neither a long nor a double, or a number has more than 1,000 characters. */
    public static final String PARSE_NUMBER = "parse.number";
    /** The bytes are not well-formed XML, or XML with a document type declaration. */
    public static final String PARSE_XML = "parse.xml";
    /** The XML document does not have the element that is the event exactly once. */
    public static final String PARSE_ROOT = "parse.root";
    /** A name, a text, the attributes of an element or the items of a list exceed a limit of the parser. */
    public static final String PARSE_LIMIT = "parse.limit";
    /** The bytes are not a CSV record. */
    public static final String PARSE_CSV = "parse.csv";
    /** A CSV record has fewer or more cells than columns. */
    public static final String PARSE_COLUMNS = "parse.columns";
    /** A date does not have the format that its column declares. */
    public static final String PARSE_DATE = "parse.date";
    /** The bytes are not a value of the Avro schema that their writer used. */
    public static final String PARSE_AVRO = "parse.avro";
    /** The schema of the writer is unknown: the event does not name it, the schema registry does not have it, or it is not an Avro schema for an object. */
    public static final String PARSE_SCHEMA = "parse.schema";
    /** A value does not have the format that its field or column declares. */
    public static final String PARSE_FORMAT = "parse.format";
    /** A look-up found no record, and declares {@code onMiss: REJECT}. */
    public static final String ENRICH_MISSING = "enrich.missing";
    /** The event's values make no key for a look-up that declares {@code onMiss: REJECT}: a field is missing, or its value cannot be part of a key. */
    public static final String ENRICH_KEY = "enrich.key";
    /** A look-up failed, and declares {@code onError: REJECT}. */
    public static final String ENRICH_ERROR = "enrich.error";
    /** A record does not have the format and types that its look-up declares, and the look-up declares {@code onError: REJECT}. */
    public static final String ENRICH_RECORD = "enrich.record";
    /**
     * The event's values do not say whose history it belongs to, when it happened or which event it is: a field is missing or cannot be used, and the history
     * declares {@code onMiss: REJECT}.
     */
    public static final String HISTORY_KEY = "history.key";
    /** A history could not be read or written, and declares {@code onError: REJECT}. */
    public static final String HISTORY_ERROR = "history.error";
    /** The message is larger than the broker allows. */
    public static final String PUBLISH_TOO_LARGE = "publish.too-large";
    /**
     * The topic name that the event's values determine is invalid, the event lacks a value for it, or the broker has not had the topic for the time that the
     * stage waits. For a constant topic that the broker does not have, the stage retries without limit instead.
     */
    public static final String PUBLISH_TOPIC = "publish.topic";
    /** The event's values make no valid key of the message: a date has another form, or a text cannot be represented in UTF-8. */
    public static final String PUBLISH_KEY = "publish.key";
    /** The event has no verdict to publish: no earlier stage has scored it. */
    public static final String PUBLISH_NO_VERDICT = "publish.no-verdict";
    /** The broker permanently refused the message, for another reason. */
    public static final String PUBLISH_REFUSED = "publish.refused";
    /** The stage returned a retry more often than the bolt allows. */
    public static final String RETRY_EXHAUSTED = "retry.exhausted";
    /** The stage threw an exception, which is a bug in the stage. */
    public static final String INTERNAL = "internal";

    private static final String SCHEMA = "schema.";

    private RejectionCode() {}

    /** Returns the code for a failed JSON Schema keyword, such as {@code schema.required}. */
    public static String schema(String keyword) {
        return SCHEMA + keyword;
    }
}
