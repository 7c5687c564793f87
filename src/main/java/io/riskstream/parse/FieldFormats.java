package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.ValueKind;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The formats of an event's fields, applied after a parser has read the event. A field of a list of objects has the path of the list before its own: {@code
 * lines.amount}.
 */
final class FieldFormats implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int MAX_SHOWN = 40;

    private final Map<String, ValueFormat> byName;
    private final int[] slots;
    private final String[] paths;
    private final FieldType[] types;
    private final ValueFormat[] formats;
    private final List<ItemFormats> items = new ArrayList<>();

    /** The formats of the fields of the items of one list. */
    private record ItemFormats(int slot, String path, FieldFormats formats) implements Serializable {}

    private FieldFormats(EventType type, Map<String, ValueFormat> byName, Map<Integer, ValueFormat> bySlot) {
        this.byName = new LinkedHashMap<>(byName);
        this.slots = bySlot.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.paths = new String[slots.length];
        this.types = new FieldType[slots.length];
        this.formats = bySlot.values().toArray(new ValueFormat[0]);
        for (int i = 0; i < slots.length; i++) {
            paths[i] = type.field(slots[i]).path();
            types[i] = type.field(slots[i]).type();
        }
    }

    /**
     * Returns the formats of those names that are fields of the event.
     *
     * @param option the option that contains the formats
     * @throws io.riskstream.text.ConfigurationException if a field cannot have its format
     */
    static FieldFormats of(EventType type, Map<String, ValueFormat> byName, Options options, String option) {
        Map<Integer, ValueFormat> own = new LinkedHashMap<>();
        Map<Integer, Map<String, ValueFormat>> ofItems = new LinkedHashMap<>();
        byName.forEach((name, format) -> {
            OptionalInt slot = type.find(name);
            if (slot.isPresent()) {
                checkType(name, type.field(slot.getAsInt()).type(), format, options, option);
                own.put(slot.getAsInt(), format);
                return;
            }
            for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
                OptionalInt list = type.find(name.substring(0, dot));
                if (list.isPresent() && type.itemType(list.getAsInt()).isPresent()) {
                    ofItems.computeIfAbsent(list.getAsInt(), any -> new LinkedHashMap<>())
                            .put(name.substring(dot + 1), format);
                }
            }
        });
        FieldFormats formats = new FieldFormats(type, byName, own);
        ofItems.forEach((list, inner) -> formats.items.add(new ItemFormats(
                list, type.field(list).path(), of(type.itemType(list).orElseThrow(), inner, options, option))));
        return formats;
    }

    private static void checkType(String name, FieldType declared, ValueFormat format, Options options, String option) {
        if (declared != FieldType.ANY && !format.types().contains(declared)) {
            throw options.problem(
                    option,
                    name,
                    "option '" + option + "': the schema declares '" + name + "' as " + declared
                            + ", and the format gives " + format.types().get(0),
                    "change the type in the schema, or remove the format");
        }
    }

    /** Fails unless every name is a field that arrives with the event, or a field of the items of a list. */
    static void requireFields(EventType type, Map<String, ValueFormat> byName, Options options, String option) {
        List<String> known = new ArrayList<>(EventIdentity.arriving(type));
        addItems(type, "", known);
        for (String name : byName.keySet()) {
            if (!known.contains(name)) {
                throw options.problem(
                        option,
                        name,
                        "option '" + option + "': no field '" + name + "' in the event",
                        Nearest.hint(name, known));
            }
        }
    }

    private static void addItems(EventType type, String prefix, List<String> known) {
        for (int slot = 0; slot < type.size(); slot++) {
            String path = prefix + type.field(slot).path();
            type.itemType(slot).ifPresent(item -> {
                item.fields().forEach(field -> known.add(path + "." + field.path()));
                addItems(item, path + ".", known);
            });
        }
    }

    /** Returns the formats by name, also those of names that are no fields. */
    Map<String, ValueFormat> byName() {
        return Collections.unmodifiableMap(byName);
    }

    /** Returns the codes of values that are not written in their formats. */
    Set<String> codes() {
        return byName.values().stream().map(FieldFormats::code).collect(Collectors.toCollection(TreeSet::new));
    }

    boolean isEmpty() {
        return slots.length == 0 && items.isEmpty();
    }

    /** Returns an event type with the same slots in which each field with a format is a text: for a parser of texts, which converts by type. */
    EventType asTexts(EventType type) {
        if (isEmpty()) {
            return type;
        }
        List<FieldSource> sources = new ArrayList<>();
        for (int slot = 0; slot < type.size(); slot++) {
            sources.add(new OneField(asText(type.field(slot), slot), type.arrives(slot)));
        }
        return new EventType(sources);
    }

    private Field asText(Field field, int slot) {
        if (contains(slot)) {
            return new Field(field.path(), FieldType.STRING);
        }
        for (ItemFormats list : items) {
            if (list.slot() == slot) {
                List<Field> texts = new ArrayList<>();
                for (int i = 0; i < field.items().size(); i++) {
                    texts.add(list.formats().asText(field.items().get(i), i));
                }
                return new Field(field.path(), field.type(), texts);
            }
        }
        return field;
    }

    /** A source of one field, so that each field keeps its slot. */
    private record OneField(Field field, boolean arrives) implements FieldSource {
        @Override
        public String name() {
            return "the event";
        }

        @Override
        public List<Field> fields() {
            return List.of(field);
        }
    }

    /** True if the value of a slot has a format, so a parser of texts must leave it as a text. */
    boolean contains(int slot) {
        for (int formatted : slots) {
            if (formatted == slot) {
                return true;
            }
        }
        return false;
    }

    /**
     * Converts the values that have formats.
     *
     * @return a rejection for each value that is not written in its format; empty if there is none
     */
    List<Rejection> convert(FieldValues values, String stage) {
        return convert(values, stage, "");
    }

    private List<Rejection> convert(FieldValues values, String stage, String prefix) {
        List<Rejection> rejections = List.of();
        for (int i = 0; i < slots.length; i++) {
            ValueKind kind = values.kind(slots[i]);
            if (kind == ValueKind.ABSENT || kind == ValueKind.NULL || formats[i].convert(values, slots[i], types[i])) {
                continue;
            }
            rejections = rejections.isEmpty() ? new ArrayList<>() : rejections;
            rejections.add(new Rejection(
                    stage, code(formats[i]), prefix + paths[i], message(values.object(slots[i]), formats[i])));
        }
        for (ItemFormats list : items) {
            if (values.kind(list.slot()) == ValueKind.LIST) {
                rejections = join(rejections, convertItems(list, values, stage, prefix + list.path()));
            }
        }
        return rejections;
    }

    private static List<Rejection> convertItems(ItemFormats list, FieldValues values, String stage, String path) {
        List<Rejection> rejections = List.of();
        List<Object> converted = new ArrayList<>(values.list(list.slot()));
        for (int i = 0; i < converted.size(); i++) {
            if (converted.get(i) instanceof Item item) {
                FieldValues copy = item.values().copy(item.values().size());
                rejections = join(rejections, list.formats().convert(copy, stage, path + "." + i + "."));
                converted.set(i, new Item(copy.freeze(), item.undeclared()));
            }
        }
        values.setList(list.slot(), Collections.unmodifiableList(converted));
        return rejections;
    }

    private static List<Rejection> join(List<Rejection> first, List<Rejection> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        List<Rejection> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    static String code(ValueFormat format) {
        return format.isDate() ? RejectionCode.PARSE_DATE : RejectionCode.PARSE_FORMAT;
    }

    /** Returns the message about a value. It becomes part of the dead letter, and is never logged. */
    static String message(Object value, ValueFormat format) {
        String text = String.valueOf(value);
        int end = Math.min(text.length(), MAX_SHOWN);
        String shown = text.substring(
                0, end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
        return "must be " + format.expected() + ", not '" + shown + (shown.length() < text.length() ? "..." : "") + "'";
    }
}
