package io.riskstream.parse.xml;

import java.util.Arrays;

/** What the reader of XML knows of an object, which is the event or an item of a list: the nodes of its declared values, and the number of its slots. */
public final class XmlObjectType {
    /** The type of the items of a list whose field declares none: texts. */
    static final XmlObjectType TEXTS = new XmlObjectType(0);

    private final int size;
    private final XmlNode root = new XmlNode(new XmlPath.Name("", "", ""), 0);
    private int nodes = 1;
    private int[] lists = {};

    XmlObjectType(int size) {
        this.size = size;
    }

    /** Returns the number of slots of the object. */
    int size() {
        return size;
    }

    /** Returns the node of the element that is the object; for the event, the document. */
    XmlNode root() {
        return root;
    }

    int nextNumber() {
        return nodes++;
    }

    /** Returns the number of nodes. */
    int nodes() {
        return nodes;
    }

    void addList(int slot) {
        lists = Arrays.copyOf(lists, lists.length + 1);
        lists[lists.length - 1] = slot;
    }

    /** Returns the slots of lists. */
    int[] lists() {
        return lists;
    }
}
