package io.riskstream.history;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Template;
import io.riskstream.event.ValueKind;
import io.riskstream.text.Rfc3339;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the entry of an event: compiled from a history for an event type. For use by one thread. */
final class EntryReader {
    private static final int NO_FIELD = -1;
    /** The times of the years 0 to 9999, in milliseconds since 1970. */
    private static final long EARLIEST = -62_167_219_200_000L;

    private static final long LATEST = 253_402_300_799_999L;

    private final History declaration;
    private final Template entity;
    private final Optional<Template> id;
    private final int time;
    private final int amount;
    private final int[] counted;
    private final short[] tags;
    private final EventHash hash;

    EntryReader(History declaration, EventType type, EventHash hash) {
        this.declaration = declaration;
        this.entity = entity(declaration, type);
        this.id = id(declaration, type);
        this.time = declaration.time().map(type::slot).orElse(NO_FIELD);
        this.amount = declaration.amount().map(type::slot).orElse(NO_FIELD);
        this.counted = declaration.distinct().stream().mapToInt(type::slot).toArray();
        this.tags = new short[counted.length];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = HistoryEntry.tag(hash, declaration.distinct().get(i));
        }
        this.hash = hash;
    }

    /** Returns the compiled template of the entity. */
    static Template entity(History declaration, EventType type) {
        return Template.ofKey(declaration.entity(), type, Map.of(), declaration.keyEscape());
    }

    /** Returns the compiled template of the id; empty for the event's own id. */
    static Optional<Template> id(History declaration, EventType type) {
        return declaration.id().map(text -> Template.ofKey(text, type, Map.of(), declaration.keyEscape()));
    }

    /** Returns why an event has no place in this history; empty if it has one. */
    Optional<Template.Problem> problem(Event event) {
        Optional<Template.Problem> problem = entity.problem(event);
        if (problem.isEmpty() && id.isPresent()) {
            problem = id.get().problem(event);
        }
        if (problem.isEmpty() && timeOf(event).isEmpty()) {
            String path = "'" + declaration.time().orElse("the event's time") + "'";
            boolean missing = time != NO_FIELD && !event.hasValue(time);
            problem = Optional.of(new Template.Problem(
                    missing,
                    missing
                            ? "the event has no value for " + path
                            : "the value of " + path + " is not a time between the years 0 and 9999"));
        }
        return problem;
    }

    /** Returns the key of the event's history. The event has no {@link #problem}. */
    String key(Event event) {
        return declaration.key(entity.fill(event).orElseThrow());
    }

    /**
     * Returns the entry of an event that has no {@link #problem}.
     *
     * @param eventId the hash of the event's own id
     */
    HistoryEntry entry(Event event, long eventId) {
        return new HistoryEntry(
                id.isEmpty() ? eventId : hash.of(id.get().fill(event).orElseThrow()),
                HistoryEntry.arrival(event.origin().timestamp(), event.origin().offset()),
                timeOf(event).orElseThrow(),
                amount == NO_FIELD || !event.hasValue(amount) ? Double.NaN : event.number(amount),
                counted.length == 0 ? List.of() : values(event));
    }

    private OptionalLong timeOf(Event event) {
        if (time == NO_FIELD) {
            return checked(event.time().toEpochMilli());
        }
        ValueKind kind = event.kind(time);
        if (kind == ValueKind.STRING) {
            OptionalLong millis = Rfc3339.epochMilli(event.string(time));
            return millis.isEmpty() ? millis : checked(millis.getAsLong());
        }
        return kind == ValueKind.LONG ? checked(event.integer(time)) : OptionalLong.empty();
    }

    private static OptionalLong checked(long millis) {
        return millis >= EARLIEST && millis <= LATEST ? OptionalLong.of(millis) : OptionalLong.empty();
    }

    private List<HistoryEntry.Value> values(Event event) {
        List<HistoryEntry.Value> values = new ArrayList<>(counted.length);
        for (int i = 0; i < counted.length; i++) {
            int slot = counted[i];
            if (event.hasValue(slot)) {
                String text = event.kind(slot) == ValueKind.STRING
                        ? event.string(slot)
                        : String.valueOf(event.values().object(slot));
                values.add(new HistoryEntry.Value(tags[i], hash.of(text)));
            }
        }
        return values;
    }
}
