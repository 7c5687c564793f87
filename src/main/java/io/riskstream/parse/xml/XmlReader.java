package io.riskstream.parse.xml;

import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.value.ItemLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;

/** Reads XML documents into fields. Not thread-safe; reusable for further documents. */
public final class XmlReader {
    /** The maximum number of characters of a name in a message; a namespace of ACORD has 50. */
    private static final int MAX_SHOWN = 100;

    private static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
    private static final XmlNode UNDECLARED = XmlObjectType.TEXTS.root();

    private final XmlObjectType type;
    private final Map<String, String> prefixes;
    private final XmlValues texts;
    private final XmlContent content = new XmlContent();
    private final ItemLimit limit;
    private final XmlTokens tokens;
    private final List<XmlUndeclared> ofElements = new ArrayList<>();

    private XmlObject event;
    private XmlUndeclared undeclared;
    private boolean found;
    private int items;

    /**
     * Creates a reader.
     *
     * @param type the tree of {@link XmlMembers}
     * @param prefixes prefixes by namespace, for the names of undeclared members
     * @param missing texts that mean a missing value
     * @param maxBytes the size of the largest document
     */
    public XmlReader(
            XmlObjectType type, Map<String, String> prefixes, Set<String> missing, XmlLimits limits, int maxBytes) {
        this.type = type;
        this.limit = limits.items();
        this.prefixes = prefixes;
        this.texts = new XmlValues(missing);
        this.tokens = new XmlTokens(limits, maxBytes);
        this.event = new XmlObject(type);
        this.undeclared = new XmlUndeclared();
    }

    /**
     * Reads a document. Afterwards, {@link #values} and {@link #undeclared} return its members.
     *
     * @param isUtf8 true if the document is UTF-8 whatever encoding its declaration names
     * @throws InvalidXmlException if the document is not valid, does not have the event, or exceeds a limit
     */
    public void read(byte[] document, boolean isUtf8) throws InvalidXmlException {
        event = new XmlObject(type);
        undeclared = new XmlUndeclared();
        found = false;
        items = 0;
        tokens.open(document, isUtf8);
        if (type.root().isEvent()) {
            event(type.root());
        } else {
            XmlNode node = type.root().element(tokens.localName(), tokens.namespace());
            if (node == null) {
                throw root("the document element is " + documentElement() + ", not the first element of option 'root'");
            }
            element(node, event, null);
        }
        tokens.finish();
        if (!found) {
            throw root("the document does not have the element that option 'root' names");
        }
    }

    /** Returns the name of the document element with its namespace, because either may differ from that of option {@code root}. */
    private String documentElement() {
        String namespace = tokens.namespace();
        return "'" + shortened(tokens.localName()) + "' "
                + (namespace.isEmpty() ? "without a namespace" : "in namespace '" + shortened(namespace) + "'");
    }

    private static String shortened(String name) {
        return name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "..." : name;
    }

    private static InvalidXmlException root(String message) {
        return new InvalidXmlException(RejectionCode.PARSE_ROOT, "", message);
    }

    /** Returns the fields of the event that was read last; they cannot be changed. */
    public FieldValues values() {
        return event.complete();
    }

    /** Returns the undeclared members of the event that was read last, as {@code Event.undeclared()} has them. */
    public Map<String, Object> undeclared() {
        return undeclared.complete();
    }

    // ---- Elements ----

    private void event(XmlNode node) throws InvalidXmlException {
        if (found) {
            throw root("the document has the element that option 'root' names more than once; an event has one");
        }
        found = true;
        String text = readContent(node, event, undeclared);
        if (node.isField()) {
            content.requireOneValue(node, text);
            texts.set(node, text, content.isNil(), event);
        } else if (!text.isEmpty()) {
            undeclared.add(XmlContent.TEXT, text);
        }
    }

    /**
     * Reads an element that has or contains declared values.
     *
     * @param parent the undeclared members of the element around it; null if they are not kept
     */
    private void element(XmlNode node, XmlObject object, XmlUndeclared parent) throws InvalidXmlException {
        if (node.isEvent()) {
            event(node);
            return;
        }
        if (node.items() != null) {
            item(node, object, parent);
            return;
        }
        if (!node.isOnPathToEvent() && !object.isFirst(node)) {
            throw node.repeated();
        }
        XmlUndeclared own = parent == null || node.isTaken() ? null : ofElement();
        String text = readContent(node, object, own);
        if (node.isField() && !(content.hasElements() && text.isEmpty())) {
            content.requireOneValue(node, text);
            texts.set(node, text, content.isNil(), object);
            if (own != null) {
                parent.addBeside(node.key(), own);
            }
        } else if (own != null) {
            content.keepInside(node, text, own, parent);
        }
    }

