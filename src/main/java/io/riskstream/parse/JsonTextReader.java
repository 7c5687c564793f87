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

/** Reads JSON objects into fields with Gson's strict reader, and explains invalid ones. Not thread-safe; reusable for further documents. */
final class JsonTextReader {
    /** The maximum length of the dotted path of an undeclared member. */
    static final int MAX_PATH_LENGTH = 1_024;

    private static final int MIN_PATH_BUDGET = 65_536;
    private static final int PATH_BUDGET_PER_CHARACTER = 4;

    private final DeclaredMember root;
    private final int size;
    private final int maxDepth;

    private final BitSet seen = new BitSet();
    private final Set<String> undeclaredObjects = new HashSet<>();
    private Map<String, Object> undeclared = Map.of();
    private FieldValues values = FieldValues.EMPTY;
    private JsonReader json = new JsonReader(new StringReader(""));
    private int depth;
    private long pathBudget;

    JsonTextReader(EventType type, int maxDepth) {
        this.root = DeclaredMember.tree(type);
        this.size = type.size();
        this.maxDepth = maxDepth;
    }

    /** Reads a document. Afterwards, {@link #values} and {@link #undeclared} return its members. */
    void read(String text) throws UnparsableEventException {
        values = new FieldValues(size);
        undeclared = Map.of();
        undeclaredObjects.clear();
        seen.clear();
        depth = 0;
        pathBudget = pathBudget(text.length());
        json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        json.setNestingLimit(maxDepth);
        try {
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                readToEnd();
                throw new UnparsableEventException(RejectionCode.PARSE_OBJECT, "", "the JSON is not an object");
            }
            declaredObject(root);
            JsonToken unused = json.peek(); // throws if there is further content
        } catch (EOFException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_JSON, dottedPath(json.getPath()), "the JSON ends unexpectedly" + position(e));
        } catch (MalformedJsonException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_JSON, dottedPath(json.getPath()), "invalid JSON (RFC 8259)" + position(e));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    /** Returns the maximum total length of the dotted paths of a document's undeclared members. */
    static long pathBudget(int length) {
        return MIN_PATH_BUDGET + PATH_BUDGET_PER_CHARACTER * (long) length;
    }

    FieldValues values() {
        return values;
    }

    /** Returns the undeclared members by dotted path; the map is immutable. */
    Map<String, Object> undeclared() {
        return undeclared.isEmpty() ? Map.of() : Collections.unmodifiableMap(undeclared);
    }

    /** Reads the rest of the document, so that invalid JSON is reported as such even if it begins with a valid value. */
    private void readToEnd() throws IOException, UnparsableEventException {
        value();
        JsonToken unused = json.peek();
    }

    /** Reads an object. Returns true if it has members. */
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
                    throw duplicateKey();
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
                // An object in place of a declared field keeps its members as undeclared ones, which validation
                // reports;
                // an empty object is stored in the slot.
                if (!undeclaredObject(member.path())) {
                    values.setEmptyObject(slot);
                }
            }
        }
    }

    /**
     * Returns the path of an undeclared member. Paths repeat the keys of all enclosing objects, so a few long keys around many members could require a
     * thousand times the size of the event; therefore the total length is limited.
     */
    private String undeclaredPath(String outer, String name) throws UnparsableEventException {
        int length = outer.length() + 1 + name.length();
        pathBudget -= length;
        if (length > MAX_PATH_LENGTH || pathBudget < 0) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_KEY,
                    dottedPath(json.getPath()),
                    length > MAX_PATH_LENGTH
                            ? "an undeclared member's dotted path is longer than " + MAX_PATH_LENGTH + " characters"
                            : "the dotted paths of the undeclared members are much longer in total than the event");
        }
        return outer.isEmpty() ? name : outer + "." + name;
    }

    private void undeclared(String path) throws IOException, UnparsableEventException {
        if (undeclared.containsKey(path) || undeclaredObjects.contains(path)) {
            throw duplicateKey();
        }
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            keep(path, value());
        } else if (!undeclaredObject(path)) {
            keep(path, Map.of());
        }
    }

    /** Reads an object. Returns true if it has members. */
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
                throw duplicateKey();
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
                    dottedPath(json.getPath()),
                    "objects and arrays are nested deeper than " + maxDepth + " (option maxDepth)");
        }
    }

    private String name() throws IOException, UnparsableEventException {
        String name = json.nextName();
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_KEY,
                    dottedPath(json.getPath()),
                    name.isEmpty()
                            ? "a key is empty"
                            : "a key contains a dot, which separates the keys in a field's path");
        }
        return name;
    }

    private UnparsableEventException duplicateKey() {
        return new UnparsableEventException(
                RejectionCode.PARSE_KEY, dottedPath(json.getPath()), "an object contains a key twice");
    }

    private UnparsableEventException tooLarge() {
        return new UnparsableEventException(
                RejectionCode.PARSE_NUMBER,
                dottedPath(json.getPreviousPath()),
                "a number is too large: whole numbers must fit 64 bits, others a double");
    }

    /** Converts {@code $.items[2].zip} to {@code items.2.zip}. */
    private static String dottedPath(String path) {
        String dotted = path.replace("[", ".").replace("]", "");
        return dotted.length() <= 2 ? "" : dotted.substring(2);
    }

    /** Returns only the position in a message of Gson, since the rest may quote the event. */
    private static String position(IOException e) {
        String message = String.valueOf(e.getMessage());
        int from = message.lastIndexOf(" at line ");
        int to = message.indexOf(" path $", Math.max(from, 0));
        return from < 0 || to < 0 ? "" : message.substring(from, to);
    }
}
