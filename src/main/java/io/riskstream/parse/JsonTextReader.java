package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.value.ItemLimit;
import io.riskstream.parse.value.NumberReader;
import io.riskstream.text.InvalidJsonException;
import io.riskstream.text.JsonTokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads JSON objects into fields from their text, and explains invalid ones. Not thread-safe; reusable for further documents. */
final class JsonTextReader {
    private final DeclaredMember root;
    private final int maxDepth;
    private final ItemLimit limit;

    private Set<DeclaredMember> seen = new HashSet<>();
    private int items;
    private Map<String, Object> undeclared = Map.of();
    private FieldValues values = FieldValues.EMPTY;
    private JsonTokens json = new JsonTokens("");
    private int depth;

    JsonTextReader(EventType type, int maxDepth, ItemLimit limit) {
        this.root = DeclaredMember.tree(type);
        this.maxDepth = maxDepth;
        this.limit = limit;
    }

    /** Reads a document. Afterwards, {@link #values} and {@link #undeclared} return its members. */
    void read(String text) throws UnparsableEventException {
        values = root.newValues();
        undeclared = Map.of();
        seen = new HashSet<>();
        items = 0;
        depth = 0;
        json = new JsonTokens(text);
        try {
            if (json.peek() != JsonTokens.Kind.OBJECT) {
                readToEnd();
                throw new UnparsableEventException(RejectionCode.PARSE_OBJECT, "", "the JSON is not an object");
            }
            Map<String, Object> others = declaredObject(root);
            undeclared = others == null ? Map.of() : others;
            json.end();
        } catch (InvalidJsonException e) {
            throw new UnparsableEventException(RejectionCode.PARSE_JSON, json.path(), e.getMessage());
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
    private void readToEnd() throws InvalidJsonException, UnparsableEventException {
        value(false);
        json.end();
    }

    /** Reads an object. Returns its undeclared members, which are an empty map for an object without members; null if all members are declared. */
    private Map<String, Object> declaredObject(DeclaredMember object)
            throws InvalidJsonException, UnparsableEventException {
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
                            json.path(),
                            "this key contains a dot, and a field is declared with this path; write the field as a member"
                                    + " of a nested object");
                }
                put(others, name);
            } else {
                if (!seen.add(member)) {
                    throw duplicateKey();
                }
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
    private Object declared(DeclaredMember member) throws InvalidJsonException, UnparsableEventException {
        JsonTokens.Kind token = json.peek();
        if (!member.isField()) {
            return token == JsonTokens.Kind.OBJECT ? declaredObject(member) : value(false);
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
            case LIST -> values.setList(slot, member.items() == null ? list(true) : items(member.items()));
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
    private void put(Map<String, Object> members, String name) throws InvalidJsonException, UnparsableEventException {
        if (members.containsKey(name)) {
            throw duplicateKey();
        }
        members.put(name, value(false));
    }

    /** @param element true for an element of a declared list, false for a value that is not declared */
    private Object value(boolean element) throws InvalidJsonException, UnparsableEventException {
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
            case LIST -> {
                return list(element);
            }
            default -> {
                return map();
            }
        }
    }

    private String number() throws InvalidJsonException, UnparsableEventException {
        String token = json.nextNumber();
        if (token.length() > NumberReader.MAX_LENGTH) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_NUMBER,
                    json.path(),
                    "a number has more than " + NumberReader.MAX_LENGTH + " characters");
        }
        return token;
    }

    private List<Object> list(boolean declared) throws InvalidJsonException, UnparsableEventException {
        begin();
        json.beginList();
        List<Object> list = new ArrayList<>();
        while (json.hasNext()) {
            list.add(value(declared));
        }
        json.endList();
        depth--;
        return Collections.unmodifiableList(list);
    }

    /** Reads a list of objects. Elements that are not objects are kept as they are; validation rejects them. */
    private List<Object> items(DeclaredMember item) throws InvalidJsonException, UnparsableEventException {
        begin();
        json.beginList();
        List<Object> list = new ArrayList<>();
        while (json.hasNext()) {
            if (limit.isReached(list.size(), items)) {
                throw new UnparsableEventException(
                        RejectionCode.PARSE_LIMIT,
                        json.path(),
                        "a list has more than " + limit.perList() + " items, or the lists of the event have more than "
                                + limit.perEvent() + " in total (option maxItems)");
            }
            items++;
            list.add(json.peek() == JsonTokens.Kind.OBJECT ? item(item) : value(true));
        }
        json.endList();
        depth--;
        return Collections.unmodifiableList(list);
    }

    private Item item(DeclaredMember item) throws InvalidJsonException, UnparsableEventException {
        FieldValues outerValues = values;
        Set<DeclaredMember> outerSeen = seen;
        values = item.newValues();
        seen = new HashSet<>();
        Map<String, Object> others = declaredObject(item);
        Item read = new Item(values.freeze(), others == null ? Map.of() : others);
        values = outerValues;
        seen = outerSeen;
        return read;
    }

    private Map<String, Object> map() throws InvalidJsonException, UnparsableEventException {
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
                    json.path(),
                    "objects and arrays are nested deeper than " + maxDepth + " (option maxDepth)");
        }
    }

    private UnparsableEventException duplicateKey() {
        return new UnparsableEventException(RejectionCode.PARSE_KEY, json.path(), "an object contains a key twice");
    }

    private UnparsableEventException tooLarge() {
        return new UnparsableEventException(
                RejectionCode.PARSE_NUMBER,
                json.path(),
                "the number does not fit this field: a whole number must fit 64 bits unless its field is of type number, any other must"
                        + " fit a double, without a change that makes it whole");
    }
}
