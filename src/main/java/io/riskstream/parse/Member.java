package io.riskstream.parse;

import io.riskstream.EventType;
import io.riskstream.FieldType;
import java.util.HashMap;
import java.util.Map;

/**
 * A declared place in an event: a field, or an object that has fields in it. They form a tree, so that a parser going down a document finds
 * each field's slot with one look-up a name, and builds no path.
 */
final class Member {
    private static final int NO_SLOT = -1;

    private final String path;
    private final int number;
    private final int slot;
    private final FieldType type;
    private final Map<String, Member> members = new HashMap<>();

    private Member(String path, int number, int slot, FieldType type) {
        this.path = path;
        this.number = number;
        this.slot = slot;
        this.type = type;
    }

    /** The tree of the fields that come with the event; its root is the event. */
    static Member tree(EventType type) {
        int[] count = {0};
        Member root = new Member("", count[0]++, NO_SLOT, FieldType.ANY);
        for (int slot = 0; slot < type.size(); slot++) {
            if (!type.arrives(slot)) {
                continue;
            }
            String path = type.field(slot).path();
            Member at = root;
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                String outer = path.substring(0, dot);
                at = at.members.computeIfAbsent(
                        lastName(outer), name -> new Member(outer, count[0]++, NO_SLOT, FieldType.ANY));
            }
            FieldType fieldType = type.field(slot).type();
            at.members.put(lastName(path), new Member(path, count[0]++, slot, fieldType));
        }
        return root;
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The declared member of this name in this object; null if there is none, as this is asked for every member of every event. */
    Member member(String name) {
        return members.get(name);
    }

    /** Dotted; empty for the event itself. */
    String path() {
        return path;
    }

    /** Its place among all members of the tree. */
    int number() {
        return number;
    }

    boolean isField() {
        return slot != NO_SLOT;
    }

    int slot() {
        return slot;
    }

    FieldType type() {
        return type;
    }
}
