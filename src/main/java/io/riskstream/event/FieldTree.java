package io.riskstream.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** The tree of the items, if this is a list of objects; else null. */
    private final FieldTree items;
    /** The slots of all fields inside this node, at any depth. */
    private int[] slots = {};

    private FieldTree(String path, int slot, FieldTree items) {
        this.path = path;
        this.slot = slot;
        this.items = items;
    }

    /**
     * Returns the tree of some fields of an event type, in the order of their slots.
     *
     * @param included true for the slots whose fields are part of the tree
     */
    public static FieldTree of(EventType type, IntPredicate included) {
        FieldTree root = new FieldTree("", NO_SLOT, null);
        for (int slot = 0; slot < type.size(); slot++) {
            if (included.test(slot)) {
                FieldTree items = type.itemType(slot)
                        .map(itemType -> of(itemType, itemSlot -> true))
                        .orElse(null);
                FieldTree field = new FieldTree(type.field(slot).path(), slot, items);
                field.addSlot(slot);
                root.add(field);
            }
        }
        return root;
    }

    private void add(FieldTree field) {
        addSlot(field.slot);
        int from = path.isEmpty() ? 0 : path.length() + 1;
        int dot = field.path.indexOf('.', from);
        if (dot < 0) {
            members.put(field.path.substring(from), field);
        } else {
            members.computeIfAbsent(
                            field.path.substring(from, dot),
                            name -> new FieldTree(field.path.substring(0, dot), NO_SLOT, null))
                    .add(field); // an event type has no field inside a field
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

    /** Returns the tree of the items of a list of objects; empty for any other node. */
    public Optional<FieldTree> items() {
        return Optional.ofNullable(items);
    }

    /**
     * Rebuilds the document of an object: its fields and its undeclared members, nested. Values are those of {@link FieldValues#object}, and items of
     * lists are documents too. Takes about a microsecond for an event.
     *
     * @param undeclared the undeclared members, nested as in {@link Event#undeclared}
     */
    public Map<String, Object> document(FieldValues values, Map<?, ?> undeclared) {
        Map<String, Object> document = new LinkedHashMap<>();
        members.forEach((name, member) -> {
            Object other = undeclared.isEmpty() ? null : undeclared.get(name);
            if (member.isField()) {
                if (member.isPresent(values)) {
                    document.put(name, member.value(values));
                }
            } else if (other instanceof Map<?, ?> inner) {
                document.put(name, member.document(values, inner));
            } else if (other == null && member.isPresent(values)) {
                document.put(name, member.document(values, Map.of()));
            }
        });
        undeclared.forEach((name, value) -> document.putIfAbsent((String) name, value));
        return document;
    }

    /** Returns the value of a field that is present, as {@link FieldValues#object} returns it, with items as documents. */
    public Object value(FieldValues values) {
        return items == null || values.kind(slot) != ValueKind.LIST
                ? values.object(slot)
                : items.documents(values.list(slot));
    }

    /** Returns a list with the items of this tree as documents; other elements stay the same. */
    public List<Object> documents(List<?> list) {
        List<Object> documents = new ArrayList<>(list.size());
        for (Object element : list) {
            documents.add(element instanceof Item item ? document(item.values(), item.undeclared()) : element);
        }
        return documents;
    }

    /** Returns the number of slots that values must have to hold every field of this node: the highest slot plus one. */
    public int slotCount() {
        return IntStream.of(slots).max().orElse(-1) + 1;
    }
}
