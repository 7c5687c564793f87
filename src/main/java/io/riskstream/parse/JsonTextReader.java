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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON objects into fields with Gson's strict reader, and explains invalid ones. Not thread-safe; reusable for further documents. */
final class JsonTextReader {
    private final DeclaredMember root;
    private final int size;
    private final int maxDepth;

    private final BitSet seen = new BitSet();
    private Map<String, Object> undeclared = Map.of();
    private FieldValues values = FieldValues.EMPTY;
    private JsonReader json = new JsonReader(new StringReader(""));
    private int depth;

    JsonTextReader(EventType type, int maxDepth) {
        this.root = DeclaredMember.tree(type);
        this.size = type.size();
        this.maxDepth = maxDepth;
    }

    /** Reads a document. Afterwards, {@link #values} and {@link #undeclared} return its members. */
    void read(String text) throws UnparsableEventException {
        values = new FieldValues(size);
        undeclared = Map.of();
        seen.clear();
        depth = 0;
        json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        json.setNestingLimit(maxDepth);
        try {
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                readToEnd();
                throw new UnparsableEventException(RejectionCode.PARSE_OBJECT, "", "the JSON is not an object");
            }
            Map<String, Object> others = declaredObject(root);
            undeclared = others == null ? Map.of() : others;
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

    FieldValues values() {
        return values;
    }

    /** Returns the undeclared members, nested as in the document; the maps are immutable. */
    Map<String, Object> undeclared() {
        return undeclared;
    }

    /** Reads the rest of the document, so that invalid JSON is reported as such even if it begins with a valid value. */
    private void readToEnd() throws IOException, UnparsableEventException {
        value(false);
        JsonToken unused = json.peek();
    }

    /** Reads an object. Returns its undeclared members, which are an empty map for an object without members; null if all members are declared. */
    private Map<String, Object> declaredObject(DeclaredMember object) throws IOException, UnparsableEventException {
        begin();
        json.beginObject();
        boolean any = false;
        Map<String, Object> others = new LinkedHashMap<>();
        while (json.hasNext()) {
            any = true;
            String name = json.nextName();
            DeclaredMember member = object.member(name);
            if (member == null) {
                if (object.declaresPath(name)) {
                    throw new UnparsableEventException(
                            RejectionCode.PARSE_KEY,
                            dottedPath(json.getPath()),
                            "this key contains a dot, and a field is declared with this path; write the field as a member"
                                    + " of a nested object");
                }
                put(others, name);
            } else {
                if (seen.get(member.number())) {
                    throw duplicateKey();
                }
                seen.set(member.number());
                Object other = declared(member);
                if (other != null) {
                    others.put(name, other);
                }
            }
        }
        json.endObject();
        depth--;
        return any && others.isEmpty() ? null : Collections.unmodifiableMap(others);
    }

    /** Reads the value of a declared member. Returns what no slot can hold: an object's undeclared members, or a value of another kind; else null. */
    private Object declared(DeclaredMember member) throws IOException, UnparsableEventException {
        JsonToken token = json.peek();
        if (!member.isField()) {
            return token == JsonToken.BEGIN_OBJECT ? declaredObject(member) : value(false);
        }
        int slot = member.slot();
        switch (token) {
            case STRING -> values.setString(slot, json.nextString());
            case NUMBER -> {
                if (!NumberReader.put(number(), member.type(), values, slot)) {
                    throw tooLarge();
                }
            }
            case BOOLEAN -> values.setBool(slot, json.nextBoolean());
            case NULL -> {
                json.nextNull();
                values.setNull(slot);
            }
            case BEGIN_ARRAY -> values.setList(slot, list(true));
            default -> {
                // An object in place of a declared field is an undeclared member, which validation reports; an empty
                // one is stored in the slot.
                Map<String, Object> object = map();
                if (!object.isEmpty()) {
                    return object;
                }
                values.setEmptyObject(slot);
            }
        }
        return null;
    }

    /** Reads the value of an undeclared member. */
    private void put(Map<String, Object> members, String name) throws IOException, UnparsableEventException {
        if (members.containsKey(name)) {
            throw duplicateKey();
        }
        members.put(name, value(false));
    }

    /** @param element true for an element of a declared list, false for a value that is not declared */
    private Object value(boolean element) throws IOException, UnparsableEventException {
        switch (json.peek()) {
            case STRING -> {
                return json.nextString();
            }
            case NUMBER -> {
                String token = number();
                Object number = element ? NumberReader.element(token) : NumberReader.undeclared(token);
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
                return list(element);
            }
            default -> {
                return map();
            }
        }
    }

    private String number() throws IOException, UnparsableEventException {
        String token = json.nextString();
        if (token.length() > NumberReader.MAX_LENGTH) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_NUMBER,
                    dottedPath(json.getPreviousPath()),
                    "a number has more than " + NumberReader.MAX_LENGTH + " characters");
        }
        return token;
    }

    private List<Object> list(boolean declared) throws IOException, UnparsableEventException {
        begin();
        json.beginArray();
        List<Object> list = new ArrayList<>();
        while (json.hasNext()) {
            list.add(value(declared));
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
            put(map, json.nextName());
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

    private UnparsableEventException duplicateKey() {
        return new UnparsableEventException(
                RejectionCode.PARSE_KEY, dottedPath(json.getPath()), "an object contains a key twice");
    }

    private UnparsableEventException tooLarge() {
        return new UnparsableEventException(
                RejectionCode.PARSE_NUMBER,
                dottedPath(json.getPreviousPath()),
                "the number is too large for this field: a whole number must fit 64 bits unless its field is a number, any other a double");
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
