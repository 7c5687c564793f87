package io.riskstream.event;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The fields that an event of one pipeline can have: the fields of its schema, and the fields that its look-ups add. Each field has a slot, a small
 * number. Stages translate names into slots once, when they are built, so no name is hashed while events flow.
 *
 * <p>Why slots and not a map by name: to copy an event, add twelve fields of one of 500,000 cached records and read 24 numbers takes 1.8 us with a
 * {@code HashMap}, 0.6 us with slots of boxed values, and 0.42 us with the typed slots of {@link FieldValues}.
 *
 * <p>A pipeline has one event type. Its Flux file declares it once, and its stages refer to it.
 */
public final class EventType implements Serializable {
    private static final long serialVersionUID = 1;

    private final List<Field> fields;
    private final Map<String, Integer> slots;
    private final BitSet arriving = new BitSet();
    private final Map<Integer, EventType> itemTypes = new LinkedHashMap<>();
    private final transient List<FieldSource> sources;

    /**
     * Creates an event type of the fields of these sources, in order. The fields of one source have adjacent slots.
     *
     * @throws ConfigurationException if two sources declare the same field, or a field is inside another
     */
    public EventType(List<? extends FieldSource> sources) {
        List<Field> all = new ArrayList<>();
        Map<String, Integer> slotsByPath = new LinkedHashMap<>();
        Map<String, String> sourcesByPath = new LinkedHashMap<>();
        for (FieldSource source : sources) {
            if (source == null) {
                throw problem("", "a source is missing; declare it before the event type in the Flux file");
            }
            for (Field field : source.fields()) {
                String other = sourcesByPath.putIfAbsent(field.path(), source.name());
                if (other != null) {
                    throw problem(
                            field.path(),
                            "field '" + field.path() + "' is declared by both " + other + " and " + source.name());
                }
                slotsByPath.put(field.path(), all.size());
                if (!field.items().isEmpty()) {
                    itemTypes.put(all.size(), ofItems(field));
                }
                arriving.set(all.size(), source.arrives());
                all.add(field);
            }
        }
        for (String path : slotsByPath.keySet()) {
            for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
                String outer = path.substring(0, dot);
                if (slotsByPath.containsKey(outer)) {
                    throw problem(
                            path,
                            "field '" + path + "' of " + sourcesByPath.get(path) + " is inside field '" + outer
                                    + "' of " + sourcesByPath.get(outer) + "; rename one of them");
                }
            }
        }
        this.sources = List.copyOf(sources);
        this.fields = Collections.unmodifiableList(all);
        this.slots = slotsByPath;
    }

    private static EventType ofItems(Field list) {
        return new EventType(List.of(new FieldSource() {
            @Override
            public String name() {
                return "the items of " + list.path();
            }

            @Override
            public List<Field> fields() {
                return list.items();
            }
        }));
    }

    private static ConfigurationException problem(String value, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption("event type", "", value, message));
    }

    /** Returns the sources that the event type was built from. They stay with the submitter: the list is empty on a worker. */
    public List<FieldSource> sources() {
        return sources == null ? List.of() : sources;
    }

    /** Returns the sources of one class, in the order of {@link #sources()}. */
    public <T extends FieldSource> List<T> sources(Class<T> kind) {
        return sources().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns every field. The index of a field in this list is its slot. */
    public List<Field> fields() {
        return fields;
    }

    public int size() {
        return fields.size();
    }

    public Field field(int slot) {
        return fields.get(slot);
    }

    /** True if the field is part of the event as it arrives; false if a later stage adds it. */
    public boolean arrives(int slot) {
        return arriving.get(slot);
    }

    /** Returns the type of the items of a list of objects; empty if the field in this slot is not such a list. */
    public Optional<EventType> itemType(int slot) {
        return Optional.ofNullable(itemTypes.get(slot));
    }

    /**
     * Returns the value of a field that is present, as {@link FieldValues#object} returns it, with the items of a list of objects as maps. For reports; not
     * for the hot path.
     */
    public Object value(int slot, FieldValues values) {
        EventType items = itemTypes.get(slot);
        return items == null || values.kind(slot) != ValueKind.LIST
                ? values.object(slot)
                : FieldTree.of(items, itemSlot -> true).documents(values.list(slot));
    }

    /** Returns the slot of a field; empty if there is no such field. */
    public OptionalInt find(String path) {
        Integer slot = slots.get(path);
        return slot == null ? OptionalInt.empty() : OptionalInt.of(slot);
    }

    /**
     * Returns the slot of a field.
     *
     * @throws ConfigurationException if there is no such field; the hint is the nearest known path
     */
    public int slot(String path) {
        Integer slot = slots.get(path);
        if (slot == null) {
            throw new ConfigurationException(
                    ConfigurationProblem.ofOption("", "", path, "no field '" + path + "' in the event")
                            .withHint(Nearest.hint(path, slots.keySet())));
        }
        return slot;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventType that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "EventType" + fields.stream().map(Field::path).toList();
    }
}
