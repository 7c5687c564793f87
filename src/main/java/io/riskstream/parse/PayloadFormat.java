package io.riskstream.parse;

import io.riskstream.event.RejectionCode;

/** A binary format that the first bytes of an event identify. No JSON, CSV or XML text in UTF-8 begins with these bytes. */
enum PayloadFormat {
    /** Anything else: the bytes are left to the parser. */
    PLAIN,
    /** RFC 1952. */
    GZIP,
    /** RFC 8878, also if it begins with a skippable frame. */
    ZSTD,
    /** Confluent's wire format: a zero byte, the four bytes of a schema id, and the payload. */
    SCHEMA_ID;

    /** The number of bytes that Confluent's serializers write before the payload. */
    static final int SCHEMA_ID_LENGTH = 5;

    /** Returns the format of these bytes. For a text, the cost is one comparison of its first byte with each format. */
    static PayloadFormat of(byte[] bytes) {
        if (bytes.length < SCHEMA_ID_LENGTH) {
            return PLAIN;
        }
        return switch (bytes[0]) {
            case 0x1f -> bytes[1] == (byte) 0x8b ? GZIP : PLAIN;
            case 0x28 -> isMagic(bytes, 0xb5, 0x2f, 0xfd) ? ZSTD : PLAIN;
            case 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f ->
                isMagic(bytes, 0x2a, 0x4d, 0x18) ? ZSTD : PLAIN;
            // a zero byte is also the first half of a character in UTF-16, whose second character begins with another
            case 0 -> bytes[1] != 0 && bytes[2] == 0 ? PLAIN : SCHEMA_ID;
            default -> PLAIN;
        };
    }

    private static boolean isMagic(byte[] bytes, int second, int third, int fourth) {
        return bytes[1] == (byte) second && bytes[2] == (byte) third && bytes[3] == (byte) fourth;
    }

    /** Returns why a parser that expects a text rejects an event in this format, and what to change. */
    UnparsableEventException unexpected() {
        return switch (this) {
            case PLAIN -> throw new IllegalStateException("every parser accepts plain bytes");
            case GZIP, ZSTD ->
                new UnparsableEventException(
                        RejectionCode.PARSE_COMPRESSED,
                        "",
                        "the event is compressed with " + (this == GZIP ? "gzip" : "zstd")
                                + "; the parser decompresses one layer with option decompress: true");
            case SCHEMA_ID ->
                new UnparsableEventException(
                        RejectionCode.PARSE_PREFIX,
                        "",
                        "the event begins with the schema id of a schema registry (Confluent wire format: a zero byte"
                                + " and 4 bytes); for Avro use the stage ParseAvro, for a text after the id set option"
                                + " schemaIdPrefix: true");
        };
    }
}
