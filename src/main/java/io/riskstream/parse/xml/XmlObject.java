package io.riskstream.parse.xml;

import io.riskstream.event.FieldValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The declared values of an event, or of an item of a list, while its XML is read. */
final class XmlObject {
    private final XmlObjectType type;
    private final FieldValues values;
    private final long[] seen;

    XmlObject(XmlObjectType type) {
        this.type = type;
        this.values = new FieldValues(type.size());
        this.seen = new long[type.nodes() / Long.SIZE + 1];
    }

    FieldValues values() {
        return values;
    }

    /** Records that the element of a node has occurred. Returns false if it had before. */
    boolean isFirst(XmlNode node) {
        int word = node.number() / Long.SIZE;
        long bit = 1L << node.number();
        boolean first = (seen[word] & bit) == 0;
        seen[word] |= bit;
        return first;
    }

    /** Adds an item to a list. */
    void add(int slot, Object item) {
        if (!values.isPresent(slot)) {
            values.setList(slot, new ArrayList<>());
        }
        values.list(slot).add(item);
    }

    /** Returns the number of items of a list. */
    int count(int slot) {
        return values.isPresent(slot) ? values.list(slot).size() : 0;
    }

    /** Makes the lists immutable, and returns the values. */
    FieldValues complete() {
        for (int slot : type.lists()) {
            if (values.isPresent(slot)) {
                List<Object> list = values.list(slot);
                values.setList(slot, Collections.unmodifiableList(list));
            }
        }
        return values.freeze();
    }
}
