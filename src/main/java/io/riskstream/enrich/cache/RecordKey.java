package io.riskstream.enrich.cache;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Template;
import io.riskstream.event.ValueKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The compiled key template of a look-up: the prefix before its first placeholder, the suffix after its last, and the part between them, the id. Most
 * keys have a single placeholder; their id is the event's own string, which costs nothing.
 */
public final class RecordKey {
    private final List<String> fieldPaths;
    private final String prefix;
    private final String suffix;
    private final Template id;
    /** The slot of the field that is the whole id; -1 if the id is composed. */
    private final int idSlot;

    private RecordKey(List<String> fieldPaths, String prefix, String suffix, Template id, OptionalInt idSlot) {
        this.fieldPaths = fieldPaths;
        this.prefix = prefix;
        this.suffix = suffix;
        this.id = id;
        this.idSlot = idSlot.orElse(-1);
    }

    /**
     * Compiles a key template.
     *
     * @throws IllegalArgumentException if the template is invalid, see {@link Template}
     */
    public static RecordKey of(String template, EventType type) {
        List<String> paths = Template.of(template, type).names();
        if (paths.isEmpty()) {
            return new RecordKey(paths, template, "", Template.of("", type), OptionalInt.empty());
        }
        int start = template.indexOf('{');
        int end = template.lastIndexOf('}') + 1;
        String idTemplate = template.substring(start, end);
        boolean singleField = idTemplate.equals("{" + paths.get(0) + "}");
        return new RecordKey(
                paths,
                template.substring(0, start),
                template.substring(end),
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

    /** Writes the id of an event's record into {@code key}. Returns that key, or null if the event lacks a field of the id. */
    public PackedKey id(Event event, PackedKey key) {
        if (idSlot >= 0 && event.kind(idSlot) == ValueKind.STRING) {
            return key.set(event.string(idSlot));
        }
        return id.fill(event, key.clearBuffer()) ? key.setWritten() : null;
    }

    /** Returns the store's key for an id. */
    public String storeKey(String recordId) {
        return prefix + recordId + suffix;
    }

    /** Returns the id in a key of the store; empty if the key belongs to another look-up. */
    public Optional<String> idIn(String storeKey) {
        return storeKey.length() >= prefix.length() + suffix.length()
                        && storeKey.startsWith(prefix)
                        && storeKey.endsWith(suffix)
                ? Optional.of(storeKey.substring(prefix.length(), storeKey.length() - suffix.length()))
                : Optional.empty();
    }
}
