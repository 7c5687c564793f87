package io.riskstream.enrich.cache;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Template;
import io.riskstream.event.ValueKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The key of a look-up, compiled: what stands before its first hole and after its last, and the part between them, the id. Most keys have one
 * hole alone; their id is the event's own string, and costs nothing.
 */
public final class RecordKey {
    private final List<String> reads;
    private final String before;
    private final String after;
    private final Template id;
    private final int wholeSlot;

    private RecordKey(List<String> reads, String before, String after, Template id, OptionalInt wholeSlot) {
        this.reads = reads;
        this.before = before;
        this.after = after;
        this.id = id;
        this.wholeSlot = wholeSlot.orElse(-1);
    }

    /**
     * Compiles a key.
     *
     * @throws IllegalArgumentException if the template is wrong, see {@link Template}
     */
    public static RecordKey of(String template, EventType type) {
        List<String> reads = Template.of(template, type).names();
        if (reads.isEmpty()) {
            return new RecordKey(reads, template, "", Template.of("", type), OptionalInt.empty());
        }
        int from = template.indexOf('{');
        int to = template.lastIndexOf('}') + 1;
        String holes = template.substring(from, to);
        boolean whole = holes.equals("{" + reads.get(0) + "}");
        return new RecordKey(
                reads,
                template.substring(0, from),
                template.substring(to),
                Template.of(holes, type),
                whole ? type.find(reads.get(0)) : OptionalInt.empty());
    }

    /** Paths of the event's fields that the key is made of. */
    public List<String> reads() {
        return reads;
    }

    /** What stands before the id in the store's key. */
    public String before() {
        return before;
    }

    /** What tells this event's record from others of the look-up, in the probe; null if the event lacks a field of it. */
    public PackedKey id(Event event, PackedKey probe) {
        if (wholeSlot >= 0 && event.kind(wholeSlot) == ValueKind.STRING) {
            return probe.of(event.string(wholeSlot));
        }
        return id.fill(event, probe.clear()) ? probe.ready() : null;
    }

    /** The store's key for an id. */
    public String key(String recordId) {
        return before + recordId + after;
    }

    /** The id in a key of the store; empty if the key is not of this look-up. */
    public Optional<String> idIn(String key) {
        return key.length() >= before.length() + after.length() && key.startsWith(before) && key.endsWith(after)
                ? Optional.of(key.substring(before.length(), key.length() - after.length()))
                : Optional.empty();
    }
}
