package io.riskstream.parse.xml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The undeclared members of one XML element. A member that occurs several times becomes a list. */
final class XmlUndeclared {
    /** Most elements have a few members. */
    private static final int CAPACITY = 4;

    private Map<String, Object> members = Map.of();
    private boolean hasLists;

    /** Returns this, for another element. */
    XmlUndeclared cleared() {
        members = Map.of();
        hasLists = false;
        return this;
    }

    /** Adds a member. A value is a text, an immutable map or null; never a list, which stands for several values. */
    @SuppressWarnings("unchecked") // every list in the map was made here
    void add(String name, Object value) {
        if (members.isEmpty()) {
            members = new LinkedHashMap<>(CAPACITY);
        }
        Object earlier = members.putIfAbsent(name, value);
        if (earlier instanceof List<?> list) {
            ((List<Object>) list).add(value);
        } else if (earlier != null) {
            List<Object> list = new ArrayList<>();
            list.add(earlier);
            list.add(value);
            members.put(name, list);
            hasLists = true;
        }
    }

    /** Adds the members of an inner element that is a value: they cannot be inside it, so their names begin with its name. */
    void addBeside(String element, XmlUndeclared inner) {
        if (!inner.isEmpty()) {
            inner.complete()
                    .forEach((name, value) -> addAll(element + (name.startsWith("@") ? "" : "/") + name, value));
        }
    }

    /** Adds a member, or each element of a list of members. */
    private void addAll(String name, Object value) {
        if (value instanceof List<?> list) {
            list.forEach(element -> add(name, element));
        } else {
            add(name, value);
        }
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Returns the members; the map and its lists are immutable. */
    Map<String, Object> complete() {
        if (members.isEmpty()) {
            return Map.of();
        }
        if (hasLists) {
            members.replaceAll(
                    (name, value) -> value instanceof List<?> list ? Collections.unmodifiableList(list) : value);
        }
        return Collections.unmodifiableMap(members);
    }
}
