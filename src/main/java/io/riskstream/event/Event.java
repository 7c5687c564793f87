package io.riskstream.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event on its way through a pipeline: where it came from, its bytes as they came, and what the stages have found out about it so far.
 *
 * <p>Immutable: a stage answers with a {@link Patch}, and {@link #with} makes the next event. So one event may go down two streams, and be read
 * by any thread. Fields are read by slot; the {@link EventType} turns names into slots.
 */
public final class Event {
    private final Origin origin;
    private final byte[] original;
    private final FieldValues values;
    private final Map<String, Object> undeclared;
    private final List<String> degraded;
    private final String id;
    private final String key;
    private final long time;
    private final Verdict verdict;
    private final List<Rejection> rejections;
    private final int attempts;
    private final String dropReason;
    private final boolean originalIsJson;

    private Event(
            Origin origin,
            byte[] original,
            FieldValues values,
            Map<String, Object> undeclared,
            List<String> degraded,
            String id,
            String key,
            long time,
            Verdict verdict,
            List<Rejection> rejections,
            int attempts,
            String dropReason,
            boolean originalIsJson) {
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
    }

    /** An event as it comes from its source. The bytes are shared, not copied; a record without a value has none. */
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
                false);
    }

    /** This event with what the patch adds. Costs one copy of the values if the patch has fields, and else next to nothing. */
    public Event with(Patch patch) {
        if (patch == Patch.NONE) {
            return this;
        }
        List<String> passedOver = degraded;
        if (!patch.degraded().isEmpty()) {
            passedOver = new ArrayList<>(degraded);
            passedOver.addAll(patch.degraded());
            passedOver = List.copyOf(passedOver);
        }
        return new Event(
                origin,
                original,
                patch.fieldsOver(values),
                patch.undeclared().isEmpty() ? undeclared : patch.undeclared(),
                passedOver,
                patch.id().orElse(id),
                patch.key().orElse(key),
                patch.time().orElse(time),
                patch.verdict().orElse(verdict),
                rejections,
                attempts,
                dropReason,
                originalIsJson || patch.originalIsJson());
    }

    /** This event, turned away for these reasons after so many attempts of the stage that did. */
    public Event rejected(List<Rejection> reasons, int afterAttempts) {
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a rejection needs a reason");
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
                originalIsJson);
    }

    /** This event, left out on purpose for this reason. */
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
                originalIsJson);
    }

    public Origin origin() {
        return origin;
    }

    /** The record's value, untouched; empty if it had none. Shared, not copied: nobody may change it. */
    public byte[] original() {
        return original;
    }

    /** Whether a parser has found the original to be one JSON object, so that it can stand in JSON as it is. */
    public boolean originalIsJson() {
        return originalIsJson;
    }

    /** The event's own id, or its origin if it has none. */
    public String id() {
        return id == null ? origin.toString() : id;
    }

    /** The id that the parser was told to take from the event. */
    public Optional<String> ownId() {
        return Optional.ofNullable(id);
    }

    /** The key that the parser was told to take from the event. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** When the event happened, or else the record's timestamp. */
    public Instant time() {
        return Instant.ofEpochMilli(time);
    }

    public ValueKind kind(int slot) {
        return slot < values.size() ? values.kind(slot) : ValueKind.ABSENT;
    }

    public boolean isPresent(int slot) {
        return slot < values.size() && values.isPresent(slot);
    }

    /** The text in a slot of kind STRING. */
    public String string(int slot) {
        return values.string(slot);
    }

    /** The number in a slot of kind LONG. */
    public long integer(int slot) {
        return values.integer(slot);
    }

    /** The number in a slot of kind LONG or DOUBLE. */
    public double number(int slot) {
        return values.number(slot);
    }

    /** The truth in a slot of kind BOOLEAN. */
    public boolean bool(int slot) {
        return values.bool(slot);
    }

    /** The list in a slot of kind LIST. */
    public List<Object> list(int slot) {
        return values.list(slot);
    }

    /** Every value, by slot; frozen. It may be shorter than the event type: what is beyond its end is absent. */
    public FieldValues values() {
        return values;
    }

    /** Fields the event has and its type does not declare, by dotted path; values as in {@link FieldValues#object}. */
    public Map<String, Object> undeclared() {
        return undeclared;
    }

    /** Names of the look-ups that were passed over. */
    public List<String> degraded() {
        return degraded;
    }

    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** Why the event was turned away; empty if it was not. */
    public List<Rejection> rejections() {
        return rejections;
    }

    /** How often the stage that rejected the event had tried. */
    public int attempts() {
        return attempts;
    }

    /** Why the event was left out on purpose. */
    public Optional<String> dropReason() {
        return Optional.ofNullable(dropReason);
    }

    /** The origin alone: events are personal data. */
    @Override
    public String toString() {
        return "Event[" + origin + "]";
    }
}
