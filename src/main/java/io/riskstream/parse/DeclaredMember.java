package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A declared place in an event: a field, or an object that has fields in it. They form a tree, so that a parser going down a document finds
 * each field's slot with one look-up a name, and builds no path.
 */
final class DeclaredMember {
    private static final int NO_SLOT = -1;
    private static final DeclaredMember[] NONE = {};

    private final String path;
    private final int number;
    private final int slot;
    private final FieldType type;
    private final byte[] name;
    private final Map<String, DeclaredMember> members = new HashMap<>();

    /** The members again, by what {@link #place} says of their names. */
    private DeclaredMember[][] byName = {};

    private int treeSize;

    // what came the last time: the object's first member, and the one after this in the object around it; senders keep
    // their order
    private DeclaredMember first;
    private DeclaredMember next;

    private DeclaredMember(String name, FieldTree node, EventType type, int[] count) {
        this.path = node.path();
        this.number = count[0]++;
        this.slot = node.slot();
        this.type = node.isField() ? type.field(slot).type() : FieldType.ANY;
        this.name = name.getBytes(StandardCharsets.UTF_8);
        node.members().forEach((inner, member) -> members.put(inner, new DeclaredMember(inner, member, type, count)));
    }

    /** Returns the tree of the fields that arrive with the event; its root is the event. */
    static DeclaredMember tree(EventType type) {
        int[] count = {0};
        DeclaredMember root = new DeclaredMember("", FieldTree.of(type, type::arrives), type, count);
        root.index();
        root.treeSize = count[0];
        return root;
    }

    private void index() {
        byName = new DeclaredMember[Integer.highestOneBit(2 * members.size() + 1) * 2][];
        Arrays.fill(byName, NONE);
        for (DeclaredMember member : members.values()) {
            int place = place(member.name, 0, member.name.length);
            DeclaredMember[] alike = Arrays.copyOf(byName[place], byName[place].length + 1);
            alike[alike.length - 1] = member;
            byName[place] = alike;
            member.index();
        }
    }

    private int place(byte[] from, int start, int end) {
        if (start == end) {
            return 0;
        }
        int middle = (start + end) >>> 1;
        return (31 * (31 * (31 * from[start] + from[middle]) + from[end - 1]) + end - start) & (byName.length - 1);
    }

    /** The declared member of this name in this object; null if there is none, as this is asked for every member of every event. */
    DeclaredMember member(String name) {
        return members.get(name);
    }

    /**
     * The declared member that is named by these bytes; null if there is none. It looks first at what came next the last time, and remembers what
     * does now: one thread's.
     *
     * @param before the declared member that was read before it in this object, null if none was
     */
    DeclaredMember memberAfter(DeclaredMember before, byte[] json, int from, int to) {
        DeclaredMember expected = before == null ? first : before.next;
        if (expected != null && expected.isNamed(json, from, to)) {
            return expected;
        }
        for (DeclaredMember member : byName[place(json, from, to)]) {
            if (member.isNamed(json, from, to)) {
                if (before == null) {
                    first = member;
                } else {
                    before.next = member;
                }
                return member;
            }
        }
        return null;
    }

    private boolean isNamed(byte[] json, int from, int to) {
        return Arrays.equals(name, 0, name.length, json, from, to);
    }

    /** Dotted; empty for the event itself. */
    String path() {
        return path;
    }

    /** Of the root: how many members are in the tree, itself included. */
    int treeSize() {
        return treeSize;
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
