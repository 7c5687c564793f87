package io.riskstream.spark;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.riskstream.api.openapi.MessageSchemas;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Spark's types for the messages of a pipeline, from the schemas that the HTTP API publishes and from the event type of the Flux file. A value without a declared
 * type, or with several, is read as its JSON text.
 */
final class StructTypes {
    private static final String EVENT = "event";

    private final JsonObject schemas;

    private StructTypes(JsonObject schemas) {
        this.schemas = schemas;
    }

    /**
     * Returns the type of published scores.
     *
     * @param event the type of the member {@code event}; without it the event is read as its JSON text
     */
    static StructType ofScores(Optional<StructType> event) {
        StructType score = (StructType) new StructTypes(MessageSchemas.all()).named(MessageSchemas.PUBLISHED_SCORE);
        return event.map(type -> replaced(score, EVENT, type)).orElse(score);
    }

    private static StructType replaced(StructType type, String name, DataType with) {
        StructType result = new StructType();
        for (StructField field : type.fields()) {
            result = result.add(field.name(), field.name().equals(name) ? with : field.dataType());
        }
        return result;
    }

    /**
     * Returns the type of the object that an event's fields form.
     *
     * @param included true for the slots of the fields that it contains
     */
    static StructType ofEvents(EventType type, IntPredicate included) {
        return struct(FieldTree.of(type, included), type);
    }

    private static StructType struct(FieldTree node, EventType type) {
        StructType result = new StructType();
        for (Map.Entry<String, FieldTree> member : node.members().entrySet()) {
            FieldTree child = member.getValue();
            result = result.add(member.getKey(), child.isField() ? field(child.slot(), type) : struct(child, type));
        }
        return result;
    }

    private static DataType field(int slot, EventType type) {
        Field field = type.field(slot);
        if (field.type() != FieldType.LIST) {
            return scalar(field.type());
        }
        Optional<EventType> items = type.itemType(slot);
        return DataTypes.createArrayType(
                items.isPresent() ? ofEvents(items.get(), each -> true) : scalar(field.elements()));
    }

    private static DataType scalar(FieldType type) {
        return switch (type) {
            case LONG -> DataTypes.LongType;
            case DOUBLE -> DataTypes.DoubleType;
            case BOOLEAN -> DataTypes.BooleanType;
            case STRING, LIST, ANY -> DataTypes.StringType;
        };
    }

    private DataType named(String name) {
        if (!(schemas.get(name) instanceof JsonObject schema)) {
            throw new IllegalStateException("there is no schema '" + name + "'");
        }
        return typeOf(schema);
    }

    private DataType typeOf(JsonObject schema) {
        if (schema.has("$ref")) {
            return named(schema.get("$ref").getAsString().substring(MessageSchemas.REFERENCE_PREFIX.length()));
        } else if (schema.get("allOf") instanceof JsonArray parts) {
            Map<String, DataType> members = new LinkedHashMap<>();
            for (JsonElement part : parts) {
                for (StructField field : ((StructType) typeOf(part.getAsJsonObject())).fields()) {
                    members.put(field.name(), field.dataType());
                }
            }
            return struct(members);
        }
        String type = schema.has("type") ? schema.get("type").getAsString() : "";
        return switch (type) {
            case "number" -> DataTypes.DoubleType;
            case "integer" -> DataTypes.LongType;
            case "boolean" -> DataTypes.BooleanType;
            case "array" -> DataTypes.createArrayType(typeOf(schema.getAsJsonObject("items")));
            case "object" -> object(schema);
            default -> DataTypes.StringType;
        };
    }

    private DataType object(JsonObject schema) {
        if (schema.get("properties") instanceof JsonObject properties) {
            Map<String, DataType> members = new LinkedHashMap<>();
            properties
                    .entrySet()
                    .forEach(member -> members.put(
                            member.getKey(), typeOf(member.getValue().getAsJsonObject())));
            return struct(members);
        } else if (schema.get("additionalProperties") instanceof JsonObject values) {
            return DataTypes.createMapType(DataTypes.StringType, typeOf(values));
        }
        return DataTypes.StringType;
    }

    private static StructType struct(Map<String, DataType> members) {
        StructType result = new StructType();
        for (Map.Entry<String, DataType> member : members.entrySet()) {
            result = result.add(member.getKey(), member.getValue());
        }
        return result;
    }
}
