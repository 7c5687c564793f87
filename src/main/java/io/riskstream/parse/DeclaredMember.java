package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A declared member of an event's JSON object: a field, or an object that contains fields. The members form a tree, so that a parser finds the slot of
 * each field with one look-up for each name and builds no path.
 */
final class DeclaredMember {
    private static final int NO_SLOT = -1;
    private static final DeclaredMember[] NONE = {};

    private final String name;
    private final int number;
    private final int slot;
    private final FieldType type;
    private final byte[] utf8;
    private final Map<String, DeclaredMember> members = new HashMap<>();
    /** The tree of the items, if this is a list of objects; else null. */
    private final DeclaredMember items;

    /** The members in buckets, by the {@link #bucket} of their names. */
    private DeclaredMember[][] buckets = {};

    private int treeSize;
    private int slotCount;
    private long[] seen = {};

    // the order of members in the last document, since senders keep their order: the first member of this object, and
    // the member after this one in its parent
    private DeclaredMember firstSeen;
    private DeclaredMember nextSeen;

    private DeclaredMember(String name, FieldTree node, EventType type, int[] count) {
        this.name = name;
        this.number = count[0]++;
        this.slot = node.slot();
        this.type = node.isField() ? type.field(slot).type() : FieldType.ANY;
        this.items =
                node.isField() ? type.itemType(slot).map(DeclaredMember::tree).orElse(null) : null;
        this.utf8 = name.getBytes(StandardCharsets.UTF_8);
        node.members().forEach((inner, member) -> members.put(inner, new DeclaredMember(inner, member, type, count)));
    }

    /** Returns the tree of the fields that arrive with the event; its root is the event, or an item of a list of objects. */
    static DeclaredMember tree(EventType type) {
        int[] count = {0};
        DeclaredMember root = new DeclaredMember("", FieldTree.of(type, type::arrives), type, count);
        root.index();
        root.treeSize = count[0];
        root.slotCount = type.size();
        root.seen = new long[root.treeSize / Long.SIZE + 1];
        return root;
    }

    private void index() {
        buckets = new DeclaredMember[Integer.highestOneBit(2 * members.size() + 1) * 2][];
        Arrays.fill(buckets, NONE);
        for (DeclaredMember member : members.values()) {
            int bucket = bucket(member.utf8, 0, member.utf8.length);
            DeclaredMember[] extended = Arrays.copyOf(buckets[bucket], buckets[bucket].length + 1);
            extended[extended.length - 1] = member;
            buckets[bucket] = extended;
            member.index();
        }
    }

    private int bucket(byte[] bytes, int start, int end) {
        if (start == end) {
            return 0;
        }
        int middle = (start + end) >>> 1;
        return (31 * (31 * (31 * bytes[start] + bytes[middle]) + bytes[end - 1]) + end - start) & (buckets.length - 1);
    }

    /** Returns the declared member with this name in this object; null if there is none, since this runs for every member of every event. */
    DeclaredMember member(String name) {
        return members.get(name);
    }

    /**
     * Returns the declared member with the name in these bytes; null if there is none. It first checks the member that followed in the last document,
     * and stores the one that follows now, so a tree belongs to one thread.
     *
     * @param previous the declared member that was read before this one in the object; null for the first
     */
    DeclaredMember memberAfter(DeclaredMember previous, byte[] json, int start, int end) {
        DeclaredMember expected = previous == null ? firstSeen : previous.nextSeen;
        if (expected != null && expected.isNamed(json, start, end)) {
            return expected;
        }
        for (DeclaredMember member : buckets[bucket(json, start, end)]) {
            if (member.isNamed(json, start, end)) {
                if (previous == null) {
                    firstSeen = member;
                } else {
                    previous.nextSeen = member;
                }
                return member;
            }
        }
        return null;
    }

    private boolean isNamed(byte[] json, int start, int end) {
        return Arrays.equals(utf8, 0, utf8.length, json, start, end);
    }

    /**
     * True if a key is the dotted path of a declared member inside this object, such as {@code location.zip}. Such a key is an error: the field of this
     * path is a member of a nested object, and the sender certainly means it.
     */
    boolean declaresPath(String key) {
        DeclaredMember member = this;
        int from = 0;
        for (int dot = key.indexOf('.'); dot >= 0 && member != null; dot = key.indexOf('.', from)) {
            member = member.members.get(key.substring(from, dot));
            from = dot + 1;
        }
        return from > 0 && member != null && member.members.containsKey(key.substring(from));
    }

    /** Returns the name in the enclosing object; empty for the event itself. */
    String name() {
        return name;
    }

    /** Returns new values with a slot for each field of the tree; only the root can. */
    FieldValues newValues() {
        return new FieldValues(slotCount);
    }

    /** Returns one bit for each member of the tree, all cleared; only the root has them. They are the same each time, so a tree reads one object at a time. */
    long[] clearedSeen() {
        Arrays.fill(seen, 0);
        return seen;
    }

    /** Returns the tree of the items if this is a list of objects; null if it is not, since this runs for every list of every event. */
    DeclaredMember items() {
        return items;
    }

    /** Returns the index of this member among all members of the tree. */
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
