package io.riskstream.parse;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The JSON envelope of a CloudEvent in structured mode. It is split into the texts of its members, so that the data reaches the parser as the sender wrote
 * it; the parser checks whether the data is valid.
 */
final class CloudEventEnvelope {
    private static final String DATA = "data";
    private static final String BASE64 = "data_base64";
    private static final String CONTENT_TYPE = "datacontenttype";

    private static final int MARK_LENGTH = Utf8Decoder.BYTE_ORDER_MARK.length;

    private final byte[] json;
    private final Map<String, String> attributes = new HashMap<>();
    private int position;
    private int dataStart = -1;
    private int dataEnd = -1;

    CloudEventEnvelope(byte[] json) throws UnparsableEventException {
        this.json = json;
        try {
            position = Arrays.mismatch(json, Utf8Decoder.BYTE_ORDER_MARK) == MARK_LENGTH ? MARK_LENGTH : 0;
            readMembers();
        } catch (ArrayIndexOutOfBoundsException end) {
            throw notAnEnvelope();
        }
        if (!attributes.containsKey("specversion")) {
            throw notAnEnvelope();
        }
    }

    private static UnparsableEventException notAnEnvelope() {
        return CloudEvent.invalid(
                "the record is not a CloudEvent: it has no header 'ce_specversion', and its value is not a JSON"
                        + " object with a member 'specversion'");
    }

    private void readMembers() throws UnparsableEventException {
        require('{');
        do {
            skipSpace();
            int nameStart = position;
            skipString();
            String name = string(nameStart, position);
            require(':');
            skipSpace();
            int start = position;
            skipValue();
            member(name, start, position);
            skipSpace();
        } while (json[position++] == ',');
        position--;
        require('}');
        skipSpace();
        if (position != json.length) {
            throw notAnEnvelope();
        }
    }

    private void member(String name, int start, int end) throws UnparsableEventException {
        if (name.equals(DATA)) {
            requireFirst(dataStart < 0);
            dataStart = start;
            dataEnd = end;
        } else if (json[start] == '"') {
            requireFirst(attributes.put(name, string(start, end)) == null);
        }
    }

    private static void requireFirst(boolean first) throws UnparsableEventException {
        if (!first) {
            throw CloudEvent.invalid("the envelope contains a member twice");
        }
    }

    /** Returns the attributes whose values are strings. */
    Map<String, String> attributes() {
        return attributes;
    }

    /** Returns the data: JSON as it is written, or the content of a string that contains another format, or decoded Base64; empty if there is none. */
    byte[] data() throws UnparsableEventException {
        String base64 = attributes.get(BASE64);
        if (base64 != null) {
            requireFirst(dataStart < 0);
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw CloudEvent.invalid("the member 'data_base64' is not Base64");
            }
        }
        if (dataStart < 0) {
            return new byte[0];
        }
        if (!isText()) {
            return Arrays.copyOfRange(json, dataStart, dataEnd);
        }
        try {
            ByteBuffer text = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(string(dataStart, dataEnd)));
            byte[] encoded = new byte[text.remaining()];
            text.get(encoded);
            return encoded;
        } catch (CharacterCodingException e) {
            throw CloudEvent.invalid("the member 'data' contains half of a surrogate pair, which is not a character");
        }
    }

    /** True if the data is the content of a string, so that its bytes are UTF-8 whatever encoding the content names. */
    boolean isText() {
        String contentType = attributes.get(CONTENT_TYPE);
        return dataStart >= 0 && json[dataStart] == '"' && contentType != null && !CloudEvent.isJson(contentType);
    }

    private String string(int start, int end) throws UnparsableEventException {
        String literal = Utf8Decoder.text(Arrays.copyOfRange(json, start, end));
        try (JsonReader reader = new JsonReader(new StringReader(literal))) {
            reader.setStrictness(Strictness.STRICT);
            return reader.nextString();
        } catch (IOException | IllegalStateException e) {
            throw notAnEnvelope();
        }
    }

    private void skipValue() throws UnparsableEventException {
        int depth = 0;
        do {
            byte first = json[position];
            if (first == '"') {
                skipString();
            } else if (first == '{' || first == '[') {
                depth++;
                position++;
            } else if (first == '}' || first == ']') {
                depth--;
                position++;
            } else if (depth == 0) {
                skipLiteral();
            } else {
                position++;
            }
        } while (depth > 0);
        if (depth < 0) {
            throw notAnEnvelope();
        }
    }

    private void skipLiteral() throws UnparsableEventException {
        int start = position;
        while (json[position] > ' ' && json[position] != ',' && json[position] != '}' && json[position] != ']') {
            position++;
        }
        if (position == start) {
            throw notAnEnvelope();
        }
    }

    private void skipString() throws UnparsableEventException {
        if (json[position] != '"') {
            throw notAnEnvelope();
        }
        position++;
        while (json[position] != '"') {
            position += json[position] == '\\' ? 2 : 1;
        }
        position++;
    }

    private void require(char expected) throws UnparsableEventException {
        skipSpace();
        if (json[position++] != expected) {
            throw notAnEnvelope();
        }
    }

    private void skipSpace() {
        while (position < json.length
                && (json[position] == ' '
                        || json[position] == '\n'
                        || json[position] == '\r'
                        || json[position] == '\t')) {
            position++;
        }
    }
}
