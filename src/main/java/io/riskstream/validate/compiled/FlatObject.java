package io.riskstream.validate.compiled;

import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.NullRule;
import java.util.Map;
import java.util.TreeMap;

/**
 * An object with declared fields, for a compiled schema: its members in their slots, and the names of the members that the schema constrains. An
 * undeclared member that the schema does not constrain cannot change the result; to find that out takes one binary search.
 */
final class FlatObject {
    private final FieldTree declared;
    private final NullRule nulls;
    private final Map<String, FlatObject> objects = new TreeMap<>();
    private final Map<String, FlatObject> constrained = new TreeMap<>();
    private boolean allNamesConstrained;
    private boolean wholeRequired;
    private String[] names = {};
    private FlatObject[] inner = {};

    FlatObject(FieldTree declared, NullRule nulls) {
        this.declared = declared;
        this.nulls = nulls;
        declared.members().forEach((name, member) -> {
            if (!member.isField()) {
                objects.put(name, new FlatObject(member, nulls.member(name)));
            }
            addConstrainedName(name);
        });
    }

    Map<String, FieldTree> members() {
        return declared.members();
    }

    /** Returns the rule for a null in a member. */
    NullRule nulls(String name) {
        return nulls.member(name);
    }

    /** Returns the inner object of this name that has declared fields; null if there is none. */
    FlatObject object(String name) {
        return objects.get(name);
    }

    boolean isPresent(FieldValues values) {
        return declared.isPresent(values);
    }

    /** Records that the schema constrains a member of this name. */
    void addConstrainedName(String name) {
        constrained.put(name, objects.get(name));
        names = constrained.keySet().toArray(String[]::new);
        inner = constrained.values().toArray(FlatObject[]::new);
    }

    /** Records that the schema constrains members of any name. */
    void constrainAllNames() {
        allNamesConstrained = true;
    }

    /** Records that the schema compares the object as a whole, which is not possible with slots. */
    void requireWholeObject() {
        wholeRequired = true;
    }

    /** True if all constraints on this object and its inner objects can be checked with slots. */
    boolean isSufficient() {
        return !wholeRequired && objects.values().stream().allMatch(FlatObject::isSufficient);
    }

    /** True if an undeclared member cannot change the result: the schema does not constrain it, and it does not make an object present. */
    boolean isIrrelevant(String path, FieldValues values) {
        FlatObject object = this;
        for (int from = 0; ; ) {
            int dot = path.indexOf('.', from);
            int index = object.find(path, from, dot < 0 ? path.length() : dot);
            if (index < 0) {
                return !object.allNamesConstrained && (object == this || object.isPresent(values));
            }
            if (dot < 0 || object.inner[index] == null) {
                return false;
            }
            object = object.inner[index];
            from = dot + 1;
        }
    }

    /** Searches the constrained names for a part of a path, without a copy of that part. */
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
