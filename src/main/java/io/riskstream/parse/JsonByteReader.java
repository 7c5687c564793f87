package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.parse.value.ItemLimit;
import io.riskstream.parse.value.NumberReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON objects into fields directly from their bytes, in a third of the time that {@link JsonTextReader} takes. It accepts only documents that are
 * certainly valid. Any document that is not JSON, not UTF-8 or invalid in another way is left to {@link JsonTextReader}, which explains the error.
 */
final class JsonByteReader {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final int ESCAPES = 1;
    private static final int NOT_ASCII = 2;
    private static final char REPLACEMENT = '\uFFFD';

    /** Longer numbers are left to JsonTextReader. */
    private static final int MAX_NUMBER_LENGTH = 64;

    /** A number with this many digits is less than 2^63; with DOUBLE_DIGITS, less than 2^53. */
    private static final int LONG_DIGITS = 18;

    private static final int DOUBLE_DIGITS = 15;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /** Thrown to leave the document to JsonTextReader. */
    private static final class FallbackException extends Exception {
        private static final long serialVersionUID = 1;
        private static final FallbackException FALLBACK = new FallbackException();

        private FallbackException() {
            super("left to JsonTextReader", null, false, false);
        }
    }

    private final DeclaredMember root;
    private final int maxDepth;
    private final ItemLimit limit;

    private byte[] json = {};
    private int position;
    private int depth;
    /** The values of the object that is read: the event or an item. */
    private FieldValues values = FieldValues.EMPTY;
    /** The declared members that this object has had, by number. */
    private long[] seen = {};

    private int items;
    private Map<String, Object> undeclared = Map.of();

    JsonByteReader(EventType type, int maxDepth, ItemLimit limit) {
        this.root = DeclaredMember.tree(type);
        this.maxDepth = maxDepth;
        this.limit = limit;
    }

    /** Reads a document. Returns true if it could; then {@link #values} and {@link #undeclared} return its members. */
    boolean read(byte[] document) {
        json = document;
        position = startsWithByteOrderMark() ? 3 : 0;
        depth = 0;
        items = 0;
        values = root.newValues();
        seen = root.clearedSeen();
        undeclared = Map.of();
        try {
            if (next() != '{') {
                return false;
            }
            Map<String, Object> others = declaredObject(root);
            undeclared = others == null ? Map.of() : others;
            skipSpace();
            return position == json.length;
        } catch (FallbackException e) {
            return false;
        } finally {
            json = new byte[0];
        }
    }

    FieldValues values() {
        return values;
    }

    /** Returns the undeclared members, nested as in the document; the maps are immutable. */
    Map<String, Object> undeclared() {
        return undeclared;
    }

    private boolean startsWithByteOrderMark() {
        return json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
    }

    /**
     * Reads an object from the character after its opening brace. Returns its undeclared members, which are an empty map for an object without members;
     * null if all members are declared, so that such an object costs nothing.
     */
    private Map<String, Object> declaredObject(DeclaredMember object) throws FallbackException {
        enter();
        if (reads('}')) {
            depth--;
            return Map.of();
        }
        Map<String, Object> others = null;
        DeclaredMember previous = null;
        do {
            int start = nameStart();
            int end = position - 1;
            colon();
            DeclaredMember member = object.memberAfter(previous, json, start, end);
            if (member == null) {
                String name = name(start, end);
                if (name.indexOf('.') >= 0 && object.declaresPath(name)) {
                    throw FallbackException.FALLBACK;
                }
                others = with(others, name, value());
            } else {
                long bit = 1L << member.number();
                int word = member.number() / Long.SIZE;
                if ((seen[word] & bit) != 0) {
                    throw FallbackException.FALLBACK;
                }
                seen[word] |= bit;
                Object other = declared(member);
                if (other != null) {
                    others = with(others, member.name(), other);
                }
                previous = member;
            }
        } while (comma('}'));
        depth--;
        return others == null ? null : Collections.unmodifiableMap(others);
    }

    /** Reads the value of a declared member. Returns what no slot can hold: an object's undeclared members, or a value of another kind; else null. */
    private Object declared(DeclaredMember member) throws FallbackException {
        byte first = next();
        if (!member.isField()) {
            if (first == '{') {
                return declaredObject(member);
            }
            position--;
            return value();
        }
        int slot = member.slot();
        switch (first) {
            case '"' -> values.setString(slot, text());
            case '{' -> {
                Map<String, Object> object = map();
                if (!object.isEmpty()) {
                    return object;
                }
                values.setEmptyObject(slot);
            }
            case '[' -> values.setList(slot, member.items() == null ? list(true) : items(member.items()));
            case 't' -> {
                literal("true");
                values.setBool(slot, true);
            }
            case 'f' -> {
                literal("false");
                values.setBool(slot, false);
            }
            case 'n' -> {
                literal("null");
                values.setNull(slot);
            }
            default -> number(first, member.type(), slot);
        }
        return null;
    }

