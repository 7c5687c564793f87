package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.parse.value.NumberReader;
import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import io.riskstream.text.Rfc3339;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The fields that contain an event's id, the key by which its outputs are partitioned, and its time. */
final class EventIdentity implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int NONE = -1;

    private final int id;
    private final int key;
    private final int time;

    private EventIdentity(int id, int key, int time) {
        this.id = id;
        this.key = key;
        this.time = time;
    }

    static EventIdentity of(Options options, EventType type) {
        return new EventIdentity(slot("id", options, type), slot("key", options, type), slot("time", options, type));
    }

    private static int slot(String option, Options options, EventType type) {
        Optional<String> path = options.optionalText(option);
        if (path.isEmpty()) {
            return NONE;
        }
        int slot = type.find(path.get()).orElse(NONE);
        if (slot == NONE || !type.arrives(slot)) {
            List<String> known = arriving(type);
            throw options.problem(
                    option,
                    path.get(),
                    "option '" + option + "': no field '" + path.get() + "' in the event",
                    Nearest.hint(path.get(), known));
        }
        return slot;
    }

    /** Returns the paths of the fields that a parser may set. */
    static List<String> arriving(EventType type) {
        return IntStream.range(0, type.size())
                .filter(type::arrives)
                .mapToObj(slot -> type.field(slot).path())
                .toList();
    }

    /** Returns the patch with the id, key and time in these fields. A field without a usable value changes nothing. */
    Patch addTo(Patch patch, FieldValues values) {
        Patch extended = patch;
        String idValue = text(values, id);
        if (idValue != null) {
            extended = extended.withId(idValue);
        }
        String keyValue = text(values, key);
        if (keyValue != null) {
            extended = extended.withKey(keyValue);
        }
        OptionalLong timeValue = time(values);
        return timeValue.isPresent() ? extended.withTime(timeValue.getAsLong()) : extended;
    }

    private static String text(FieldValues values, int slot) {
        if (slot == NONE) {
            return null;
        }
        return switch (values.kind(slot)) {
            case STRING -> values.string(slot);
            case LONG -> Long.toString(values.integer(slot));
            case DOUBLE -> Double.toString(values.number(slot));
            case BOOLEAN -> Boolean.toString(values.bool(slot));
            case ABSENT, NULL, EMPTY_OBJECT, LIST -> null;
        };
    }

    private OptionalLong time(FieldValues values) {
        if (time == NONE) {
            return OptionalLong.empty();
        }
        return switch (values.kind(time)) {
            case STRING -> Rfc3339.epochMilli(values.string(time));
            case LONG -> OptionalLong.of(values.integer(time));
            case DOUBLE -> NumberReader.exactLong(values.number(time));
            case ABSENT, NULL, EMPTY_OBJECT, BOOLEAN, LIST -> OptionalLong.empty();
        };
    }
}
