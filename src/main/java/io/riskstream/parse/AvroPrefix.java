package io.riskstream.parse;

import io.riskstream.event.Header;
import io.riskstream.event.RejectionCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds the name of an event's schema:
 *
 * <ul>
 *   <li>Confluent's wire format: a byte 0 and a 4-byte id, or a byte 1 and a 16-byte GUID, before the value
 *   <li>the same in the header {@code __value_schema_id}, with a value that has no prefix
 *   <li>Avro's single-object encoding: the bytes C3 01 and an 8-byte fingerprint, the least significant byte first
 * </ul>
 *
 * <p>Not thread-safe; reused for each event, so that an event with an id costs no object.
 */
final class AvroPrefix {
    /** The kind of a schema's name. */
    enum Kind {
        ID,
        GUID,
        FINGERPRINT
    }

    private static final String HEADER = "__value_schema_id";
    private static final byte ID_BYTE = 0;
    private static final byte GUID_BYTE = 1;
    private static final int ID_LENGTH = 1 + 4;
    private static final int GUID_LENGTH = 1 + 16;
    private static final byte[] SINGLE_OBJECT = {(byte) 0xC3, 1};
    private static final int SINGLE_OBJECT_LENGTH = 2 + 8;
    private static final byte GLUE_BYTE = 3;
    private static final int GLUE_LENGTH = 2 + 16;

    private Kind kind = Kind.ID;
    private int id;
    private long high;
    private long low;
    private int length;

    Kind kind() {
        return kind;
    }

    /** Returns the id of a schema. */
    int id() {
        return id;
    }

    /** Returns the first half of a GUID. */
    long high() {
        return high;
    }

    /** Returns the second half of a GUID, or a fingerprint. */
    long low() {
        return low;
    }

    /** Returns the number of bytes before the Avro value. */
    int length() {
        return length;
    }

    /** Reads the name of an event's schema. */
    void read(byte[] event, List<Header> headers) throws UnparsableEventException {
        if (!headers.isEmpty()) {
            byte[] header = schemaHeader(headers);
            if (header != null) {
                readHeader(header);
                return;
            }
        }
        byte first = event[0];
        if (first == ID_BYTE && event.length >= ID_LENGTH) {
            readId(event);
            length = ID_LENGTH;
        } else if (first == GUID_BYTE && event.length >= GUID_LENGTH) {
            readGuid(event);
            length = GUID_LENGTH;
        } else if (first == SINGLE_OBJECT[0] && event.length >= SINGLE_OBJECT_LENGTH && event[1] == SINGLE_OBJECT[1]) {
            kind = Kind.FINGERPRINT;
            low = Long.reverseBytes(ByteBuffer.wrap(event).getLong(SINGLE_OBJECT.length));
            length = SINGLE_OBJECT_LENGTH;
        } else {
            throw unknown(event, headers);
        }
    }

    private static byte[] schemaHeader(List<Header> headers) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(HEADER) && headers.get(i).hasValue()) {
                return headers.get(i).value();
            }
        }
        return null;
    }

    private void readHeader(byte[] header) throws UnparsableEventException {
        if (header.length == ID_LENGTH && header[0] == ID_BYTE) {
            readId(header);
        } else if (header.length == GUID_LENGTH && header[0] == GUID_BYTE) {
            readGuid(header);
        } else {
            throw problem(
                    "the header '" + HEADER + "' is neither a byte 0 and a 4-byte id nor a byte 1 and a 16-byte GUID");
        }
        length = 0;
    }

    private void readId(byte[] bytes) {
        kind = Kind.ID;
        id = bytes[1] << 24 | (bytes[2] & 0xFF) << 16 | (bytes[3] & 0xFF) << 8 | bytes[4] & 0xFF;
    }

    private void readGuid(byte[] bytes) {
        kind = Kind.GUID;
        ByteBuffer guid = ByteBuffer.wrap(bytes);
        high = guid.getLong(1);
        low = guid.getLong(9);
    }

    private static UnparsableEventException unknown(byte[] event, List<Header> headers) {
        PayloadFormat format = PayloadFormat.of(event);
        if (format == PayloadFormat.GZIP || format == PayloadFormat.ZSTD) {
            return format.unexpected();
        } else if (event.length >= 4 && new String(event, 0, 4, StandardCharsets.ISO_8859_1).equals("Obj\u0001")) {
            return problem("the event is an Avro object container file; send its records as events instead");
        } else if (event.length >= GLUE_LENGTH && event[0] == GLUE_BYTE && (event[1] == 0 || event[1] == 5)) {
            return problem("the event has the prefix of the AWS Glue schema registry, which is not supported");
        } else if (headers.stream().anyMatch(AvroPrefix::isAzure)) {
            return problem(
                    "the header 'content-type' names a schema of the Azure schema registry, which is not supported; if all"
                            + " events have one schema, set framing: NONE and the file of the schema");
        }
        String other = event[0] == '{' || event[0] == '[' ? "; the event looks like JSON" : "";
        return problem(
                "the event does not name its schema: it begins neither with a byte 0 and a schema id or a byte 1 and a"
                        + " GUID (Confluent) nor with C3 01 (single-object encoding), and has no header '" + HEADER
                        + "'" + other);
    }

    private static boolean isAzure(Header header) {
        return header.name().equalsIgnoreCase("content-type")
                && new String(header.value(), StandardCharsets.UTF_8).startsWith("avro/binary+");
    }

    private static UnparsableEventException problem(String message) {
        return new UnparsableEventException(RejectionCode.PARSE_SCHEMA, "", message);
    }

    /** Returns a value in single-object encoding. */
    static byte[] singleObject(long fingerprint, byte[] value) {
        return ByteBuffer.allocate(SINGLE_OBJECT_LENGTH + value.length)
                .put(SINGLE_OBJECT)
                .putLong(Long.reverseBytes(fingerprint))
                .put(value)
                .array();
    }
}
