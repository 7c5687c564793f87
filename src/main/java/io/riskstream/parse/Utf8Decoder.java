package io.riskstream.parse;

import io.riskstream.event.RejectionCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes bytes if they are valid UTF-8. */
final class Utf8Decoder {
    static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Decoder() {}

    static String text(byte[] bytes) throws UnparsableEventException {
        // The constructor replaces invalid UTF-8 with U+FFFD. Only a string that contains one needs a check, so ASCII
        // costs nothing.
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            check(bytes);
        }
        return text;
    }

    /** Decodes bytes of another character set. */
    static String text(byte[] bytes, Charset charset) throws UnparsableEventException {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_UTF8, "", "the event is not text in " + charset + " (option charset)");
        }
    }

    private static void check(byte[] bytes) throws UnparsableEventException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (decoder.decode(in, CharBuffer.allocate(bytes.length), true).isError()) {
            throw new UnparsableEventException(RejectionCode.PARSE_UTF8, "", "invalid UTF-8 at byte " + in.position());
        }
    }
}
