package io.riskstream.parse;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.NullValue;
import io.riskstream.event.RejectionCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads JSON objects into fields, one after the other. */
final class JsonFields {
    static final int LONGEST_PATH = 1_024;
    private static final int PATHS_AT_LEAST = 65_536;
    private static final int PATHS_PER_CHARACTER = 4;

    private final DeclaredMember root;
    private final int size;
    private final int maxDepth;

    private final BitSet seen = new BitSet();
    private final Set<String> undeclaredObjects = new HashSet<>();
    private Map<String, Object> undeclared = Map.of();
    private FieldValues values = FieldValues.EMPTY;
    private JsonReader json = new JsonReader(new StringReader(""));
    private int depth;
    private long pathsLeft;

    JsonFields(EventType type, int maxDepth) {
        this.root = DeclaredMember.tree(type);
        this.size = type.size();
        this.maxDepth = maxDepth;
    }

    /** Reads a document; after it, {@link #values} and {@link #undeclared} are its. */
    void read(String text) throws UnparsableEventException {
        values = new FieldValues(size);
        undeclared = Map.of();
        undeclaredObjects.clear();
        seen.clear();
        depth = 0;
        pathsLeft = pathsOf(text.length());
        json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        json.setNestingLimit(maxDepth);
        try {
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                skipWhole();
                throw new UnparsableEventException(RejectionCode.PARSE_OBJECT, "", "JSON, but not an object");
            }
            declaredObject(root);
            JsonToken unused = json.peek(); // complains of what comes after the end
        } catch (EOFException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_JSON, place(json.getPath()), "the JSON breaks off" + position(e));
        } catch (MalformedJsonException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_JSON, place(json.getPath()), "not JSON (RFC 8259)" + position(e));
        } catch (IOException e) {
            throw new IllegalStateException("a text is always readable", e);
        }
    }

    /** How long the dotted paths of a document's undeclared members may be together. */
    static long pathsOf(int length) {
        return PATHS_AT_LEAST + PATHS_PER_CHARACTER * (long) length;
    }

    FieldValues values() {
        return values;
    }

    /** Immutable. */
    Map<String, Object> undeclared() {
        return undeclared.isEmpty() ? Map.of() : Collections.unmodifiableMap(undeclared);
    }

    /** So that what is no JSON at all is called that, whatever it begins with. */
    private void skipWhole() throws IOException, UnparsableEventException {
        value();
        JsonToken unused = json.peek();
    }

    /** Whether the object had members. */
    private boolean declaredObject(DeclaredMember object) throws IOException, UnparsableEventException {
        begin();
        json.beginObject();
        boolean any = false;
        while (json.hasNext()) {
            any = true;
            String name = name();
            DeclaredMember member = object.member(name);
            if (member == null) {
                undeclared(undeclaredPath(object.path(), name));
            } else {
                if (seen.get(member.number())) {
                    throw twice();
                }
                seen.set(member.number());
                declared(member);
            }
        }
        json.endObject();
        depth--;
        return any;
    }

    private void declared(DeclaredMember member) throws IOException, UnparsableEventException {
        JsonToken token = json.peek();
        if (!member.isField()) {
            if (token != JsonToken.BEGIN_OBJECT) {
                keep(member.path(), value());
                return;
            }
            if (!declaredObject(member)) {
                keep(member.path(), Map.of());
            }
            return;
        }
        int slot = member.slot();
        switch (token) {
            case STRING -> values.setString(slot, json.nextString());
            case NUMBER -> {
                if (!NumberReader.put(json.nextString(), member.type(), values, slot)) {
                    throw tooLarge();
                }
            }
            case BOOLEAN -> values.setBool(slot, json.nextBoolean());
            case NULL -> {
                json.nextNull();
                values.setNull(slot);
            }
            case BEGIN_ARRAY -> values.setList(slot, list());
            default -> {
                // An object where a field is declared keeps its members, for validation to see; without any, the slot
                // can say so.
                if (!undeclaredObject(member.path())) {
                    values.setEmptyObject(slot);
                }
            }
        }
    }

    /**
     * The path of a member that no field is declared for. Paths repeat the keys around them, so that a few long keys around many members would
     * take a thousand times the event's own size.
     */
    private String undeclaredPath(String outer, String name) throws UnparsableEventException {
        int length = outer.length() + 1 + name.length();
        pathsLeft -= length;
        if (length > LONGEST_PATH || pathsLeft < 0) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_KEY,
                    place(json.getPath()),
                    length > LONGEST_PATH
                            ? "an undeclared member's dotted path is longer than " + LONGEST_PATH + " characters"
                            : "the dotted paths of the undeclared members are together much longer than the event");
        }
        return outer.isEmpty() ? name : outer + "." + name;
    }

    private void undeclared(String path) throws IOException, UnparsableEventException {
        if (undeclared.containsKey(path) || undeclaredObjects.contains(path)) {
            throw twice();
        }
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            keep(path, value());
        } else if (!undeclaredObject(path)) {
            keep(path, Map.of());
        }
    }

    /** Whether the object had members. */
    private boolean undeclaredObject(String path) throws IOException, UnparsableEventException {
        undeclaredObjects.add(path);
        begin();
        json.beginObject();
        boolean any = false;
        while (json.hasNext()) {
            any = true;
            undeclared(undeclaredPath(path, name()));
        }
        json.endObject();
        depth--;
        return any;
    }

    private void keep(String path, Object value) {
        if (undeclared.isEmpty()) {
            undeclared = new LinkedHashMap<>();
        }
        undeclared.put(path, value);
    }

    private Object value() throws IOException, UnparsableEventException {
        switch (json.peek()) {
            case STRING -> {
                return json.nextString();
            }
            case NUMBER -> {
                Object number = NumberReader.boxed(json.nextString());
                if (number == null) {
                    throw tooLarge();
                }
                return number;
            }
            case BOOLEAN -> {
                return json.nextBoolean();
            }
            case NULL -> {
                json.nextNull();
                return NullValue.NULL;
            }
            case BEGIN_ARRAY -> {
                return list();
            }
            default -> {
                return map();
            }
        }
    }

    private List<Object> list() throws IOException, UnparsableEventException {
        begin();
        json.beginArray();
        List<Object> list = new ArrayList<>();
        while (json.hasNext()) {
            list.add(value());
        }
        json.endArray();
        depth--;
        return Collections.unmodifiableList(list);
    }

    private Map<String, Object> map() throws IOException, UnparsableEventException {
        begin();
        json.beginObject();
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.hasNext()) {
            String name = name();
            if (map.containsKey(name)) {
                throw twice();
            }
            map.put(name, value());
        }
        json.endObject();
        depth--;
        return Collections.unmodifiableMap(map);
    }

    private void begin() throws UnparsableEventException {
        if (++depth > maxDepth) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_DEPTH,
                    place(json.getPath()),
                    "nested deeper than " + maxDepth + " objects and arrays (option maxDepth)");
        }
    }

    private String name() throws IOException, UnparsableEventException {
        String name = json.nextName();
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_KEY,
                    place(json.getPath()),
                    name.isEmpty() ? "a key is empty" : "a key has a dot in it, and fields are named by dotted paths");
        }
        return name;
    }

    private UnparsableEventException twice() {
        return new UnparsableEventException(
                RejectionCode.PARSE_KEY, place(json.getPath()), "a key is there twice in one object");
    }

    private UnparsableEventException tooLarge() {
        return new UnparsableEventException(
                RejectionCode.PARSE_NUMBER,
                place(json.getPreviousPath()),
                "a number that fits neither 64 bits nor a double");
    }

    /** {@code $.items[2].zip} as {@code items.2.zip}. */
    private static String place(String path) {
        String dotted = path.replace("[", ".").replace("]", "");
        return dotted.length() <= 2 ? "" : dotted.substring(2);
    }

    /** Gson's messages may quote the event; their position does not. */
    private static String position(IOException e) {
        String message = String.valueOf(e.getMessage());
        int from = message.lastIndexOf(" at line ");
        int to = message.indexOf(" path $", Math.max(from, 0));
        return from < 0 || to < 0 ? "" : message.substring(from, to);
    }
}
