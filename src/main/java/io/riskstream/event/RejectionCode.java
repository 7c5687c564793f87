package io.riskstream.event;

/** Every rejection code there is, but for the schema's: those are {@code schema.} and the JSON Schema keyword that failed. */
public final class RejectionCode {
    /** The bytes are empty, or the record has no value. */
    public static final String PARSE_EMPTY = "parse.empty";
    /** The bytes are not UTF-8. */
    public static final String PARSE_UTF8 = "parse.utf8";
    /** More bytes than the parser takes. */
    public static final String PARSE_SIZE = "parse.size";
    /** Not JSON. */
    public static final String PARSE_JSON = "parse.json";
    /** JSON, but not an object. */
    public static final String PARSE_OBJECT = "parse.object";
    /** Objects or arrays nested deeper than the parser goes. */
    public static final String PARSE_DEPTH = "parse.depth";
    /** A key that stands twice in one object, or that has a dot in it. */
    public static final String PARSE_KEY = "parse.key";
    /** A number that fits neither a long nor a double. */
    public static final String PARSE_NUMBER = "parse.number";
    /** Not a CSV record. */
    public static final String PARSE_CSV = "parse.csv";
    /** A CSV record with another number of columns than the header. */
    public static final String PARSE_COLUMNS = "parse.columns";
    /** A date that does not have the format declared for its column. */
    public static final String PARSE_DATE = "parse.date";
    /** A look-up found nothing, and was declared {@code onMiss: REJECT}. */
    public static final String ENRICH_MISSING = "enrich.missing";
    /** A look-up could not be made, and was declared {@code onError: REJECT}. */
    public static final String ENRICH_ERROR = "enrich.error";
    /** A record in Redis is not what its look-up declares, and the look-up was declared {@code onError: REJECT}. */
    public static final String ENRICH_RECORD = "enrich.record";
    /** The message is larger than the broker takes. */
    public static final String PUBLISH_TOO_LARGE = "publish.too-large";
    /** The topic's name came out invalid, or the event lacks a value for it. A topic that the broker does not have is waited for. */
    public static final String PUBLISH_TOPIC = "publish.topic";
    /** There is no verdict to publish: no stage before has scored the event. */
    public static final String PUBLISH_NO_VERDICT = "publish.no-verdict";
    /** The broker refused the message for good, for another reason. */
    public static final String PUBLISH_REFUSED = "publish.refused";
    /** A stage asked to try again more often than the bolt allows. */
    public static final String RETRY_EXHAUSTED = "retry.exhausted";
    /** A stage threw: a bug in the stage. */
    public static final String INTERNAL = "internal";

    private static final String SCHEMA = "schema.";

    private RejectionCode() {}

    /** The code for a failed JSON Schema keyword, such as {@code schema.required}. */
    public static String schema(String keyword) {
        return SCHEMA + keyword;
    }
}
