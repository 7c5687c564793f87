package io.riskstream.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event and what the stages have added to it: its origin, its original bytes, its fields, and its verdict, rejections or drop reason.
 *
 * <p>Immutable. A stage returns a {@link Patch}, and {@link #with} creates the next event. So several threads may read an event, and a bolt may
 * emit it on several streams. Fields are read by slot; {@link EventType#slot} returns the slot of a name. To read a field costs two array reads.
 */
public final class Event {
    private static final byte[] NO_VALUE = {};

    private final Origin origin;
    private final byte[] original;
    private final FieldValues values;
    private final Map<String, Object> undeclared;
    private final List<Degradation> degraded;
    private final String id;
    private final String key;
    private final long time;
    private final Verdict verdict;
    private final List<Rejection> rejections;
    private final int attempts;
    private final String dropReason;
    private final boolean originalIsJson;
    /** Null if the event's spout has no latency budget. */
    private final Timeline timeline;

    private Event(
            Origin origin,
            byte[] original,
            FieldValues values,
            Map<String, Object> undeclared,
            List<Degradation> degraded,
            String id,
            String key,
            long time,
            Verdict verdict,
            List<Rejection> rejections,
            int attempts,
            String dropReason,
            boolean originalIsJson,
            Timeline timeline) {
        this.origin = origin;
        this.original = original;
        this.values = values;
        this.undeclared = undeclared;
        this.degraded = degraded;
        this.id = id;
        this.key = key;
        this.time = time;
        this.verdict = verdict;
        this.rejections = rejections;
        this.attempts = attempts;
        this.dropReason = dropReason;
        this.originalIsJson = originalIsJson;
        this.timeline = timeline;
    }

    /**
     * Returns an event as it arrives from its source.
     *
     * @param original the bytes, which are shared, not copied; for a record without a value, call {@link #withoutValue} instead
     */
    public static Event of(Origin origin, byte[] original) {
        return new Event(
                origin,
                original,
                FieldValues.EMPTY,
                Map.of(),
                List.of(),
                null,
                null,
                origin.timestamp(),
                null,
                List.of(),
                0,
                null,
                false,
                null);
    }

    /** Returns an event as it arrives from a record without a value: Kafka's null, which a compacted topic takes for the deletion of the key. */
    public static Event withoutValue(Origin origin) {
        return of(origin, NO_VALUE);
    }

    /** Returns this event with the additions of a patch. The cost is one copy of the values if the patch adds fields, and one small object otherwise. */
    public Event with(Patch patch) {
        if (patch == Patch.NONE) {
            return this;
        }
        List<Degradation> skipped = degraded;
        if (!patch.degraded().isEmpty()) {
            skipped = new ArrayList<>(degraded);
            skipped.addAll(patch.degraded());
            skipped = List.copyOf(skipped);
        }
        return new Event(
                origin,
                original,
                patch.fieldsOver(values),
                patch.undeclared().isEmpty() ? undeclared : patch.undeclared(),
                skipped,
                patch.id().orElse(id),
                patch.key().orElse(key),
                patch.time().orElse(time),
                patch.verdict().orElse(verdict),
                rejections,
                attempts,
                dropReason,
                originalIsJson || patch.originalIsJson(),
                timeline);
    }

    /**
     * Returns this event as a rejected one.
     *
     * @param reasons at least one
     * @param afterAttempts how many times the rejecting stage was applied to the event
     */
    public Event rejected(List<Rejection> reasons, int afterAttempts) {
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a rejection needs at least one reason");
        }
        return new Event(
                origin,
                original,
                values,
                undeclared,
                degraded,
                id,
                key,
                time,
                verdict,
                List.copyOf(reasons),
                afterAttempts,
                dropReason,
                originalIsJson,
                timeline);
    }

    /** Returns this event as a dropped one: it was left out on purpose, for this reason. */
    public Event dropped(String reason) {
        return new Event(
                origin,
                original,
                values,
                undeclared,
                degraded,
                id,
                key,
                time,
                verdict,
                rejections,
                attempts,
                reason,
                originalIsJson,
                timeline);
    }

    /** Returns this event with another timeline. */
    public Event withTimeline(Timeline value) {
        return new Event(
                origin,
                original,
                values,
                undeclared,
                degraded,
                id,
                key,
                time,
                verdict,
                rejections,
                attempts,
                dropReason,
                originalIsJson,
                value);
    }

    public Origin origin() {
        return origin;
    }

    /** Returns the original bytes of the record; an empty array if it had no value. The array is shared, so it must not be changed. */
    public byte[] original() {
        return original;
    }

    /** False if the record had no value, which is not the same as a value of zero bytes. */
    public boolean hasValue() {
        return original != NO_VALUE;
    }

    /** True if a parser has found that the original bytes are one JSON object, so they can be embedded in JSON as they are. */
    public boolean originalIsJson() {
        return originalIsJson;
    }

    /** Returns the event's own id; its origin as text, {@code topic-partition@offset}, if it has none. */
    public String id() {
        return id == null ? origin.toString() : id;
    }

    /** Returns the id that the parser read from the event; empty if it read none. */
    public Optional<String> ownId() {
        return Optional.ofNullable(id);
    }

    /** Returns the key that the parser read from the event; empty if it read none. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** Returns when the event happened; the timestamp of the record if the parser read no time from the event. */
    public Instant time() {
        return Instant.ofEpochMilli(time);
    }

    /** Returns the kind of the value in a slot; {@link ValueKind#ABSENT} if the event does not have the field. */
    public ValueKind kind(int slot) {
        return slot < values.size() ? values.kind(slot) : ValueKind.ABSENT;
    }

    /** True if the event has the field, which may be null. */
    public boolean isPresent(int slot) {
        return slot < values.size() && values.isPresent(slot);
    }

    /** True if the event has the field, and its value is not null. */
    public boolean hasValue(int slot) {
        return slot < values.size() && values.hasValue(slot);
    }

    /** Returns the value of a slot of kind STRING. Check {@link #kind} first. */
    public String string(int slot) {
        return values.string(slot);
    }

    /** Returns the value of a slot of kind LONG. */
    public long integer(int slot) {
        return values.integer(slot);
    }

    /** Returns the value of a slot of kind LONG or DOUBLE. A long beyond 2^53 is rounded. */
    public double number(int slot) {
        return values.number(slot);
    }

    /** Returns the value of a slot of kind BOOLEAN. */
    public boolean bool(int slot) {
        return values.bool(slot);
    }

    /** Returns the value of a slot of kind LIST. */
    public List<Object> list(int slot) {
        return values.list(slot);
    }

    /** Returns all values by slot, frozen. They may have fewer slots than the event type: the other fields are absent. */
    public FieldValues values() {
        return values;
    }

    /**
     * Returns the members that the event has and its type does not declare. The map mirrors the document: its keys are the keys of the members, which
     * may be empty and may contain dots, and an object of declared fields is in it with the undeclared members alone. If {@code loss.zip} is declared,
     * the undeclared members of {@code {"loss": {"zip": "33109", "by": "phone"}, "n": 1}} are {@code {"loss": {"by": "phone"}, "n": 1}}. An object of
     * declared fields that has no members, and any value in place of such an object, is in the map too. All maps are immutable.
     *
     * <p>Values are String, Long, Double, Boolean, {@link NullValue#NULL}, List, Map, and {@link ExactNumber} for the other numbers.
     */
    public Map<String, Object> undeclared() {
        return undeclared;
    }

    /** Returns the undeclared member with a dotted path, such as {@code loss.by}; empty if there is none. Not for the hot path. */
    public Optional<Object> undeclared(String path) {
        return Optional.ofNullable(NestedMembers.find(undeclared, path));
    }

    /** Returns the undeclared values by dotted path, for reports. An object is in it only if it is empty. Not for the hot path. */
    public Map<String, Object> undeclaredByPath() {
        return NestedMembers.byPath(undeclared);
    }

    /** Returns the names of the look-ups that did not add their current record, so that their fields are absent or out of date. */
    public List<String> degraded() {
        return Degradation.lookups(degraded);
    }

    /** Returns the look-ups of {@link #degraded}, each with its cause. */
    public List<Degradation> degradations() {
        return degraded;
    }

    /** Returns the verdict; empty if no stage has scored the event. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** Returns the reasons for which the event was rejected; empty if it was not. */
    public List<Rejection> rejections() {
        return rejections;
    }

    /** Returns how many times the rejecting stage was applied to the event; 0 if the event was not rejected. */
    public int attempts() {
        return attempts;
    }

    /** Returns the reason for which the event was dropped; empty if it was not. */
    public Optional<String> dropReason() {
        return Optional.ofNullable(dropReason);
    }

    /** Returns where the event has spent its time; empty if its spout has no latency budget. */
    public Optional<Timeline> timeline() {
        return Optional.ofNullable(timeline);
    }

    /** Returns the origin alone, because events are personal data. */
    @Override
    public String toString() {
        return "Event[" + origin + "]";
    }
}