    /** Adds a member to a map, which is created for the first one. */
    private static Map<String, Object> with(Map<String, Object> map, String name, Object value)
            throws FallbackException {
        Map<String, Object> extended = map == null ? new LinkedHashMap<>() : map;
        if (extended.put(name, value) != null) {
            throw FallbackException.FALLBACK;
        }
        return extended;
    }

    /** Reads a value that is not declared. */
    private Object value() throws FallbackException {
        return value(false);
    }

    /** @param element true for an element of a declared list, false for a value that is not declared */
    private Object value(boolean element) throws FallbackException {
        byte first = next();
        switch (first) {
            case '"' -> {
                return text();
            }
            case '{' -> {
                return map();
            }
            case '[' -> {
                return list(element);
            }
            case 't' -> {
                literal("true");
                return true;
            }
            case 'f' -> {
                literal("false");
                return false;
            }
            case 'n' -> {
                literal("null");
                return NullValue.NULL;
            }
            default -> {
                int start = position - 1;
                skipNumber(first);
                String token = ascii(start, position);
                Object number = element ? NumberReader.element(token) : NumberReader.undeclared(token);
                if (number == null) {
                    throw FallbackException.FALLBACK;
                }
                return number;
            }
        }
    }

    private List<Object> list(boolean declared) throws FallbackException {
        enter();
        List<Object> list = new ArrayList<>();
        if (!reads(']')) {
            do {
                list.add(value(declared));
            } while (comma(']'));
        }
        depth--;
        return Collections.unmodifiableList(list);
    }

    /** Reads a list of objects. Elements that are not objects are kept as they are; validation rejects them. */
    private List<Object> items(DeclaredMember item) throws FallbackException {
        enter();
        List<Object> list = new ArrayList<>();
        if (!reads(']')) {
            do {
                if (limit.isReached(list.size(), items)) {
                    throw FallbackException.FALLBACK;
                }
                items++;
                if (reads('{')) {
                    list.add(item(item));
                } else {
                    list.add(value(true));
                }
            } while (comma(']'));
        }
        depth--;
        return Collections.unmodifiableList(list);
    }

    private Item item(DeclaredMember item) throws FallbackException {
        FieldValues outerValues = values;
        long[] outerSeen = seen;
        values = item.newValues();
        seen = item.clearedSeen();
        Map<String, Object> others = declaredObject(item);
        Item read = new Item(values.freeze(), others == null ? Map.of() : others);
        values = outerValues;
        seen = outerSeen;
        return read;
    }

    private Map<String, Object> map() throws FallbackException {
        enter();
        Map<String, Object> map = null;
        if (!reads('}')) {
            do {
                int start = nameStart();
                int end = position - 1;
                colon();
                map = with(map, name(start, end), value());
            } while (comma('}'));
        }
        depth--;
        return map == null ? Map.of() : Collections.unmodifiableMap(map);
    }

    private void enter() throws FallbackException {
        if (++depth > maxDepth) {
            throw FallbackException.FALLBACK;
        }
    }

    // ---- Names ----

    /** Reads a member's name. Returns its start; its end is before the closing quote, which was read last. */
    private int nameStart() throws FallbackException {
        if (next() != '"') {
            throw FallbackException.FALLBACK;
        }
        int start = position;
        if ((skipString() & ESCAPES) != 0) {
            throw FallbackException.FALLBACK;
        }
        return start;
    }

    private String name(int start, int end) throws FallbackException {
        String name = new String(json, start, end - start, StandardCharsets.UTF_8);
        if (name.indexOf(REPLACEMENT) >= 0) {
            throw FallbackException.FALLBACK;
        }
        return name;
    }

    // ---- Strings ----

    private String text() throws FallbackException {
        int start = position;
        int flags = skipString();
        int end = position - 1;
        if (flags == 0) {
            return ascii(start, end);
        }
        String text = new String(json, start, end - start, StandardCharsets.UTF_8);
        if ((flags & NOT_ASCII) != 0 && text.indexOf(REPLACEMENT) >= 0) {
            throw FallbackException.FALLBACK; // possibly invalid UTF-8
        }
        return (flags & ESCAPES) == 0 ? text : unescaped(text);
    }

