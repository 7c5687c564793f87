package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.testing.PipelineResult;
import io.riskstream.text.Nearest;
import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.JsonOrder;
import io.riskstream.validate.schema.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The fields of an event after its last stage, by name. */
final class FinalFields {
    private final Optional<Event> event;
    private final Optional<EventType> type;

    FinalFields(PipelineResult run) {
        this.event = run.lastEvent();
        this.type = run.steps().stream()
                .flatMap(step -> step.stage().spec().eventType().stream())
                .findFirst();
    }

    /** Returns a message if no field has this path; empty if the field is known. */
    Optional<String> unknown(String path) {
        List<String> known = new ArrayList<>(
                event.map(Event::undeclaredByPath).orElse(Map.of()).keySet());
        type.ifPresent(fields -> fields.fields().forEach(field -> known.add(field.path())));
        boolean isUndeclared = event.isPresent() && event.get().undeclared(path).isPresent();
        return isUndeclared || known.contains(path) || known.isEmpty()
                ? Optional.empty()
                : Optional.of("no field '" + path + "' in the event"
                        + Nearest.to(path, known)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(""));
    }

    /** Returns the value of a field; empty if the event does not have it. */
    Optional<JsonElement> get(String path) {
        if (event.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt slot = type.map(fields -> fields.find(path)).orElse(OptionalInt.empty());
        if (slot.isPresent()) {
            return event.get().isPresent(slot.getAsInt())
                    ? Optional.of(JsonValues.of(type.orElseThrow()
                            .value(slot.getAsInt(), event.get().values())))
                    : Optional.empty();
        }
        return event.get().undeclared(path).map(JsonValues::of);
    }

    /** True if two values are equal. Numbers are equal if they have the same value, in any notation. */
    static boolean same(JsonElement a, JsonElement b) {
        return new JsonOrder(new CheckWork()).areEqual(JsonValues.value(a), JsonValues.value(b));
    }
}