    /** Reads an item of a list. */
    private void item(XmlNode node, XmlObject object, XmlUndeclared parent) throws InvalidXmlException {
        boolean ofTexts = node.items() == XmlObjectType.TEXTS;
        if (!ofTexts) {
            requireRoom(node, object);
        }
        XmlObject item = new XmlObject(node.items());
        XmlNode root = node.items().root();
        XmlUndeclared own = ofElement();
        String text = readContent(root, item, own);
        boolean isObject = content.hasElements() || !ofTexts && (content.hasAttributes() || text.isEmpty());
        if (content.isNil()) {
            object.add(node.slot(), NullValue.NULL);
        } else if (root.isField() || isObject) {
            if (root.isField()) {
                content.requireOneValue(root, text);
                texts.set(root, text, false, item);
            } else if (!text.isEmpty()) {
                own.add(XmlContent.TEXT, text);
            }
            object.add(node.slot(), ofTexts ? own.complete() : new Item(item.complete(), own.complete()));
        } else {
            texts.addItem(node, text, object);
            if (parent != null) {
                parent.addBeside(node.key(), own);
            }
        }
    }

    private void requireRoom(XmlNode list, XmlObject object) throws InvalidXmlException {
        if (limit.isReached(object.count(list.slot()), items)) {
            throw new InvalidXmlException(
                    RejectionCode.PARSE_LIMIT,
                    list.path(),
                    "a list has more than " + limit.perList() + " items, or the lists of the event have more than "
                            + limit.perEvent() + " in total (option maxItems)");
        }
        items++;
    }

    /**
     * Reads the attributes and the content of an element: declared values into the object, others into the undeclared members.
     *
     * @param own the undeclared members of the element; null if they are not kept
     * @return the text, without white space around it
     */
    private String readContent(XmlNode node, XmlObject object, XmlUndeclared own) throws InvalidXmlException {
        boolean isNil = false;
        boolean attributes = false;
        boolean elements = false;
        boolean interrupted = false;
        boolean afterText = false;
        for (int i = 0; i < tokens.attributes(); i++) {
            String namespace = tokens.attributeNamespace(i);
            if (namespace.equals(SCHEMA_INSTANCE)) {
                isNil |= tokens.attributeName(i).equals("nil") && XmlValues.isTrue(tokens.attributeValue(i));
            } else {
                attributes = true;
                attribute(node.attribute(tokens.attributeName(i), namespace), i, object, own);
            }
        }
        String text = "";
        StringBuilder longer = null;
        for (int token = tokens.next(); token != XMLStreamConstants.END_ELEMENT; token = tokens.next()) {
            if (token == XMLStreamConstants.START_ELEMENT) {
                elements = true;
                afterText = !text.isEmpty();
                inner(node.element(tokens.localName(), tokens.namespace()), object, own);
            } else if (text.isEmpty()) {
                text = tokens.isWhiteSpace() ? "" : tokens.text();
            } else {
                longer = longer == null ? new StringBuilder(text) : longer;
                interrupted |= afterText && !tokens.isWhiteSpace();
                longer.append(tokens.text());
                tokens.requireText(longer.length());
            }
        }
        content.set(isNil, elements, attributes, interrupted);
        return XmlValues.stripped(longer == null ? text : longer.toString());
    }

    private void inner(XmlNode node, XmlObject object, XmlUndeclared parent) throws InvalidXmlException {
        if (node == null ? parent == null : node.isTaken() && node.declaresNothing()) {
            tokens.skipElement();
        } else if (node == null) {
            undeclaredElement(parent);
        } else {
            element(node, object, parent);
        }
    }

    private void attribute(XmlNode node, int index, XmlObject object, XmlUndeclared own) throws InvalidXmlException {
        if (node == null) {
            String name = tokens.attributeName(index);
            tokens.countName(name);
            if (own != null) {
                texts.addUndeclared(
                        own, "@" + prefixed(name, tokens.attributeNamespace(index)), tokens.attributeValue(index));
            }
        } else if (node.items() != null) {
            texts.addItem(node, XmlValues.stripped(tokens.attributeValue(index)), object);
        } else {
            texts.set(node, XmlValues.stripped(tokens.attributeValue(index)), false, object);
        }
    }

    // ---- Undeclared members ----

    /** Returns an object for the undeclared members of the element that has begun. It is free again when the next element of the same depth begins. */
    private XmlUndeclared ofElement() {
        int depth = tokens.depth();
        while (ofElements.size() <= depth) {
            ofElements.add(new XmlUndeclared());
        }
        return ofElements.get(depth).cleared();
    }

    private void undeclaredElement(XmlUndeclared parent) throws InvalidXmlException {
        tokens.countName(tokens.localName());
        String name = prefixed(tokens.localName(), tokens.namespace());
        XmlUndeclared own = ofElement();
        String text = readContent(UNDECLARED, event, own);
        if (content.isNil()) {
            parent.add(name, NullValue.NULL);
        } else if (own.isEmpty() && !content.hasElements()) {
            texts.addUndeclared(parent, name, text);
        } else {
            if (!text.isEmpty()) {
                own.add(XmlContent.TEXT, text);
            }
            parent.add(name, own.complete());
        }
    }

    private String prefixed(String local, String namespace) {
        String prefix = namespace.isEmpty() ? "" : prefixes.getOrDefault(namespace, "");
        return prefix.isEmpty() ? local : prefix + ":" + local;
    }
}
