package io.riskstream.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The nested object that the dotted paths of declared fields describe. A node is a field, which has a slot, or an object, which has members. The root
 * is the event. An event holds no objects: an object is present if one of the fields inside it is.
 */
public final class FieldTree {
    private static final int NO_SLOT = -1;

    private final String path;
    private final int slot;
    private final Map<String, FieldTree> members = new LinkedHashMap<>();
    private final Map<String, FieldTree> memberView = Collections.unmodifiableMap(members);
    /** The slots of all fields inside this node, at any depth. */
    private int[] slots = {};

    private FieldTree(String path, int slot) {
        this.path = path;
        this.slot = slot;
    }

    /**
     * Returns the tree of some fields of an event type, in the order of their slots.
     *
     * @param included true for the slots whose fields are part of the tree
     */
    public static FieldTree of(EventType type, IntPredicate included) {
        FieldTree root = new FieldTree("", NO_SLOT);
        for (int slot = 0; slot < type.size(); slot++) {
            if (included.test(slot)) {
                root.add(type.field(slot).path(), slot);
            }
        }
        return root;
    }

    private void add(String fieldPath, int fieldSlot) {
        addSlot(fieldSlot);
        int from = path.isEmpty() ? 0 : path.length() + 1;
        int dot = fieldPath.indexOf('.', from);
        if (dot < 0) {
            FieldTree field = new FieldTree(fieldPath, fieldSlot);
            field.addSlot(fieldSlot);
            members.put(fieldPath.substring(from), field);
        } else {
            members.computeIfAbsent(
                            fieldPath.substring(from, dot), name -> new FieldTree(fieldPath.substring(0, dot), NO_SLOT))
                    .add(fieldPath, fieldSlot); // an event type has no field inside a field
        }
    }

    private void addSlot(int added) {
        slots = IntStream.concat(IntStream.of(slots), IntStream.of(added)).toArray();
    }

    /** Returns the dotted path of this node; empty for the event. */
    public String path() {
        return path;
    }

    /** True if this node is a field, false if it is an object. */
    public boolean isField() {
        return slot != NO_SLOT;
    }

    /** Returns the slot of a field; -1 for an object. */
    public int slot() {
        return slot;
    }

    /** Returns the members of an object by name, in the order of their first slot; empty for a field. */
    public Map<String, FieldTree> members() {
        return memberView;
    }

    /** True if the field, or a field inside the object at any depth, has a value. Allocates nothing. */
    public boolean isPresent(FieldValues values) {
        for (int each : slots) {
            if (each < values.size() && values.isPresent(each)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the number of slots that values must have to hold every field of this node: the highest slot plus one. */
    public int slotCount() {
        return IntStream.of(slots).max().orElse(-1) + 1;
    }
}
