package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import io.riskstream.text.Rfc3339;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Which fields say what an event is called, what its outputs are partitioned by, and when it happened. */
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

    static Options.Declared options(String component) {
        return Options.of(component)
                .optional("name", Options.Kind.TEXT, "parse", "what metrics and rejections call this stage")
                .optional(
                        "id",
                        Options.Kind.TEXT,
                        "the field that names the event; without it, its place in the topic does")
                .optional("key", Options.Kind.TEXT, "the field that outputs are partitioned by")
                .optional(
                        "time",
                        Options.Kind.TEXT,
                        "the field that says when the event happened: an RFC 3339 date or date-time, or milliseconds since 1970")
                .optional("maxBytes", Options.Kind.INTEGER, 1 << 20, "the size of the largest event taken, in bytes");
    }

    /** The type itself; what is missing here is most often declared too far down in the Flux file. */
    static EventType present(EventType type, Options options) {
        if (type == null) {
            throw options.problem("its event type is missing; is it declared further down in the Flux file?");
        }
        return type;
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

    /** Paths of the fields that a parser may fill. */
    static List<String> arriving(EventType type) {
        return IntStream.range(0, type.size())
                .filter(type::arrives)
                .mapToObj(slot -> type.field(slot).path())
                .toList();
    }

    /** The patch, and what these fields say. A field that is missing, or that says nothing usable, leaves the event as it is. */
    Patch addTo(Patch patch, FieldValues values) {
        Patch more = patch;
        String name = text(values, id);
        if (name != null) {
            more = more.withId(name);
        }
        String partition = text(values, key);
        if (partition != null) {
            more = more.withKey(partition);
        }
        OptionalLong when = time(values);
        return when.isPresent() ? more.withTime(when.getAsLong()) : more;
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
