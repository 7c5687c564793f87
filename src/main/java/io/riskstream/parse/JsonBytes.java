package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.NullValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads JSON objects into fields, straight from their bytes: a third of what {@link JsonFields} takes. It takes only what is beyond doubt; what is
 * not JSON, not UTF-8, or wrong in any other way it leaves to that one, which says what is the matter.
 */
final class JsonBytes {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final int ESCAPES = 1;
    private static final int NOT_ASCII = 2;
    private static final char REPLACEMENT = '\uFFFD';

    /** No char takes more bytes, so a text has at least a third as many of them: JsonFields counts those. */
    private static final int LONGEST_CHARACTER = 3;

    /** Longer numbers are left to others. */
    private static final int LONGEST_NUMBER = 64;

    /** So many digits are less than 2^63, and fewer than 16 less than 2^53. */
    private static final int LONG_DIGITS = 18;

    private static final int DOUBLE_DIGITS = 15;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /** The document is not to be read here. */
    private static final class Doubtful extends Exception {
        private static final long serialVersionUID = 1;
        private static final Doubtful DOUBTFUL = new Doubtful();

        private Doubtful() {
            super("left to JsonFields", null, false, false);
        }
    }

    private final DeclaredMember root;
    private final int size;
    private final int maxDepth;
    private final long[] seen;
    private final Set<String> undeclaredObjects = new HashSet<>();

    private byte[] json = {};
    private int at;
    private int depth;
    private long pathsLeft;
    private FieldValues values = FieldValues.EMPTY;
    private Map<String, Object> undeclared = Map.of();

    JsonBytes(EventType type, int maxDepth) {
        this.root = DeclaredMember.tree(type);
        this.size = type.size();
        this.maxDepth = maxDepth;
        this.seen = new long[root.treeSize() / Long.SIZE + 1];
    }

    /** Whether it could read the document; after it, {@link #values} and {@link #undeclared} are its. */
    boolean read(byte[] document) {
        json = document;
        at = startsWithMark() ? 3 : 0;
        depth = 0;
        pathsLeft = JsonFields.pathsOf(document.length / LONGEST_CHARACTER);
        values = new FieldValues(size);
        undeclared = Map.of();
        if (!undeclaredObjects.isEmpty()) {
            undeclaredObjects.clear();
        }
        Arrays.fill(seen, 0);
        try {
            if (next() != '{') {
                return false;
            }
            declaredObject(root);
            skipSpace();
            return at == json.length;
        } catch (Doubtful e) {
            return false;
        } finally {
            json = new byte[0];
        }
    }

    FieldValues values() {
        return values;
    }

    /** Immutable. */
    Map<String, Object> undeclared() {
        return undeclared.isEmpty() ? Map.of() : Collections.unmodifiableMap(undeclared);
    }

    private boolean startsWithMark() {
        return json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
    }

    /** Whether the object had members. It begins after its brace. */
    private boolean declaredObject(DeclaredMember object) throws Doubtful {
        deeper();
        if (closes('}')) {
            depth--;
            return false;
        }
        DeclaredMember before = null;
        do {
            int from = nameFrom();
            int to = at - 1;
            colon();
            DeclaredMember member = object.memberAfter(before, json, from, to);
            if (member == null) {
                undeclared(path(object.path(), name(from, to)));
            } else {
                long bit = 1L << member.number();
                int word = member.number() / Long.SIZE;
                if ((seen[word] & bit) != 0) {
                    throw Doubtful.DOUBTFUL;
                }
                seen[word] |= bit;
                declared(member);
                before = member;
            }
        } while (comma('}'));
        depth--;
        return true;
    }

