package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON pointers (RFC 6901). */
public final class JsonPointer {
    private JsonPointer() {}

    /** Returns the unescaped names of a pointer. */
    public static List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        for (int slash = pointer.indexOf('/'); slash >= 0; ) {
            int next = pointer.indexOf('/', slash + 1);
            String name = pointer.substring(slash + 1, next < 0 ? pointer.length() : next);
            names.add(name.replace("~1", "/").replace("~0", "~"));
            slash = next;
        }
        return names;
    }

    /** Returns a pointer as a dotted path. */
    public static String dotted(String pointer) {
        return String.join(".", names(pointer));
    }

    /** Returns the value at a pointer; JSON's null if there is none. */
    public static JsonElement at(JsonElement document, String pointer) {
        return find(document, pointer).orElse(JsonNull.INSTANCE);
    }

    /** Returns the value at a pointer. */
    public static Optional<JsonElement> find(JsonElement document, String pointer) {
        JsonElement value = document;
        for (String name : names(pointer)) {
            if (value instanceof JsonObject object && object.has(name)) {
                value = object.get(name);
            } else if (value instanceof JsonArray array && isIndex(name, array.size())) {
                value = array.get(Integer.parseInt(name));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(value);
    }

    private static boolean isIndex(String name, int size) {
        return !name.isEmpty()
                && name.length() < 10
                && name.chars().allMatch(c -> c >= '0' && c <= '9')
                && (name.length() == 1 || name.charAt(0) != '0')
                && Integer.parseInt(name) < size;
    }
}
