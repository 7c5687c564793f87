package io.riskstream.validate.schema;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An object of the document that has declared fields in it, the document itself among them. Events are flat: such an object is in an event if
 * one of its fields is, and without members it is among the undeclared.
 */
public final class DeclaredObject {
    /** A member: a field with a slot, or an object with fields in it. */
    public sealed interface Member permits FieldMember, ObjectMember {}

    public record FieldMember(int slot) implements Member {}

    public record ObjectMember(DeclaredObject object) implements Member {}

    private final String path;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private int[] slots = {};

    private DeclaredObject(String path) {
        this.path = path;
    }

    /** The document: these fields, by the slots they have in the type. */
    public static DeclaredObject document(EventType type, List<Field> fields) {
        DeclaredObject document = new DeclaredObject("");
        for (Field field : fields) {
            document.add(field.path(), type.slot(field.path()));
        }
        return document;
    }

    private void add(String fieldPath, int slot) {
        slots = IntStream.concat(IntStream.of(slots), IntStream.of(slot)).toArray();
        int from = path.isEmpty() ? 0 : path.length() + 1;
        int dot = fieldPath.indexOf('.', from);
        if (dot < 0) {
            members.put(fieldPath.substring(from), new FieldMember(slot));
            return;
        }
        Member inner = members.computeIfAbsent(
                fieldPath.substring(from, dot),
                name -> new ObjectMember(new DeclaredObject(fieldPath.substring(0, dot))));
        ((ObjectMember) inner).object().add(fieldPath, slot); // an event type has no field inside a field
    }

    /** Dotted; empty for the document. */
    String path() {
        return path;
    }

    /** By name, in the order of the schema. */
    public Map<String, Member> members() {
        return members;
    }

    /** Whether one of its fields, at any depth, has a value. */
    public boolean isPresent(FieldValues values) {
        for (int slot : slots) {
            if (values.isPresent(slot)) {
                return true;
            }
        }
        return false;
    }

    /** How many slots the values of an event must have to be read by the fields of this object. */
    public int reach() {
        return IntStream.of(slots).max().orElse(-1) + 1;
    }

    /** The objects in it, at any depth, itself first. */
    List<DeclaredObject> all() {
        List<DeclaredObject> all = new ArrayList<>();
        all.add(this);
        for (Member member : members.values()) {
            if (member instanceof ObjectMember inner) {
                all.addAll(inner.object().all());
            }
        }
        return all;
    }
}