    private String ascii(int start, int end) {
        return new String(json, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Moves to after the closing quote of a string. Returns the flags ESCAPES and NOT_ASCII of its content. */
    private int skipString() throws FallbackException {
        int flags = 0;
        int i = position;
        int end = json.length;
        while (true) {
            while (i + Long.BYTES <= end) {
                long eight = (long) EIGHT.get(json, i);
                long quote = eight ^ QUOTES;
                long backslash = eight ^ BACKSLASHES;
                long special =
                        (quote - ONES) & ~quote | (backslash - ONES) & ~backslash | (eight - SPACES) & ~eight | eight;
                special &= HIGH_BITS;
                if (special != 0) {
                    i += Long.numberOfTrailingZeros(special) / Byte.SIZE;
                    break;
                }
                i += Long.BYTES;
            }
            if (i >= end) {
                throw FallbackException.FALLBACK;
            }
            byte b = json[i++];
            if (b == '"') {
                position = i;
                return flags;
            }
            if (b == '\\') {
                flags |= ESCAPES;
                i++;
            } else if (b < 0) {
                flags |= NOT_ASCII;
            } else if (b < ' ') {
                throw FallbackException.FALLBACK;
            }
        }
    }

    private static String unescaped(String text) throws FallbackException {
        StringBuilder plain = new StringBuilder(text.length());
        int start = 0;
        for (int escape = text.indexOf('\\'); escape >= 0; escape = text.indexOf('\\', start)) {
            plain.append(text, start, escape);
            char c = text.charAt(escape + 1); // a string cannot end with a single backslash
            start = escape + 2;
            switch (c) {
                case '"', '\\', '/' -> plain.append(c);
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    plain.append(hexadecimal(text, start));
                    start += 4;
                }
                default -> throw FallbackException.FALLBACK;
            }
        }
        return plain.append(text, start, text.length()).toString();
    }

    private static char hexadecimal(String text, int start) throws FallbackException {
        if (start + 4 > text.length()) {
            throw FallbackException.FALLBACK;
        }
        int code = 0;
        for (int i = start; i < start + 4; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw FallbackException.FALLBACK;
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    // ---- Numbers ----

    private void number(byte first, FieldType type, int slot) throws FallbackException {
        int start = position - 1;
        boolean negative = first == '-';
        long mantissa = 0;
        int digits = 0;
        int point = skipNumber(first);
        int end = position;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            int digit = json[i] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = 10 * mantissa + digit;
                digits++;
            } else if (json[i] != '.') {
                digits = Integer.MAX_VALUE; // an exponent, which is rare
                break;
            }
        }
        if (point == 0 && digits <= LONG_DIGITS) {
            NumberReader.putWhole(negative ? -mantissa : mantissa, negative, type, values, slot);
        } else if (point != 0 && digits <= DOUBLE_DIGITS && type != FieldType.LONG) {
            // both operands are exact, so their quotient is the nearest double
            double number = mantissa / POWERS_OF_TEN[end - point];
            values.setNumber(slot, negative ? -number : number);
        } else if (!NumberReader.put(ascii(start, end), type, values, slot)) {
            throw FallbackException.FALLBACK;
        }
    }

    /** Moves to after a number. Returns the start of its fraction; 0 if it has none. */
    private int skipNumber(byte first) throws FallbackException {
        int start = position;
        byte digit = first == '-' ? one() : first;
        if (digit < '0' || digit > '9') {
            throw FallbackException.FALLBACK;
        }
        if (digit != '0') {
            skipDigits();
        }
        int point = 0;
        if (position < json.length && json[position] == '.') {
            position++;
            point = position;
            requireDigits();
        }
        if (position < json.length && (json[position] | 0x20) == 'e') {
            position++;
            if (position < json.length && (json[position] == '-' || json[position] == '+')) {
                position++;
            }
            requireDigits();
        }
        if (position - start > MAX_NUMBER_LENGTH) {
            throw FallbackException.FALLBACK;
        }
        return point;
    }

    private void requireDigits() throws FallbackException {
        int start = position;
        skipDigits();
        if (position == start) {
            throw FallbackException.FALLBACK;
        }
    }

    private void skipDigits() {
        while (position < json.length && json[position] >= '0' && json[position] <= '9') {
            position++;
        }
    }

    // ---- Tokens ----

    private void literal(String token) throws FallbackException {
        int end = position + token.length() - 1;
        if (end > json.length) {
            throw FallbackException.FALLBACK;
        }
        for (int i = 1; position < end; i++) {
            if (json[position++] != token.charAt(i)) {
                throw FallbackException.FALLBACK;
            }
        }
    }

    private void colon() throws FallbackException {
        if (next() != ':') {
            throw FallbackException.FALLBACK;
        }
    }

    /** Reads a comma or the end of an object or list. Returns true for a comma, after which another member or element follows. */
    private boolean comma(char end) throws FallbackException {
        byte token = next();
        if (token != ',' && token != end) {
            throw FallbackException.FALLBACK;
        }
        return token == ',';
    }

    /** Reads a character if it is the next one. */
    private boolean reads(char expected) throws FallbackException {
        boolean isNext = next() == expected;
        if (!isNext) {
            position--;
        }
        return isNext;
    }

    /** Returns the next byte that is not white space. */
    private byte next() throws FallbackException {
        skipSpace();
        return one();
    }

    private byte one() throws FallbackException {
        if (position >= json.length) {
            throw FallbackException.FALLBACK;
        }
        return json[position++];
    }

    private void skipSpace() {
        while (position < json.length) {
            byte b = json[position];
            if (b > ' ' || b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            position++;
        }
    }
}
