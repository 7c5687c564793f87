package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Verdict;
import io.riskstream.stage.VerdictFields;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what is needed to compute a verdict again: the time of the event, and the fields that the rules read, also those of look-ups and histories, with the time at
 * which each record was fetched if its look-up provides it. Not thread-safe.
 */
final class AuditJson {
    private static final byte[] TIME = JsonOutput.encodedName("time");
    private static final byte[] FIELDS = JsonOutput.encodedName("fields");
    /** Versions whose fields are kept; more than one is used only around a release. */
    private static final int MAX_KNOWN = 64;

    private final EventType type;
    private final VerdictFields.Reader reads;
    private final Map<String, String> fetchedFields;
    private final Map<List<String>, EventJson> writers = new HashMap<>();
    private List<String> currentFields = List.of();
    private EventJson current;

    /**
     * Creates a writer.
     *
     * @param fetchedFields the path of the field that states when it was read, for each field that has one
     */
    AuditJson(EventType type, VerdictFields.Reader reads, Map<String, String> fetchedFields) {
        this.type = type;
        this.reads = reads;
        this.fetchedFields = Map.copyOf(fetchedFields);
    }

    /** Writes the record as an object of the given name. Returns false without writing if it is not known which fields the verdict depends on. */
    boolean write(byte[] name, Event event, Verdict verdict, JsonOutput json) {
        Optional<List<String>> fields = reads.of(verdict);
        if (fields.isEmpty()) {
            return false;
        }
        json.name(name).beginObject();
        json.name(TIME).value(event.time().toEpochMilli());
        writer(fields.get()).writeDeclared(json.name(FIELDS), event);
        json.endObject();
        return true;
    }

    @SuppressWarnings(
            "ReferenceEquality") // the same list for all events of a version; a comparison of its content costs more
    private EventJson writer(List<String> fields) {
        if (current == null || fields != currentFields) {
            if (writers.size() >= MAX_KNOWN) {
                writers.clear();
            }
            current = writers.computeIfAbsent(fields, paths -> {
                BitSet slots = slots(paths);
                return new EventJson(type, slots::get);
            });
            currentFields = fields;
        }
        return current;
    }

    /** Returns the slots of fields, and of those that state when they were read. */
    private BitSet slots(List<String> paths) {
        BitSet slots = new BitSet(type.size());
        for (String path : paths) {
            slots.set(type.slot(path));
            if (fetchedFields.containsKey(path)) {
                slots.set(type.slot(fetchedFields.get(path)));
            }
        }
        return slots;
    }
}