    private void declared(DeclaredMember member) throws Doubtful {
        byte first = next();
        if (!member.isField()) {
            if (first != '{') {
                at--;
                keep(member.path(), value());
            } else if (!declaredObject(member)) {
                keep(member.path(), Map.of());
            }
            return;
        }
        int slot = member.slot();
        switch (first) {
            case '"' -> values.setString(slot, text());
            case '{' -> throw Doubtful.DOUBTFUL;
            case '[' -> values.setList(slot, list());
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
    }

    private void undeclared(String path) throws Doubtful {
        if (undeclared.containsKey(path) || undeclaredObjects.contains(path)) {
            throw Doubtful.DOUBTFUL;
        }
        if (next() != '{') {
            at--;
            keep(path, value());
        } else if (!undeclaredObject(path)) {
            keep(path, Map.of());
        }
    }

    /** Whether the object had members. It begins after its brace. */
    private boolean undeclaredObject(String path) throws Doubtful {
        undeclaredObjects.add(path);
        deeper();
        boolean any = !closes('}');
        if (any) {
            do {
                int from = nameFrom();
                int to = at - 1;
                colon();
                undeclared(path(path, name(from, to)));
            } while (comma('}'));
        }
        depth--;
        return any;
    }

    private String path(String outer, String name) throws Doubtful {
        int length = outer.length() + 1 + name.length();
        pathsLeft -= length;
        if (length > JsonFields.LONGEST_PATH || pathsLeft < 0) {
            throw Doubtful.DOUBTFUL;
        }
        return outer.isEmpty() ? name : outer + "." + name;
    }

    private void keep(String path, Object value) {
        if (undeclared.isEmpty()) {
            undeclared = new LinkedHashMap<>();
        }
        undeclared.put(path, value);
    }

    private Object value() throws Doubtful {
        byte first = next();
        switch (first) {
            case '"' -> {
                return text();
            }
            case '{' -> {
                return map();
            }
            case '[' -> {
                return list();
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
                int from = at - 1;
                skipNumber(first);
                Object number = NumberReader.boxed(ascii(from, at));
                if (number == null) {
                    throw Doubtful.DOUBTFUL;
                }
                return number;
            }
        }
    }

    private List<Object> list() throws Doubtful {
        deeper();
        List<Object> list = new ArrayList<>();
        if (!closes(']')) {
            do {
                list.add(value());
            } while (comma(']'));
        }
        depth--;
        return Collections.unmodifiableList(list);
    }

    private Map<String, Object> map() throws Doubtful {
        deeper();
        Map<String, Object> map = new LinkedHashMap<>();
        if (!closes('}')) {
            do {
                int from = nameFrom();
                int to = at - 1;
                colon();
                if (map.put(name(from, to), value()) != null) {
                    throw Doubtful.DOUBTFUL;
                }
            } while (comma('}'));
        }
        depth--;
        return Collections.unmodifiableMap(map);
    }

    private void deeper() throws Doubtful {
        if (++depth > maxDepth) {
            throw Doubtful.DOUBTFUL;
        }
    }

    // ---- Names ----

    /** Where a member's name begins; its end is before the quote that has been read last. */
    private int nameFrom() throws Doubtful {
        if (next() != '"') {
            throw Doubtful.DOUBTFUL;
        }
        int from = at;
        if ((endOfText() & ESCAPES) != 0) {
            throw Doubtful.DOUBTFUL;
        }
        return from;
    }

    private String name(int from, int to) throws Doubtful {
        String name = new String(json, from, to - from, StandardCharsets.UTF_8);
        if (name.isEmpty() || name.indexOf('.') >= 0 || name.indexOf(REPLACEMENT) >= 0) {
            throw Doubtful.DOUBTFUL;
        }
        return name;
    }

    // ---- Texts ----

    private String text() throws Doubtful {
        int from = at;
        int kind = endOfText();
        int to = at - 1;
        if (kind == 0) {
            return ascii(from, to);
        }
        String text = new String(json, from, to - from, StandardCharsets.UTF_8);
        if ((kind & NOT_ASCII) != 0 && text.indexOf(REPLACEMENT) >= 0) {
            throw Doubtful.DOUBTFUL; // perhaps not UTF-8
        }
        return (kind & ESCAPES) == 0 ? text : unescaped(text);
    }

    private String ascii(int from, int to) {
        return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Goes to behind the quote that ends a text; whether there are escapes in it, and other characters than ASCII. */
    private int endOfText() throws Doubtful {
        int kind = 0;
        int i = at;
        int end = json.length;
        while (true) {
            while (i + Long.BYTES <= end) {
                long eight = (long) EIGHT.get(json, i);
                long quote = eight ^ QUOTES;
                long backslash = eight ^ BACKSLASHES;
                long special =
                        (quote - ONES) & ~quote | (backslash - ONES) & ~backslash | (eight - SPACES) & ~eight | eight;
                special &= HIGHS;
                if (special != 0) {
                    i += Long.numberOfTrailingZeros(special) / Byte.SIZE;
                    break;
                }
                i += Long.BYTES;
            }
            if (i >= end) {
                throw Doubtful.DOUBTFUL;
            }
            byte b = json[i++];
            if (b == '"') {
                at = i;
                return kind;
            }
            if (b == '\\') {
                kind |= ESCAPES;
                i++;
            } else if (b < 0) {
                kind |= NOT_ASCII;
            } else if (b < ' ') {
                throw Doubtful.DOUBTFUL;
            }
        }
    }

    private static String unescaped(String text) throws Doubtful {
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        for (int escape = text.indexOf('\\'); escape >= 0; escape = text.indexOf('\\', from)) {
            plain.append(text, from, escape);
            char c = text.charAt(escape + 1); // a text does not end with an escape's first half
            from = escape + 2;
            switch (c) {
                case '"', '\\', '/' -> plain.append(c);
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    plain.append(hexadecimal(text, from));
                    from += 4;
                }
                default -> throw Doubtful.DOUBTFUL;
            }
        }
        return plain.append(text, from, text.length()).toString();
    }

    private static char hexadecimal(String text, int from) throws Doubtful {
        if (from + 4 > text.length()) {
            throw Doubtful.DOUBTFUL;
        }
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw Doubtful.DOUBTFUL;
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    // ---- Numbers ----

    private void number(byte first, FieldType type, int slot) throws Doubtful {
        int from = at - 1;
        boolean negative = first == '-';
        long mantissa = 0;
        int digits = 0;
        int point = skipNumber(first);
        int end = at;
        for (int i = negative ? from + 1 : from; i < end; i++) {
            int digit = json[i] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = 10 * mantissa + digit;
                digits++;
            } else if (json[i] != '.') {
                digits = Integer.MAX_VALUE; // an exponent: rare
                break;
            }
        }
        if (point == 0 && digits <= LONG_DIGITS) {
            NumberReader.putWhole(negative ? -mantissa : mantissa, negative, type, values, slot);
        } else if (point != 0 && digits <= DOUBLE_DIGITS && type != FieldType.LONG) {
            // both are exact, so their quotient is the nearest double
            double number = mantissa / POWERS_OF_TEN[end - point];
            values.setNumber(slot, negative ? -number : number);
        } else if (!NumberReader.put(ascii(from, end), type, values, slot)) {
            throw Doubtful.DOUBTFUL;
        }
    }

    /** Goes to behind a number; where its fraction begins, 0 if it has none. */
    private int skipNumber(byte first) throws Doubtful {
        int from = at;
        byte digit = first == '-' ? one() : first;
        if (digit < '0' || digit > '9') {
            throw Doubtful.DOUBTFUL;
        }
        if (digit != '0') {
            skipDigits();
        }
        int point = 0;
        if (at < json.length && json[at] == '.') {
            at++;
            point = at;
            someDigits();
        }
        if (at < json.length && (json[at] | 0x20) == 'e') {
            at++;
            if (at < json.length && (json[at] == '-' || json[at] == '+')) {
                at++;
            }
            someDigits();
        }
        if (at - from > LONGEST_NUMBER) {
            throw Doubtful.DOUBTFUL;
        }
        return point;
    }

    private void someDigits() throws Doubtful {
        int from = at;
        skipDigits();
        if (at == from) {
            throw Doubtful.DOUBTFUL;
        }
    }

    private void skipDigits() {
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
    }

    // ---- Marks ----

    private void literal(String word) throws Doubtful {
        int end = at + word.length() - 1;
        if (end > json.length) {
            throw Doubtful.DOUBTFUL;
        }
        for (int i = 1; at < end; i++) {
            if (json[at++] != word.charAt(i)) {
                throw Doubtful.DOUBTFUL;
            }
        }
    }

    private void colon() throws Doubtful {
        if (next() != ':') {
            throw Doubtful.DOUBTFUL;
        }
    }

    /** Whether a comma follows, and so another member or element; else it is the end. */
    private boolean comma(char end) throws Doubtful {
        byte mark = next();
        if (mark != ',' && mark != end) {
            throw Doubtful.DOUBTFUL;
        }
        return mark == ',';
    }

    private boolean closes(char end) throws Doubtful {
        boolean closed = next() == end;
        if (!closed) {
            at--;
        }
        return closed;
    }

    /** The next byte that is no white space. */
    private byte next() throws Doubtful {
        skipSpace();
        return one();
    }

    private byte one() throws Doubtful {
        if (at >= json.length) {
            throw Doubtful.DOUBTFUL;
        }
        return json[at++];
    }

    private void skipSpace() {
        while (at < json.length) {
            byte b = json[at];
            if (b > ' ' || b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            at++;
        }
    }
}
