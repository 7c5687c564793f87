package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.NullValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts values of events to Gson's JSON elements and back. */
public final class JsonValues {
    private JsonValues() {}

    /** Returns a value of an event as JSON. */
    public static JsonElement of(Object value) {
        if (value instanceof String text) {
            return new JsonPrimitive(text);
        }
        if (value instanceof Double number) {
            return new JsonPrimitive(plain(number));
        }
        if (value instanceof ExactNumber number) {
            return new JsonPrimitive(number.decimal());
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean bool) {
            return new JsonPrimitive(bool);
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray(list.size());
            list.forEach(element -> array.add(of(element)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((name, inner) -> object.add((String) name, of(inner)));
            return object;
        }
        return JsonNull.INSTANCE;
    }

    /** Removes trailing zeros. Java prints 0.00001 as 1.0E-5, which the library does not consider equal to 0.00001 in an {@code enum}. */
    private static Number plain(double number) {
        if (number == Math.rint(number)) {
            return number;
        }
        BigDecimal decimal = BigDecimal.valueOf(number);
        return decimal.unscaledValue().testBit(0) ? number : decimal.stripTrailingZeros();
    }

    /** Returns JSON as an event holds it. A number that no event can hold is a BigDecimal. */
    public static Object value(JsonElement json) {
        if (json instanceof JsonArray array) {
            List<Object> list = new ArrayList<>(array.size());
            array.forEach(element -> list.add(value(element)));
            return list;
        }
        if (json instanceof JsonObject object) {
            Map<String, Object> map = new LinkedHashMap<>();
            object.entrySet().forEach(member -> map.put(member.getKey(), value(member.getValue())));
            return map;
        }
        if (json instanceof JsonPrimitive primitive) {
            if (primitive.isString()) {
                return primitive.getAsString();
            }
            return primitive.isBoolean()
                    ? (Object) primitive.getAsBoolean()
                    : Decimals.value(primitive.getAsBigDecimal());
        }
        return NullValue.NULL;
    }
}
