package io.riskstream.enrich.cache;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.KeyFormat;
import io.riskstream.event.Template;
import io.riskstream.event.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The compiled key template of a look-up: the prefix before its first placeholder, the suffix after its last, and the part between them, the id. Most
 * keys have a single placeholder; their id is the event's own string, which costs nothing.
 *
 * <p>The id of a template whose values are escaped has the values as they are, each preceded by its length, so that different values never have the same
 * id; the length of the last value and of a part of a date follows from the others. So the hot path escapes nothing: {@link #storeKey} escapes the
 * values, after a miss. Any other id is the part of the key itself.
 */
public final class RecordKey {
    /** The maximum length of a key, in characters: an event may contain a value of any length. */
    private static final int MAX_LENGTH = 4_096;

    private final List<String> fieldPaths;
    private final String prefix;
    private final String suffix;
    private final Template whole;
    private final Template id;
    /** The slot of the field that is the whole id; -1 if the id is composed. */
    private final int idSlot;

    private final KeyFormat format;
    private final int placeholders;
    private final boolean escapes;
    /** The last placeholder whose values differ in length; -1 if there is none. */
    private final int lastVariable;
    /** For each placeholder: true if the id contains the length of its value. */
    private final boolean[] counted;

    private RecordKey(String prefix, String suffix, Template whole, Template id, OptionalInt idSlot) {
        this.fieldPaths = whole.names();
        this.prefix = prefix;
        this.suffix = suffix;
        this.whole = whole;
        this.id = id;
        this.idSlot = idSlot.orElse(-1);
        this.format = whole.format();
        this.placeholders = fieldPaths.size();
        int last = placeholders - 1;
        while (last >= 0 && format.fixedLength(last) > 0) {
            last--;
        }
        this.lastVariable = last;
        this.escapes = format.escapes();
        this.counted = new boolean[placeholders];
        for (int i = 0; i < placeholders; i++) {
            counted[i] = i != last && format.fixedLength(i) == 0;
        }
    }

    /**
     * Compiles a key template.
     *
     * @throws IllegalArgumentException if the template is invalid, see {@link Template#ofKey}
     */
    public static RecordKey of(String template, KeyEscape escape, EventType type) {
        Template whole = Template.ofKey(template, type, Map.of(), escape);
        List<String> paths = whole.names();
        if (paths.isEmpty()) {
            return new RecordKey(template, "", whole, Template.of("", type), OptionalInt.empty());
        }
        int start = template.indexOf('{');
        int end = template.lastIndexOf('}') + 1;
        String idTemplate = template.substring(start, end);
        boolean singleField = idTemplate.equals("{" + paths.get(0) + "}");
        return new RecordKey(
                template.substring(0, start),
                template.substring(end),
                whole,
                Template.of(idTemplate, type),
                singleField ? type.find(paths.get(0)) : OptionalInt.empty());
    }

    /** Returns the paths of the event fields that the key contains. */
    public List<String> fieldPaths() {
        return fieldPaths;
    }

    /** Returns the part of the store's key before the id. */
    public String prefix() {
        return prefix;
    }

    /**
     * Writes the id of an event's record into {@code key}. Returns that key, or null if {@link #problem} returns a problem. A key that is returned may
     * have a problem too, which requires a look at every character: call {@link #problem} before a request. No record with such a key is ever cached.
     */
    public PackedKey id(Event event, PackedKey key) {
        if (idSlot >= 0 && event.kind(idSlot) == ValueKind.STRING) {
            return key.set(event.string(idSlot));
        }
        StringBuilder to = key.clearBuffer();
        boolean complete = escapes ? appendValues(event, to) : id.fill(event, to);
        return complete ? key.setWritten() : null;
    }

    private boolean appendValues(Event event, StringBuilder to) {
        for (int i = 0; i < placeholders; i++) {
            int start = to.length();
            if (counted[i]) {
                to.append('\0'); // reserves the place of the length
            }
            if (!whole.appendValue(i, event, to)) {
                return false;
            }
            if (counted[i]) {
                to.setCharAt(start, (char) (to.length() - start - 1));
            }
        }
        return true;
    }

    /** Returns why an event's values make no key; empty if they make one. */
    public Optional<Template.Problem> problem(Event event) {
        Optional<Template.Problem> problem = whole.problem(event);
        if (problem.isPresent()) {
            return problem;
        }
        PackedKey written = id(event, new PackedKey());
        return written.toString().length() > MAX_LENGTH
                ? Optional.of(new Template.Problem(false, "the key has more than " + MAX_LENGTH + " characters"))
                : Optional.empty();
    }

    /** Returns the store's key of an event's record; empty if the event's values make no key. */
    public Optional<String> storeKey(Event event) {
        return problem(event).isPresent()
                ? Optional.empty()
                : Optional.of(storeKey(id(event, new PackedKey()).toString()));
    }

    /** Returns the store's key for an id. */
    public String storeKey(String recordId) {
        return escapes ? format.join(values(recordId)) : prefix + recordId + suffix;
    }

    private List<String> values(String recordId) {
        List<String> values = new ArrayList<>(placeholders);
        int following = 0;
        for (int i = lastVariable + 1; i < placeholders; i++) {
            following += format.fixedLength(i);
        }
        int from = 0;
        for (int i = 0; i < placeholders; i++) {
            int end;
            if (i == lastVariable) {
                end = recordId.length() - following;
            } else if (counted[i]) {
                end = from + 1 + recordId.charAt(from);
                from++;
            } else {
                end = from + format.fixedLength(i);
            }
            values.add(recordId.substring(from, end));
            from = end;
        }
        return values;
    }

    /** Returns the id in a key of the store; empty if the key belongs to another look-up. */
    public Optional<String> idIn(String storeKey) {
        if (storeKey.length() < prefix.length() + suffix.length()
                || !storeKey.startsWith(prefix)
                || !storeKey.endsWith(suffix)) {
            return Optional.empty();
        }
        return escapes
                ? format.split(storeKey).map(this::id)
                : Optional.of(storeKey.substring(prefix.length(), storeKey.length() - suffix.length()));
    }

    private String id(List<String> values) {
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < placeholders; i++) {
            if (counted[i]) {
                written.append((char) values.get(i).length());
            }
            written.append(values.get(i));
        }
        return written.toString();
    }
}
