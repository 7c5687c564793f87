package io.riskstream.tools.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.NullValue;
import io.riskstream.testing.PipelineResult;
import io.riskstream.text.Nearest;
import java.math.BigDecimal;
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
        List<String> known =
                new ArrayList<>(event.map(Event::undeclared).orElse(Map.of()).keySet());
        type.ifPresent(fields -> fields.fields().forEach(field -> known.add(field.path())));
        return known.contains(path) || known.isEmpty()
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
                    ? Optional.of(json(event.get().values().object(slot.getAsInt())))
                    : Optional.empty();
        }
        return Optional.ofNullable(event.get().undeclared().get(path)).map(FinalFields::json);
    }

    private static JsonElement json(Object value) {
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(element -> array.add(json(element)));
            return array;
        } else if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, member) -> object.add(String.valueOf(key), json(member)));
            return object;
        } else if (value == NullValue.NULL) {
            return JsonNull.INSTANCE;
        } else if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        return value instanceof Boolean bool ? new JsonPrimitive(bool) : new JsonPrimitive(String.valueOf(value));
    }

    /** True if two values are equal. Numbers are equal if they have the same value, in any notation. */
    static boolean same(JsonElement a, JsonElement b) {
        if (a instanceof JsonArray left && b instanceof JsonArray right) {
            boolean all = left.size() == right.size();
            for (int i = 0; all && i < left.size(); i++) {
                all = same(left.get(i), right.get(i));
            }
            return all;
        } else if (a instanceof JsonObject left && b instanceof JsonObject right) {
            return left.keySet().equals(right.keySet())
                    && left.keySet().stream().allMatch(key -> same(left.get(key), right.get(key)));
        } else if (a instanceof JsonPrimitive left && b instanceof JsonPrimitive right) {
            return left.isNumber() && right.isNumber()
                    ? new BigDecimal(left.getAsString()).compareTo(new BigDecimal(right.getAsString())) == 0
                    : left.isString() == right.isString() && left.getAsString().equals(right.getAsString());
        }
        return a.isJsonNull() && b.isJsonNull();
    }
}
