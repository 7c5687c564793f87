package io.riskstream.parse.xml;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.stage.Options;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds the tree of the XML elements and attributes that an event type's fields are read from. A field that the option {@code members} does not name is
 * read from the element, or the attribute, with its own dotted path.
 */
public final class XmlMembers {
    private static final String MEMBERS = "members";
    private static final String ROOT = "root";
    private static final String LIST_TYPES = "listTypes";
    private static final Map<String, FieldType> TYPES = new TreeMap<>(Map.of(
            "string", FieldType.STRING,
            "long", FieldType.LONG,
            "double", FieldType.DOUBLE,
            "boolean", FieldType.BOOLEAN));

    private final Options options;
    private final Map<String, String> members;
    private final Map<String, String> listTypes;
    private final Map<String, String> namespaces;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> knownLists = new LinkedHashSet<>();

    private XmlMembers(Options options) {
        this.options = options;
        this.members = options.map(MEMBERS);
        this.listTypes = options.map(LIST_TYPES);
        this.namespaces = options.map("namespaces");
    }

    /** A field of an object, with the node from which its path begins. */
    private record Member(String key, int slot, Field field) {}

    /**
     * Returns the tree for the options of a parser.
     *
     * @throws ConfigurationException for a path that is not valid, a member that is not a field, or two fields with one path
     */
    public static XmlObjectType tree(EventType type, Options options) {
        return new XmlMembers(options).event(type);
    }

    private XmlObjectType event(EventType type) {
        XmlObjectType event = new XmlObjectType(type.size());
        XmlNode start = event.root();
        XmlNode document = null;
        if (options.has(ROOT)) {
            XmlPath path = path(options.text(ROOT), ROOT);
            if (!path.attribute().isEmpty() || path.elements().isEmpty()) {
                throw options.problem(
                        ROOT, "option 'root' must name an element, such as ClaimsSvcRq/ClaimsNotificationAddRq");
            }
            for (XmlPath.Name name : path.elements()) {
                start = start.addElement(name, event);
                start.setOnPathToEvent();
            }
            document = event.root();
        }
        start.setEvent();
        List<Member> fields = new ArrayList<>();
        for (int slot = 0; slot < type.size(); slot++) {
            if (type.arrives(slot)) {
                fields.add(new Member(type.field(slot).path(), slot, type.field(slot)));
            }
        }
        add(fields, type, event, start, document);
        requireKnown(MEMBERS, members, known, "no field '%s' in the event");
        requireKnown(LIST_TYPES, listTypes, knownLists, "no list without declared items '%s' in the event");
        return event;
    }

