package io.riskstream.parse;

import io.riskstream.event.Event;
import io.riskstream.event.Patch;
import io.riskstream.event.RejectionCode;
import java.util.Arrays;

/**
 * Returns the bytes of an event that its parser reads: the value of the record, without compression, schema id or CloudEvents envelope where the options
 * of the parser say so. The original bytes of the event stay as they are. Not thread-safe.
 */
final class Payload {
    /** A buffer larger than this is not kept for the next event. */
    private static final int MAX_KEPT_BUFFER = 1 << 18;

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final boolean plain;
    private final boolean decompress;
    private final boolean schemaId;
    private final boolean cloudEvents;
    private final int maxBytes;
    private final Gzip gzip;
    private Zstd zstd;
    private CloudEvent cloudEvent = CloudEvent.NONE;

    Payload(ParserSettings settings) {
        this.decompress = settings.decompress();
        this.schemaId = settings.schemaIdPrefix();
        this.cloudEvents = settings.cloudEvents();
        this.maxBytes = settings.maxBytes();
        this.plain = !decompress && !schemaId && !cloudEvents;
        this.gzip = decompress ? new Gzip(maxBytes) : null;
    }

    /** Returns the bytes to parse; the original array itself if there was nothing to remove. */
    byte[] read(Event event) throws UnparsableEventException {
        return plain ? event.original() : decoded(event);
    }

    /** Returns the patch that a parser extends: empty, or with the id and the time of the last event if it was a CloudEvent. */
    Patch patch() {
        return cloudEvent.patch();
    }

    /** True if the bytes of the last event are UTF-8 whatever encoding they or the options name. */
    boolean isText() {
        return cloudEvent.isText();
    }

    private byte[] decoded(Event event) throws UnparsableEventException {
        byte[] bytes = decompressed(event.original());
        if (cloudEvents) {
            cloudEvent = CloudEvent.NONE; // an invalid event leaves none
            cloudEvent = CloudEvent.of(event.origin().headers(), bytes, maxBytes);
            bytes = decompressed(cloudEvent.data());
        }
        if (schemaId && PayloadFormat.of(bytes) == PayloadFormat.SCHEMA_ID) {
            return Arrays.copyOfRange(bytes, PayloadFormat.SCHEMA_ID_LENGTH, bytes.length);
        }
        return bytes;
    }

    private byte[] decompressed(byte[] bytes) throws UnparsableEventException {
        if (!decompress) {
            return bytes;
        }
        return switch (PayloadFormat.of(bytes)) {
            case PLAIN, SCHEMA_ID -> bytes;
            case GZIP -> gzip.decompressed(bytes);
            case ZSTD -> zstd().decompressed(bytes);
        };
    }

    /** Returns the decompressor, created with the first event that needs it because it loads a native library. */
    private Zstd zstd() {
        if (zstd == null) {
            zstd = new Zstd(maxBytes);
        }
        return zstd;
    }

    /** Returns a larger buffer with the same content. A buffer may have one byte more than an event, so that a full one is always too much. */
    static byte[] grown(byte[] buffer, int maxBytes) throws UnparsableEventException {
        if (buffer.length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        return Arrays.copyOf(buffer, size(2L * buffer.length, maxBytes));
    }

    /** Returns the size of a buffer for an expected number of bytes. */
    static int size(long expected, int maxBytes) {
        return (int) Math.min(expected, Math.min(maxBytes + 1L, MAX_ARRAY));
    }

    /** Returns the first bytes of a buffer. */
    static byte[] event(byte[] buffer, int length, int maxBytes) throws UnparsableEventException {
        if (length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        return Arrays.copyOf(buffer, length);
    }

    private static UnparsableEventException tooLarge(int maxBytes) {
        return new UnparsableEventException(
                RejectionCode.PARSE_SIZE,
                "",
                "the decompressed event has more than " + maxBytes + " bytes (option maxBytes)");
    }

    /** Returns the buffer, or a smaller one if a large event has made it large. */
    static byte[] withoutExcess(byte[] buffer) {
        return buffer.length <= MAX_KEPT_BUFFER ? buffer : new byte[MAX_KEPT_BUFFER];
    }

    /** Releases memory outside the heap. */
    void close() {
        if (gzip != null) {
            gzip.close();
        }
        if (zstd != null) {
            zstd.close();
        }
    }
}
