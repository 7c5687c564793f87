package io.riskstream.parse.xml;

import io.riskstream.event.FieldType;
import io.riskstream.event.RejectionCode;
import java.util.HashMap;
import java.util.Map;

/**
 * An element or attribute of an XML document that has a declared value, or is on the path to one. The nodes form a tree, so that the reader finds the slot
 * of each value with one look-up for each name and builds no path.
 */
final class XmlNode {
    private static final int NO_SLOT = -1;

    private final XmlPath.Name name;
    private final boolean inEveryNamespace;
    private final int number;
    private final Map<String, XmlNode> elements = new HashMap<>();
    private final Map<String, XmlNode> attributes = new HashMap<>();

    /** Another node with the same local name in another namespace; a node for every namespace is the last. */
    private XmlNode next;

    private int slot = NO_SLOT;
    private String path = "";
    private FieldType type = FieldType.ANY;
    private XmlObjectType items;
    private boolean event;
    private boolean onPathToEvent;
    private boolean taken;

    XmlNode(XmlPath.Name name, int number) {
        this.name = name;
        this.inEveryNamespace = name.namespace().equals(XmlPath.Name.ANY);
        this.number = number;
    }

    /** Returns the member of the event's undeclared members that this element is. */
    String key() {
        return name.written();
    }

    /** Returns the index of this node among the nodes of its object. */
    int number() {
        return number;
    }

    /** Returns the node of an element inside this one; null if there is none, since this runs for every element of every event. */
    XmlNode element(String local, String namespace) {
        return find(elements, local, namespace);
    }

    /** Returns the node of an attribute of this element; null if there is none. */
    XmlNode attribute(String local, String namespace) {
        return find(attributes, local, namespace);
    }

    private static XmlNode find(Map<String, XmlNode> nodes, String local, String namespace) {
        for (XmlNode node = nodes.get(local); node != null; node = node.next) {
            if (node.inEveryNamespace || node.name.namespace().equals(namespace)) {
                return node;
            }
        }
        return null;
    }

    boolean hasAttributes() {
        return !attributes.isEmpty();
    }

    boolean hasElements() {
        return !elements.isEmpty();
    }

    /** Returns the node of an element inside this one, added to the type if there is none. */
    XmlNode addElement(XmlPath.Name added, XmlObjectType type) {
        return add(elements, added, type);
    }

    /** Returns the node of an attribute of this element, added to the type if there is none. */
    XmlNode addAttribute(XmlPath.Name added, XmlObjectType type) {
        return add(attributes, added, type);
    }

    private static XmlNode add(Map<String, XmlNode> nodes, XmlPath.Name added, XmlObjectType type) {
        XmlNode last = null;
        for (XmlNode node = nodes.get(added.local()); node != null; node = node.next) {
            if (node.name.namespace().equals(added.namespace())) {
                return node;
            }
            last = node;
        }
        XmlNode node = new XmlNode(added, type.nextNumber());
        if (last == null) {
            nodes.put(added.local(), node);
        } else if (last.inEveryNamespace) {
            node.next = nodes.put(added.local(), node);
        } else {
            last.next = node;
        }
        return node;
    }

    /** Makes this the node of a field. */
    void setField(int fieldSlot, String fieldPath, FieldType valueType) {
        slot = fieldSlot;
        path = fieldPath;
        type = valueType;
    }

    /** Makes this the node of a list. */
    void setItems(XmlObjectType itemType) {
        items = itemType;
    }

    /** True if the text of this node is the value of a field, or of an item of it. */
    boolean isField() {
        return slot != NO_SLOT;
    }

    int slot() {
        return slot;
    }

    /** Returns the dotted path of the field. */
    String path() {
        return path;
    }

    /** Returns the type of the value; for a list without declared items, of each item. */
    FieldType type() {
        return type;
    }

    /** Returns the type of the items if this node is repeated; null if it is not. */
    XmlObjectType items() {
        return items;
    }

    void setEvent() {
        event = true;
    }

    /** True if this element is the event. */
    boolean isEvent() {
        return event;
    }

    void setOnPathToEvent() {
        onPathToEvent = true;
    }

    /** True if this element may occur several times, of which one contains the event. */
    boolean isOnPathToEvent() {
        return onPathToEvent;
    }

    void setTaken() {
        taken = true;
    }

    /** True if a field that is read from another place has the path of this element, so the event cannot keep the undeclared content of the element. */
    boolean isTaken() {
        return taken;
    }

    /** True if the element neither has nor contains a declared value. */
    boolean declaresNothing() {
        return !isField() && elements.isEmpty() && attributes.isEmpty();
    }

    /** Returns the exception for a second value of this node in one object. */
    InvalidXmlException repeated() {
        return new InvalidXmlException(
                RejectionCode.PARSE_KEY,
                isField() ? path : key(),
                isField()
                        ? "the value occurs more than once, and its field is not a list"
                        : "the element occurs more than once, and is not declared as a list; the fields inside it have one value");
    }
}
