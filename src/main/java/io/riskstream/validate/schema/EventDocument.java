package io.riskstream.validate.schema;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the document again that an event was parsed from: the schema's fields and the undeclared ones, nested, without what look-ups added. */
public final class EventDocument {
    /** An object made here, and so one that may be added to, unlike a value of the event. */
    private static final class Members extends LinkedHashMap<String, Object> {}

    private final FieldTree root;

    /** @param root the fields that arrive with the event: those of the schema */
    public EventDocument(FieldTree root) {
        this.root = root;
    }

    /** Returns the tree of a schema's fields. */
    public static FieldTree tree(EventType type, List<Field> fields) {
        BitSet slots = new BitSet();
        fields.forEach(field -> slots.set(type.slot(field.path())));
        return FieldTree.of(type, slots::get);
    }

    /** Objects as maps, the rest as {@link FieldValues#object} has it. Costs about a microsecond. */
    public Map<String, Object> of(Event event) {
        Members document = new Members();
        addMembers(document, root, event.values());
        event.undeclared().forEach((path, value) -> add(document, path, value));
        return document;
    }

    private static void addMembers(Members document, FieldTree object, FieldValues values) {
        object.members().forEach((name, member) -> {
            if (!member.isPresent(values)) {
                return; // an object without members is among the undeclared
            }
            if (member.isField()) {
                document.put(name, values.object(member.slot()));
            } else {
                Members members = new Members();
                addMembers(members, member, values);
                document.put(name, members);
            }
        });
    }

    private static void add(Members document, String path, Object value) {
        Members object = document;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            String outer = path.substring(from, dot);
            Members inner = object.get(outer) instanceof Members known ? known : new Members();
            object.put(outer, inner);
            object = inner;
            from = dot + 1;
        }
        object.put(path.substring(from), value);
    }
}
