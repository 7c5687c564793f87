package io.riskstream.validate.compiled;

import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import java.util.Map;
import java.util.TreeMap;

/**
 * An object with declared fields, as a compiled schema sees it: its members in their slots, and of the undeclared ones, which matter. An
 * undeclared member that the schema has nothing to say of changes no verdict, and costs one look-up.
 */
final class FlatObject {
    private final FieldTree declared;
    private final Map<String, FlatObject> objects = new TreeMap<>();
    private final Map<String, FlatObject> known = new TreeMap<>();
    private boolean open = true;
    private boolean whole;
    private String[] names = {};
    private FlatObject[] inner = {};

    FlatObject(FieldTree declared) {
        this.declared = declared;
        declared.members().forEach((name, member) -> {
            if (!member.isField()) {
                objects.put(name, new FlatObject(member));
            }
            mention(name);
        });
    }

    Map<String, FieldTree> members() {
        return declared.members();
    }

    /** The object of this name in it, which has declared fields. */
    FlatObject object(String name) {
        return objects.get(name);
    }

    boolean isPresent(FieldValues values) {
        return declared.isPresent(values);
    }

    /** The schema says something of a member of this name. */
    void mention(String name) {
        known.put(name, objects.get(name));
        names = known.keySet().toArray(String[]::new);
        inner = known.values().toArray(FlatObject[]::new);
    }

    /** The schema says something of members of any name. */
    void close() {
        open = false;
    }

    /** The schema compares the object as a whole, which slots cannot do. */
    void demandWhole() {
        whole = true;
    }

    /** Whether all that the schema says of this object, and of those in it, can be said of slots. */
    boolean isEnough() {
        return !whole && objects.values().stream().allMatch(FlatObject::isEnough);
    }

    /** Whether an undeclared member can be passed over: nothing in the schema is about it, nor does it make an object be there. */
    boolean canPassOver(String path, FieldValues values) {
        FlatObject object = this;
        for (int from = 0; ; ) {
            int dot = path.indexOf('.', from);
            int at = object.find(path, from, dot < 0 ? path.length() : dot);
            if (at < 0) {
                return object.open && (object == this || object.isPresent(values));
            }
            if (dot < 0 || object.inner[at] == null) {
                return false;
            }
            object = object.inner[at];
            from = dot + 1;
        }
    }

    /** By halves, without cutting the name out of the path. */
    private int find(String path, int from, int to) {
        int low = 0;
        int high = names.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(names[middle], path, from, to);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private static int compare(String name, String path, int from, int to) {
        int shared = Math.min(name.length(), to - from);
        for (int i = 0; i < shared; i++) {
            int difference = name.charAt(i) - path.charAt(from + i);
            if (difference != 0) {
                return difference;
            }
        }
        return name.length() - (to - from);
    }
}
