package io.riskstream.event;

import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the members of nested maps by dotted path. A key may contain dots itself. */
final class NestedMembers {
    private NestedMembers() {}

    /** Returns the value with a path; null if there is none. */
    static Object find(Map<?, ?> members, String path) {
        Object whole = members.get(path);
        if (whole != null) {
            return whole;
        }
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            if (members.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                Object value = find(inner, path.substring(dot + 1));
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    /** Returns every value that is no object with members, by path. */
    static Map<String, Object> byPath(Map<?, ?> members) {
        Map<String, Object> all = new LinkedHashMap<>();
        add("", members, all);
        return all;
    }

    private static void add(String prefix, Map<?, ?> members, Map<String, Object> all) {
        members.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                add(prefix + name + ".", inner, all);
            } else {
                all.put(prefix + name, value);
            }
        });
    }
}
