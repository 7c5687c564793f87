package io.riskstream.parse.xml;

import io.riskstream.event.FieldType;
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
    private static final String TEXT = "#text";
    private static final XmlNode UNDECLARED = XmlObjectType.TEXTS.root();

    private final XmlObjectType type;
    private final Map<String, String> prefixes;
    private final Set<String> missing;
    private final ItemLimit limit;
    private final XmlTokens tokens;
    private final List<XmlUndeclared> ofElements = new ArrayList<>();

    private XmlObject event;
    private XmlUndeclared undeclared;
    private boolean found;
    private int items;

    // of the element that was read last
    private boolean nil;
    private boolean hasElements;
    private boolean hasAttributes;
    /** True if it has a text before and after an inner element. */
    private boolean isInterrupted;

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
        this.missing = missing;
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
        String text = content(node, event, undeclared);
        if (node.isField()) {
            requireOneValue(node, text);
            set(node, text, nil, event);
        } else if (!text.isEmpty()) {
            undeclared.add(TEXT, text);
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
            throw repeated(node);
        }
        XmlUndeclared own = parent == null || node.isTaken() ? null : ofElement();
        String text = content(node, object, own);
        if (node.isField() && !(hasElements && text.isEmpty())) {
            requireOneValue(node, text);
            set(node, text, nil, object);
            keepBeside(node, own, parent);
        } else if (own != null) {
            keepInside(node, text, own, parent);
        }
    }

    private static InvalidXmlException repeated(XmlNode node) {
        return new InvalidXmlException(
                RejectionCode.PARSE_KEY,
                node.isField() ? node.path() : node.key(),
                node.isField()
                        ? "the value occurs more than once, and its field is not a list"
                        : "the element occurs more than once, and is not declared as a list; the fields inside it have one value");
    }

    /** Rejects a value such as {@code 12<b/>50}, whose texts around the inner element are not one value, and a null with a text. */
    private void requireOneValue(XmlNode field, String text) throws InvalidXmlException {
        if (nil && !text.isEmpty()) {
            throw new InvalidXmlException(
                    RejectionCode.PARSE_KEY, field.path(), "the element has xsi:nil=\"true\" and a text");
        }
        if (isInterrupted) {
            throw new InvalidXmlException(
                    RejectionCode.PARSE_KEY,
                    field.path(),
                    "the element has a text before and after an inner element, so it is not one value");
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
        String text = content(root, item, own);
        boolean isObject = hasElements || !ofTexts && (hasAttributes || text.isEmpty());
        if (nil) {
            object.add(node.slot(), NullValue.NULL);
        } else if (root.isField() || isObject) {
            if (root.isField()) {
                requireOneValue(root, text);
                set(root, text, false, item);
            } else if (!text.isEmpty()) {
                own.add(TEXT, text);
            }
            object.add(node.slot(), ofTexts ? own.complete() : new Item(item.complete(), own.complete()));
        } else {
            addText(node, text, object);
            keepBeside(node, own, parent);
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
    private String content(XmlNode node, XmlObject object, XmlUndeclared own) throws InvalidXmlException {
        boolean isNil = false;
        boolean attributes = false;
        boolean elements = false;
        boolean interrupted = false;
        boolean afterText = false;
        for (int i = 0; i < tokens.attributes(); i++) {
            String namespace = tokens.attributeNamespace(i);
            if (namespace.equals(SCHEMA_INSTANCE)) {
                isNil |= tokens.attributeName(i).equals("nil") && XmlValue.isTrue(tokens.attributeValue(i));
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
        nil = isNil;
        hasElements = elements;
        isInterrupted = interrupted;
        hasAttributes = attributes;
        return XmlValue.stripped(longer == null ? text : longer.toString());
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
                keep(own, "@" + prefixed(name, tokens.attributeNamespace(index)), tokens.attributeValue(index));
            }
        } else if (node.items() != null) {
            addText(node, XmlValue.stripped(tokens.attributeValue(index)), object);
        } else {
            set(node, XmlValue.stripped(tokens.attributeValue(index)), false, object);
        }
    }

    // ---- Declared values ----

    private void set(XmlNode node, String text, boolean isNull, XmlObject object) throws InvalidXmlException {
        FieldValues values = object.values();
        if (values.isPresent(node.slot())) {
            throw repeated(node);
        }
        if (isNull) {
            values.setNull(node.slot());
        } else if (!missing.contains(text)) {
            XmlValue.put(text, node.type(), values, node.slot());
        }
    }

    private void addText(XmlNode list, String text, XmlObject object) {
        if (missing.contains(text)) {
            return;
        }
        if (list.type() == FieldType.STRING || list.type() == FieldType.LIST) {
            object.add(list.slot(), text);
        } else {
            FieldValues value = new FieldValues(1);
            XmlValue.put(text, list.type(), value, 0);
            object.add(list.slot(), value.object(0));
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
        String text = content(UNDECLARED, event, own);
        if (nil) {
            parent.add(name, NullValue.NULL);
        } else if (own.isEmpty() && !hasElements) {
            keep(parent, name, text);
        } else {
            if (!text.isEmpty()) {
                own.add(TEXT, text);
            }
            parent.add(name, own.complete());
        }
    }

    private void keep(XmlUndeclared parent, String name, String text) {
        if (!missing.contains(text)) {
            parent.add(name, text);
        }
    }

    /** Keeps the undeclared members of an element that is a value: they cannot be inside it, so their names begin with its name. */
    private static void keepBeside(XmlNode node, XmlUndeclared own, XmlUndeclared parent) {
        if (own != null && parent != null && !own.isEmpty()) {
            own.complete()
                    .forEach((name, value) ->
                            parent.addAll(node.key() + (name.startsWith("@") ? "" : "/") + name, value));
        }
    }

    /** Keeps the undeclared members of an element that is an object, or what is in place of one, so that validation reports it. */
    private void keepInside(XmlNode node, String text, XmlUndeclared own, XmlUndeclared parent) {
        if (nil) {
            parent.add(node.key(), NullValue.NULL);
        } else if (!hasElements && !hasAttributes) {
            parent.add(node.key(), text.isEmpty() ? Map.of() : text);
        } else {
            if (!text.isEmpty()) {
                own.add(TEXT, text);
            }
            if (!own.isEmpty()) {
                parent.add(node.key(), own.complete());
            }
        }
    }

    private String prefixed(String local, String namespace) {
        String prefix = namespace.isEmpty() ? "" : prefixes.getOrDefault(namespace, "");
        return prefix.isEmpty() ? local : prefix + ":" + local;
    }
}
