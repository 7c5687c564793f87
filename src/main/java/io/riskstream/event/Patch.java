package io.riskstream.event;

import java.util.ArrayList;
import java.util.Arrays;
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
    public static final Patch NONE =
            new Patch(new int[0], new FieldValues[0], Map.of(), List.of(), null, null, null, null, false);

    /** The slot that the first value of each part goes to. */
    private final int[] firstSlots;

    private final FieldValues[] parts;
    private final Map<String, Object> undeclared;
    private final List<String> degraded;
    private final String id;
    private final String key;
    private final Long time;
    private final Verdict verdict;
    private final boolean originalIsJson;

    private Patch(
            int[] firstSlots,
            FieldValues[] parts,
            Map<String, Object> undeclared,
            List<String> degraded,
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

    /** Fields to add: those present in {@code values}, which is frozen by this; its first slot is the event's {@code firstSlot}. */
    public Patch withFields(int firstSlot, FieldValues values) {
        values.freeze();
        int[] slots = Arrays.copyOf(firstSlots, firstSlots.length + 1);
        FieldValues[] longer = Arrays.copyOf(parts, parts.length + 1);
        slots[parts.length] = firstSlot;
        longer[parts.length] = values;
        return new Patch(slots, longer, undeclared, degraded, id, key, time, verdict, originalIsJson);
    }

    /**
     * Nothing but fields, of several records at once: cheaper than {@link #withFields} for each.
     *
     * @param firstSlots where the first value of each part goes; kept, not copied
     * @param parts frozen values; kept, not copied
     */
    public static Patch ofFields(int[] firstSlots, FieldValues[] parts) {
        if (firstSlots.length != parts.length) {
            throw new IllegalArgumentException(firstSlots.length + " slots for " + parts.length + " parts");
        }
        return new Patch(firstSlots, parts, Map.of(), List.of(), null, null, null, null, false);
    }

    /** Fields of the event that its type does not declare, by dotted path. The map and what is in it must be immutable. */
    public Patch withUndeclared(Map<String, Object> values) {
        return new Patch(firstSlots, parts, values, degraded, id, key, time, verdict, originalIsJson);
    }

    /** The name of a look-up that was passed over. */
    public Patch withDegraded(String lookup) {
        return new Patch(
                firstSlots, parts, undeclared, append(degraded, lookup), id, key, time, verdict, originalIsJson);
    }

    /** The event's own id, in place of its origin. */
    public Patch withId(String value) {
        return new Patch(firstSlots, parts, undeclared, degraded, value, key, time, verdict, originalIsJson);
    }

    /** The key that outputs are partitioned by, in place of the record's key. */
    public Patch withKey(String value) {
        return new Patch(firstSlots, parts, undeclared, degraded, id, value, time, verdict, originalIsJson);
    }

    /** When the event happened, in milliseconds since 1970, in place of the record's timestamp. */
    public Patch withTime(long value) {
        return new Patch(firstSlots, parts, undeclared, degraded, id, key, value, verdict, originalIsJson);
    }

    /** The event's original bytes are one JSON object: a parser has seen to it, and nobody needs to look again. */
    public Patch withOriginalJson() {
        return new Patch(firstSlots, parts, undeclared, degraded, id, key, time, verdict, true);
    }

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