    private void requireKnown(String option, Map<String, String> given, Set<String> names, String message) {
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw options.problem(
                        option,
                        name,
                        "option '" + option + "': " + String.format(Locale.ROOT, message, name),
                        Nearest.hint(name, names));
            }
        }
    }

    private XmlPath path(String text, String option) {
        return XmlPath.of(text, namespaces, options, option);
    }

    /** Adds the fields of one object. Those with a path of their own come first, because a name that they take is free for no other field. */
    private void add(List<Member> fields, EventType type, XmlObjectType object, XmlNode start, XmlNode document) {
        for (Member member : fields) {
            known.add(member.key());
            if (members.containsKey(member.key())) {
                addAt(member, path(members.get(member.key()), MEMBERS), type, object, start, document);
            }
        }
        for (Member member : fields) {
            if (!members.containsKey(member.key())) {
                addByName(member, type, object, start);
            }
        }
        for (Member member : fields) {
            if (members.containsKey(member.key())) {
                take(member.field().path(), object, start);
            }
        }
    }

    private void addAt(
            Member member, XmlPath path, EventType type, XmlObjectType object, XmlNode start, XmlNode document) {
        String written = members.get(member.key());
        List<XmlPath.Name> elements = path.elements();
        XmlNode node = start;
        if (path.absolute()) {
            if (document == null) {
                throw wrong(
                        member,
                        written,
                        "a path from the document (/...) needs option 'root', and is not for fields of items");
            }
            if (elements.isEmpty() || !documentHas(elements.get(0), document)) {
                throw wrong(
                        member, written, "the path does not begin with the document's element as option 'root' does");
            }
            node = document;
        }
        for (XmlPath.Name name : elements) {
            requireNoList(member, written, node);
            node = node.addElement(name, object);
        }
        if (!path.attribute().isEmpty()) {
            requireNoList(member, written, node);
            node = node.addAttribute(path.attribute().get(0), object);
        } else if (node == start && member.field().type() == FieldType.LIST) {
            throw wrong(member, written, "the path names no element that can be the value");
        }
        if (node.isField()) {
            throw wrong(member, written, "field '" + node.path() + "' is read from the same place");
        }
        setField(node, member, type, object);
    }

    private static boolean documentHas(XmlPath.Name name, XmlNode document) {
        XmlNode element = document.element(name.local(), name.namespace());
        return element != null && element.isOnPathToEvent();
    }

    private void requireNoList(Member member, String written, XmlNode node) {
        if (node.items() != null) {
            throw wrong(
                    member,
                    written,
                    "the path is inside list '" + node.path() + "'; name fields of its items as " + node.path()
                            + ".FIELD");
        }
    }

    private ConfigurationException wrong(Member member, String written, String message) {
        return options.problem(
                MEMBERS, written, "option 'members': '" + written + "' of field '" + member.key() + "': " + message);
    }

    private void addByName(Member member, EventType type, XmlObjectType object, XmlNode start) {
        XmlNode node = start;
        String[] names = member.field().path().split("\\.", -1);
        for (int i = 0; i < names.length; i++) {
            if (!XmlPath.isName(names[i])) {
                throw options.problem(
                        MEMBERS,
                        member.key(),
                        "option 'members' needs a path for field '" + member.key() + "': no element can have the name '"
                                + names[i] + "'");
            }
            if (node.items() != null) {
                return; // a path in `members` makes a list of this element, so it cannot be an object too
            }
            if (i == names.length - 1 && member.field().type() != FieldType.LIST) {
                setIfFree(node.addAttribute(name(names[i], ""), object), member, type, object);
            }
            node = node.addElement(name(names[i], namespaces.getOrDefault("", XmlPath.Name.ANY)), object);
        }
        setIfFree(node, member, type, object);
    }

    private static XmlPath.Name name(String local, String namespace) {
        return new XmlPath.Name(local, local, namespace);
    }

    private void setIfFree(XmlNode node, Member member, EventType type, XmlObjectType object) {
        if (!node.isField()) {
            setField(node, member, type, object);
        }
    }

    private void setField(XmlNode node, Member member, EventType type, XmlObjectType object) {
        Field field = member.field();
        if (field.type() != FieldType.LIST) {
            node.setField(member.slot(), member.key(), field.type());
            return;
        }
        if (node.hasElements() || node.hasAttributes()) {
            throw options.problem(
                    MEMBERS,
                    member.key(),
                    "option 'members': the element of list '" + member.key() + "' contains other fields of the event");
        }
        object.addList(member.slot());
        if (field.items().isEmpty()) {
            knownLists.add(member.key());
            node.setField(member.slot(), member.key(), listType(member.key()));
            node.setItems(XmlObjectType.TEXTS);
            return;
        }
        node.setField(member.slot(), member.key(), FieldType.LIST);
        EventType itemType = type.itemType(member.slot()).orElseThrow();
        XmlObjectType items = new XmlObjectType(itemType.size());
        node.setItems(items);
        List<Member> fields = new ArrayList<>();
        for (int slot = 0; slot < itemType.size(); slot++) {
            Field inner = itemType.field(slot);
            fields.add(new Member(member.key() + "." + inner.path(), slot, inner));
        }
        add(fields, itemType, items, items.root(), null);
    }

    private FieldType listType(String list) {
        String name = listTypes.getOrDefault(list, "string");
        FieldType type = TYPES.get(name);
        if (type == null) {
            throw options.problem(
                    LIST_TYPES,
                    name,
                    "option 'listTypes': list '" + list + "' has the unknown type '" + name + "'",
                    Nearest.hint(name, TYPES.keySet()));
        }
        return type;
    }

    /** Marks the element that has the path of a field which is read from another place, so that the event does not keep a second value with this path. */
    private static void take(String path, XmlObjectType object, XmlNode start) {
        XmlNode node = start;
        for (String step : path.split("\\.", -1)) {
            if (node.items() != null || node.isTaken()) {
                return;
            }
            XmlNode inner = node.element(step, XmlPath.Name.ANY);
            if (inner == null) {
                node.addElement(name(step, XmlPath.Name.ANY), object).setTaken();
                return;
            }
            node = inner;
        }
        node.setTaken();
    }
}
