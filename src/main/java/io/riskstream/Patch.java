package io.riskstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stage adds to an event. A value: it can be made on any thread, and is applied by the bolt on its own.
 *
 * <p>Each {@code with} method returns a new patch that shares the rest.
 */
public final class Patch {
    /** Adds nothing. */
    public static final Patch NONE = new Patch(List.of(), Map.of(), List.of(), null, null, null, null, false);

    private record Fields(int firstSlot, FieldValues values) {}

    private final List<Fields> fields;
    private final Map<String, Object> undeclared;
    private final List<String> degraded;
    private final String id;
    private final String key;
    private final Long time;
    private final Verdict verdict;
    private final boolean originalIsJson;

    private Patch(
            List<Fields> fields,
            Map<String, Object> undeclared,
            List<String> degraded,
            String id,
            String key,
            Long time,
            Verdict verdict,
            boolean originalIsJson) {
        this.fields = fields;
        this.undeclared = undeclared;
        this.degraded = degraded;
        this.id = id;
        this.key = key;
        this.time = time;
        this.verdict = verdict;
        this.originalIsJson = originalIsJson;
    }

    /** Fields to add: those present in {@code values}, which is frozen by this; its first slot is the event's {@code firstSlot}. */
    public Patch withFields(int firstSlot, FieldValues values) {
        values.freeze();
        return new Patch(
                append(fields, new Fields(firstSlot, values)),
                undeclared,
                degraded,
                id,
                key,
                time,
                verdict,
                originalIsJson);
    }

    /** Fields of the event that its type does not declare, by dotted path. The map and what is in it must be immutable. */
    public Patch withUndeclared(Map<String, Object> values) {
        return new Patch(fields, values, degraded, id, key, time, verdict, originalIsJson);
    }

    /** The name of a look-up that was passed over. */
    public Patch withDegraded(String lookup) {
        return new Patch(fields, undeclared, append(degraded, lookup), id, key, time, verdict, originalIsJson);
    }

    /** The event's own id, in place of its origin. */
    public Patch withId(String value) {
        return new Patch(fields, undeclared, degraded, value, key, time, verdict, originalIsJson);
    }

    /** The key that outputs are partitioned by, in place of the record's key. */
    public Patch withKey(String value) {
        return new Patch(fields, undeclared, degraded, id, value, time, verdict, originalIsJson);
    }

    /** When the event happened, in milliseconds since 1970, in place of the record's timestamp. */
    public Patch withTime(long value) {
        return new Patch(fields, undeclared, degraded, id, key, value, verdict, originalIsJson);
    }

    /** The event's original bytes are one JSON object: a parser has seen to it, and nobody needs to look again. */
    public Patch withOriginalJson() {
        return new Patch(fields, undeclared, degraded, id, key, time, verdict, true);
    }

    public Patch withVerdict(Verdict value) {
        return new Patch(fields, undeclared, degraded, id, key, time, value, originalIsJson);
    }

    private static <T> List<T> append(List<T> list, T last) {
        if (list.isEmpty()) {
            return List.of(last);
        }
        List<T> longer = new ArrayList<>(list.size() + 1);
        longer.addAll(list);
        longer.add(last);
        return longer;
    }

    FieldValues fieldsOver(FieldValues old) {
        if (fields.isEmpty()) {
            return old;
        }
        Fields first = fields.get(0);
        if (old.size() == 0 && fields.size() == 1 && first.firstSlot == 0) {
            return first.values;
        }
        int size = old.size();
        for (Fields part : fields) {
            size = Math.max(size, part.firstSlot + part.values.size());
        }
        FieldValues merged = old.copy(size);
        for (Fields part : fields) {
            merged.putAll(part.values, part.firstSlot);
        }
        return merged.freeze();
    }

    Map<String, Object> undeclared() {
        return undeclared;
    }

    List<String> degraded() {
        return degraded;
    }

    Optional<String> id() {
        return Optional.ofNullable(id);
    }

    Optional<String> key() {
        return Optional.ofNullable(key);
    }

    Optional<Long> time() {
        return Optional.ofNullable(time);
    }

    boolean originalIsJson() {
        return originalIsJson;
    }

    Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }
}
