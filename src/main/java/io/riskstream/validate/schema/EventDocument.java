package io.riskstream.validate.schema;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the document again that an event was parsed from: the schema's fields and the undeclared ones, nested, without what look-ups added. */
public final class EventDocument {
    /** An object made here, and so one that may be added to, unlike a value of the event. */
    private static final class Members extends LinkedHashMap<String, Object> {}

    private final DeclaredObject root;

    public EventDocument(EventType type, List<Field> fields) {
        this(DeclaredObject.document(type, fields));
    }

    public EventDocument(DeclaredObject root) {
        this.root = root;
    }

    /** Objects as maps, the rest as {@link FieldValues#object} has it. Costs about a microsecond. */
    public Map<String, Object> of(Event event) {
        Members document = new Members();
        addMembers(document, root, event.values());
        event.undeclared().forEach((path, value) -> add(document, path, value));
        return document;
    }

    private static void addMembers(Map<String, Object> document, DeclaredObject object, FieldValues values) {
        object.members().forEach((name, member) -> {
            if (member instanceof DeclaredObject.ObjectMember inner) {
                Members members = new Members();
                addMembers(members, inner.object(), values);
                if (!members.isEmpty()) { // an empty one would be among the undeclared
                    document.put(name, members);
                }
            } else if (member instanceof DeclaredObject.FieldMember field) {
                if (field.slot() < values.size() && values.isPresent(field.slot())) {
                    document.put(name, values.object(field.slot()));
                }
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
