package io.riskstream.parse;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.riskstream.event.RejectionCode;

/** Decompresses zstd (RFC 8878) with one reused context of zstd-jni. Not thread-safe. */
final class Zstd {
    private static final int EXPECTED_RATIO = 4;
    private static final int INITIAL_BUFFER = 8_192;

    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final int maxBytes;
    private byte[] output;

    Zstd(int maxBytes) {
        this.maxBytes = maxBytes;
        this.output = new byte[Payload.size(INITIAL_BUFFER, maxBytes)];
    }

    /** Returns the decompressed bytes. Memory is bounded by {@code maxBytes}, whatever size the compressed bytes state. */
    byte[] decompressed(byte[] compressed) throws UnparsableEventException {
        int expected = Payload.size((long) EXPECTED_RATIO * compressed.length, maxBytes);
        if (output.length < expected) {
            output = new byte[expected];
        }
        while (true) {
            try {
                int length = context.decompressByteArray(output, 0, output.length, compressed, 0, compressed.length);
                byte[] result = Payload.event(output, length, maxBytes);
                output = Payload.withoutExcess(output);
                return result;
            } catch (ZstdException e) {
                if (e.getErrorCode() != com.github.luben.zstd.Zstd.errDstSizeTooSmall()) {
                    throw new UnparsableEventException(
                            RejectionCode.PARSE_COMPRESSED, "", "the zstd data are invalid or incomplete");
                }
                output = Payload.grown(output, maxBytes);
            }
        }
    }

    /** Releases the memory of the context, which is outside the heap. */
    void close() {
        context.close();
    }
}
