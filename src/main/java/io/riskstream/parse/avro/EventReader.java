package io.riskstream.parse.avro;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.RejectionCode;
import io.riskstream.text.ConfigurationException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads events that were written with one schema: it walks the bytes once and sets the slot of each declared field. All decisions about names and types
 * are made when it is compiled. Immutable and safe for many threads, each with its own {@link BinaryInput}.
 *
 * <p>Cost: see {@code bench parse}.
 */
public final class EventReader {
    private final MemberReader root;
    private final int size;

    private EventReader(MemberReader root, int size) {
        this.root = root;
        this.size = size;
    }

    /**
     * Compiles a reader.
     *
     * @throws ConfigurationException if the schema describes no object
     */
    public static EventReader compile(AvroSchema schema, EventType type) {
        if (!isObject(schema.type())) {
            throw new ConfigurationException(schema.problem(
                    "", "the schema is a " + AvroType.describe(schema.type()) + "; an event must be a record"));
        }
        FieldTree fields = FieldTree.of(type, type::arrives);
        return new EventReader(new Compiler(type).object(fields, schema.type(), true), fields.slotCount());
    }

    private static boolean isObject(AvroType type) {
        return type instanceof AvroType.Structure
                || type instanceof AvroType.Dictionary
                || type instanceof AvroType.Union union
                        && union.branches().stream().anyMatch(EventReader::isObject);
    }

    /** Returns values with a slot for each arriving field, to read an event into. */
    public FieldValues newValues() {
        return new FieldValues(size);
    }

    /**
     * Reads an event into {@code values}, to the end of the input.
     *
     * @return the undeclared members, nested as in the event; immutable
     * @throws InvalidAvroException if the bytes are no value of the schema, or exceed a limit
     */
    @SuppressWarnings("unchecked") // the reader of an object returns a map or nothing
    public Map<String, Object> read(BinaryInput in, FieldValues values) throws InvalidAvroException {
        Object undeclared = root.read(in, values);
        if (in.remaining() > 0) {
            throw BinaryInput.invalid(in.remaining() + " bytes follow the value");
        }
        return undeclared == null ? Map.of() : (Map<String, Object>) undeclared;
    }

    private static final class Compiler {
        private final EventType type;
        private final ObjectReaders undeclared;
        private final ObjectReaders elements;
        private final SlotReaders slots;

        Compiler(EventType type) {
            this(type, new ObjectReaders(false), new ObjectReaders(true));
        }

        private Compiler(EventType type, ObjectReaders undeclared, ObjectReaders elements) {
            this.type = type;
            this.undeclared = undeclared;
            this.elements = elements;
            this.slots = new SlotReaders(undeclared, elements);
        }

        /** Returns the reader of the value of a declared field or object. */
        private MemberReader member(FieldTree node, AvroType written) {
            if (!node.isField()) {
                return object(node, written, false);
            }
            int slot = node.slot();
            if (written instanceof AvroType.Union union) {
                return union(union.branches().stream()
                        .map(branch -> member(node, branch))
                        .toArray(MemberReader[]::new));
            } else if (written instanceof AvroType.Array array
                    && type.itemType(slot).isPresent()) {
                ObjectReader item = item(type.itemType(slot).get(), array.element());
                ObjectReader list = ObjectReaders.items(item);
                return (in, values) -> {
                    @SuppressWarnings("unchecked") // it reads a list
                    List<Object> items = (List<Object>) list.read(in);
                    values.setList(slot, items);
                    return null;
                };
            }
            return slots.of(written, type.field(slot).type(), slot);
        }

        /** Returns the reader of a declared object. A value that is no object is undeclared; in place of the event itself it is an error. */
        MemberReader object(FieldTree node, AvroType written, boolean event) {
            if (written instanceof AvroType.Union union) {
                return union(union.branches().stream()
                        .map(branch -> object(node, branch, event))
                        .toArray(MemberReader[]::new));
            } else if (written instanceof AvroType.Structure structure) {
                return structure(node, structure);
            } else if (written instanceof AvroType.Dictionary dictionary) {
                return dictionary(node, dictionary.value());
            } else if (event) {
                return (in, values) -> {
                    throw new InvalidAvroException(
                            RejectionCode.PARSE_OBJECT, "the event is no record, but another branch of a union");
                };
            }
            ObjectReader value = undeclared.of(written);
            return (in, values) -> value.read(in);
        }

