package io.riskstream.validate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.FieldDomain;
import io.riskstream.event.FieldType;
import io.riskstream.validate.schema.AppliedSchemas;
import io.riskstream.validate.schema.AppliedSchemas.Applied;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the possible values of a field from the schemas that always apply to it: {@code minimum}, {@code maximum}, {@code exclusiveMinimum}, {@code exclusiveMaximum}, {@code enum} and
 * {@code const}. It may return more values than the schema allows, never fewer.
 */
final class SchemaDomain {
    /** From here on, not every whole number is a double. */
    private static final double EXACT = 0x1p53;

    private double min = Double.NEGATIVE_INFINITY;
    private double max = Double.POSITIVE_INFINITY;
    private Optional<Set<Object>> values = Optional.empty();

    private SchemaDomain() {}

    static FieldDomain of(AppliedSchemas field, FieldType type) {
        SchemaDomain domain = new SchemaDomain();
        for (Applied applied : field.all()) {
            if (applied.always() && applied.schema() instanceof JsonObject schema) {
                domain.restrict(schema, type);
            }
        }
        return new FieldDomain(domain.min, domain.max, domain.values, text -> true);
    }

    private void restrict(JsonObject schema, FieldType type) {
        boolean whole = type == FieldType.LONG;
        min = Math.max(min, bound(schema.get("minimum"), Double.NEGATIVE_INFINITY, false, 0));
        max = Math.min(max, bound(schema.get("maximum"), Double.POSITIVE_INFINITY, true, 0));
        min = Math.max(min, bound(schema.get("exclusiveMinimum"), Double.NEGATIVE_INFINITY, false, whole ? 1 : 0));
        max = Math.min(max, bound(schema.get("exclusiveMaximum"), Double.POSITIVE_INFINITY, true, whole ? -1 : 0));
        if (schema.get("enum") instanceof JsonArray listed) {
            restrict(listed);
        } else if (schema.has("const")) {
            JsonArray one = new JsonArray();
            one.add(schema.get("const"));
            restrict(one);
        }
    }

    /**
     * Returns a bound as a double. A decimal bound that excludes itself includes its double, because a greater decimal may be rounded to it.
     *
     * @param step what to add to a whole number that excludes itself
     */
    private static double bound(JsonElement element, double none, boolean upper, int step) {
        if (!(element instanceof JsonPrimitive number) || !number.isNumber()) {
            return none;
        }
        double bound = number.getAsDouble();
        if (Math.abs(bound) >= EXACT) {
            return upper ? Math.nextUp(bound) : Math.nextDown(bound);
        }
        return bound == Math.rint(bound) ? bound + step : bound;
    }

    private void restrict(JsonArray listed) {
        Set<Object> known = new LinkedHashSet<>();
        for (JsonElement element : listed) {
            if (element instanceof JsonPrimitive primitive && primitive.isString()) {
                known.add(primitive.getAsString());
            } else if (element instanceof JsonPrimitive primitive
                    && primitive.isNumber()
                    && Math.abs(primitive.getAsDouble()) < EXACT) {
                known.add(primitive.getAsDouble() + 0.0);
            } else if (!element.isJsonNull()) {
                return; // other values, such as bools, are not compared
            }
        }
        values.ifPresent(known::retainAll);
        values = Optional.of(known);
    }
}
