package io.riskstream.validate.compiled;

import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.validate.schema.NullRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * An object with declared fields, for a compiled schema: its members in their slots, and the names of the members that the schema constrains. An
 * undeclared member that the schema does not constrain cannot change the result; to find that out takes one binary search. Only one thread at a time may
 * use it.
 */
final class FlatObject implements BiConsumer<String, Object> {
    private final FieldTree declared;
    private final NullRule nulls;
    private final int slotCount;
    private final Map<String, FlatObject> objects = new TreeMap<>();
    /** The items of the lists of objects. */
    private final Map<String, FlatObject> items = new TreeMap<>();

    private final Map<String, FlatObject> constrained = new TreeMap<>();
    private boolean allNamesConstrained;
    private boolean wholeRequired;
    private String[] names = {};
    private FlatObject[] inner = {};

    // the state of one call of areIrrelevant
    private FieldValues values = FieldValues.EMPTY;
    private boolean isRoot;
    private boolean irrelevant;

    FlatObject(FieldTree declared, NullRule nulls) {
        this.declared = declared;
        this.slotCount = declared.slotCount();
        this.nulls = nulls;
        declared.members().forEach((name, member) -> {
            if (!member.isField()) {
                objects.put(name, new FlatObject(member, nulls.member(name)));
            }
            member.items()
                    .ifPresent(item -> items.put(
                            name, new FlatObject(item, nulls.member(name).item(0))));
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

    /** Returns the item of the list of objects of this name; null if there is no such list. */
    FlatObject item(String name) {
        return items.get(name);
    }

    /** True if the values have a slot for each declared member. */
    boolean hasSlots(FieldValues values) {
        return values.size() >= slotCount;
    }

    /** Returns an item as a map, without the members that count as absent. */
    Map<?, ?> document(Item item) {
        return (Map<?, ?>) nulls.apply(declared.document(item.values(), item.undeclared()));
    }

    /** Returns a list with its items as maps. */
    List<?> documents(List<?> list) {
        return list.stream()
                .map(element -> element instanceof Item item ? document(item) : element)
                .toList();
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

    /**
     * True if the undeclared members of this object cannot change the result: the schema does not constrain them, and they do not make an object present.
     * Visits them with {@link Map#forEach}, which allocates no iterator.
     *
     * @param undeclared the undeclared members, nested as in an event
     * @param root true for the event, or an item, itself: it is present without members
     */
    boolean areIrrelevant(Map<String, Object> undeclared, FieldValues fields, boolean root) {
        if (undeclared.isEmpty()) {
            return true;
        }
        values = fields;
        isRoot = root;
        irrelevant = true;
        undeclared.forEach(this);
        values = FieldValues.EMPTY;
        return irrelevant;
    }

    /** Examines one undeclared member. */
    @Override
    public void accept(String name, Object value) {
        irrelevant = irrelevant && isIrrelevant(name, value);
    }

    @SuppressWarnings("unchecked") // the maps of an event have strings as keys
    private boolean isIrrelevant(String name, Object value) {
        int index = Arrays.binarySearch(names, name);
        if (index < 0) {
            return !allNamesConstrained && (isRoot || isPresent(values));
        }
        return inner[index] != null
                && value instanceof Map<?, ?> map
                && !map.isEmpty()
                && inner[index].areIrrelevant((Map<String, Object>) map, values, false);
    }
}