        private static MemberReader union(MemberReader[] branches) {
            return (in, values) -> branches[in.readIndex(branches.length)].read(in, values);
        }

        private MemberReader structure(FieldTree node, AvroType.Structure written) {
            int count = written.members().size();
            String[] names = new String[count];
            MemberReader[] readers = new MemberReader[count];
            for (int i = 0; i < count; i++) {
                AvroType.Member member = written.members().get(i);
                names[i] = member.name();
                FieldTree declared = node.members().get(member.name());
                readers[i] = declared == null ? undeclared(member.type()) : member(declared, member.type());
            }
            return count == 0 ? (in, values) -> Map.of() : (in, values) -> readStructure(in, values, names, readers);
        }

        private MemberReader undeclared(AvroType written) {
            ObjectReader value = undeclared.of(written);
            return (in, values) -> value.read(in);
        }

        private MemberReader dictionary(FieldTree node, AvroType written) {
            Map<String, MemberReader> members = new HashMap<>();
            node.members().forEach((name, member) -> members.put(name, member(member, written)));
            MemberReader other = undeclared(written);
            return (in, values) -> readDictionary(in, values, node, members, other);
        }

        /** Returns the reader of the elements of a list of objects. */
        private ObjectReader item(EventType itemType, AvroType written) {
            if (written instanceof AvroType.Union union) {
                ObjectReader[] branches = union.branches().stream()
                        .map(branch -> item(itemType, branch))
                        .toArray(ObjectReader[]::new);
                return in -> branches[in.readIndex(branches.length)].read(in);
            } else if (!isObject(written)) {
                return elements.of(written);
            }
            MemberReader object = new Compiler(itemType, undeclared, elements)
                    .object(FieldTree.of(itemType, slot -> true), written, false);
            int size = itemType.size();
            return in -> {
                FieldValues values = new FieldValues(size);
                @SuppressWarnings("unchecked") // an object reader returns a map or nothing
                Map<String, Object> others = (Map<String, Object>) object.read(in, values);
                return new Item(values.freeze(), others == null ? Map.of() : others);
            };
        }
    }

    private static Object readStructure(BinaryInput in, FieldValues values, String[] names, MemberReader[] readers)
            throws InvalidAvroException {
        in.enter();
        in.count(names.length);
        Map<String, Object> others = null;
        int i = 0;
        try {
            for (; i < readers.length; i++) {
                Object other = readers[i].read(in, values);
                if (other != null) {
                    others = others == null ? new LinkedHashMap<>() : others;
                    others.put(names[i], other);
                }
            }
        } catch (InvalidAvroException e) {
            throw e.inside(names[i]);
        }
        in.leave();
        return others == null ? null : Collections.unmodifiableMap(others);
    }

    private static Object readDictionary(
            BinaryInput in,
            FieldValues values,
            FieldTree node,
            Map<String, MemberReader> members,
            MemberReader undeclared)
            throws InvalidAvroException {
        in.enter();
        Set<String> seen = new HashSet<>();
        Map<String, Object> others = new LinkedHashMap<>();
        for (long left = in.readBlock(); left > 0; left = in.readBlock()) {
            for (; left > 0; left--) {
                in.count(1);
                String key = in.readString();
                try {
                    checkKey(key, seen, node);
                    Object other = members.getOrDefault(key, undeclared).read(in, values);
                    if (other != null) {
                        others.put(key, other);
                    }
                } catch (InvalidAvroException e) {
                    throw e.inside(key);
                }
            }
        }
        in.leave();
        return others.isEmpty() && !seen.isEmpty() ? null : Collections.unmodifiableMap(others);
    }

    private static void checkKey(String key, Set<String> seen, FieldTree node) throws InvalidAvroException {
        if (!seen.add(key)) {
            throw new InvalidAvroException(RejectionCode.PARSE_KEY, "a map contains a key twice");
        }
        if (key.indexOf('.') >= 0 && declaresPath(node, key)) {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_KEY,
                    "this key contains a dot, and a field is declared with this path; write the field as a member of a"
                            + " nested object");
        }
    }

    private static boolean declaresPath(FieldTree node, String key) {
        FieldTree inner = node;
        for (String name : key.split("\\.", -1)) {
            inner = inner.members().get(name);
            if (inner == null) {
                return false;
            }
        }
        return true;
    }
}
