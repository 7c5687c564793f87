package io.riskstream.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The additions of a stage to an event. Immutable: any thread may create a patch; the executor's thread applies it.
 *
 * <p>Each {@code with} method returns a new patch with one more addition.
 */
public final class Patch {
    /** The patch that adds nothing. */
    public static final Patch NONE =
            new Patch(new int[0], new FieldValues[0], Map.of(), List.of(), null, null, null, null, false);

    /** The event's slot of the first value of each part. */
    private final int[] firstSlots;

    private final FieldValues[] parts;
    private final Map<String, Object> undeclared;
    private final List<Degradation> degraded;
    private final String id;
    private final String key;
    private final Long time;
    private final Verdict verdict;
    private final boolean originalIsJson;

    private Patch(
            int[] firstSlots,
            FieldValues[] parts,
            Map<String, Object> undeclared,
            List<Degradation> degraded,
            String id,
            String key,
            Long time,
            Verdict verdict,
            boolean originalIsJson) {
        this.firstSlots = firstSlots;
        this.parts = parts;
        this.undeclared = undeclared;
        this.degraded = degraded;
        this.id = id;
        this.key = key;
        this.time = time;
        this.verdict = verdict;
        this.originalIsJson = originalIsJson;
    }

    /**
     * Adds fields: the present values of {@code values}, which this method freezes.
     *
     * @param firstSlot the event's slot of the first value
     */
    public Patch withFields(int firstSlot, FieldValues values) {
        values.freeze();
        int[] slots = Arrays.copyOf(firstSlots, firstSlots.length + 1);
        FieldValues[] longer = Arrays.copyOf(parts, parts.length + 1);
        slots[parts.length] = firstSlot;
        longer[parts.length] = values;
        return new Patch(slots, longer, undeclared, degraded, id, key, time, verdict, originalIsJson);
    }

    /**
     * Returns a patch that adds the fields of several records at once. It is cheaper than one call of {@link #withFields} for each record.
     *
     * @param firstSlots the event's slot of the first value of each part; kept, not copied
     * @param parts frozen values; kept, not copied
     */
    public static Patch ofFields(int[] firstSlots, FieldValues[] parts) {
        if (firstSlots.length != parts.length) {
            throw new IllegalArgumentException(firstSlots.length + " slots for " + parts.length + " parts");
        }
        return new Patch(firstSlots, parts, Map.of(), List.of(), null, null, null, null, false);
    }

    /**
     * Adds the members that the event type does not declare, nested as in the document; see {@link Event#undeclared}. They replace those that the event
     * has; an empty map replaces nothing. The map and its values must be immutable.
     */
    public Patch withUndeclared(Map<String, Object> values) {
        if (values.isEmpty() && undeclared.isEmpty()) {
            return this;
        }
        return new Patch(firstSlots, parts, values, degraded, id, key, time, verdict, originalIsJson);
    }

    /** Adds a look-up that did not add its current record. */
    public Patch withDegraded(String lookup, Degradation.Cause cause) {
        List<Degradation> longer = append(degraded, new Degradation(lookup, cause));
        return new Patch(firstSlots, parts, undeclared, longer, id, key, time, verdict, originalIsJson);
    }

    /** Sets the event's own id, which replaces its origin as {@link Event#id}. */
    public Patch withId(String value) {
        return new Patch(firstSlots, parts, undeclared, degraded, value, key, time, verdict, originalIsJson);
    }

    /** Sets the key that partitions the outputs, instead of the key of the record. */
    public Patch withKey(String value) {
        return new Patch(firstSlots, parts, undeclared, degraded, id, value, time, verdict, originalIsJson);
    }

    /** Sets when the event happened, in milliseconds since 1970, instead of the timestamp of the record. */
    public Patch withTime(long value) {
        return new Patch(firstSlots, parts, undeclared, degraded, id, key, value, verdict, originalIsJson);
    }

    /** States that the original bytes are one JSON object. The parser has checked it, so no later stage needs to. */
    public Patch withOriginalJson() {
        return new Patch(firstSlots, parts, undeclared, degraded, id, key, time, verdict, true);
    }

    /** Sets the verdict. */
    public Patch withVerdict(Verdict value) {
        return new Patch(firstSlots, parts, undeclared, degraded, id, key, time, value, originalIsJson);
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
        if (parts.length == 0) {
            return old;
        }
        if (old.size() == 0 && parts.length == 1 && firstSlots[0] == 0) {
            return parts[0];
        }
        int size = old.size();
        for (int i = 0; i < parts.length; i++) {
            size = Math.max(size, firstSlots[i] + parts[i].size());
        }
        FieldValues merged = old.copy(size);
        for (int i = 0; i < parts.length; i++) {
            merged.putAll(parts[i], firstSlots[i]);
        }
        return merged.freeze();
    }

    Map<String, Object> undeclared() {
        return undeclared;
    }

    List<Degradation> degraded() {
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
