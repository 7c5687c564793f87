package io.riskstream.validate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.Field;
import io.riskstream.event.FieldDomain;
import io.riskstream.event.FieldType;
import io.riskstream.validate.schema.AppliedSchemas;
import io.riskstream.validate.schema.AppliedSchemas.Applied;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.SchemaDocument;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the fields that a schema declares. */
final class SchemaFields {
    /** Lists of objects inside a list of objects have fields; lists inside these have none. */
    private static final int MAX_LISTS = 2;
    /** A schema of a few references can describe millions of places. */
    private static final int MAX_FIELDS = 10_000;

    private final SchemaDocument document;
    private final AppliedSchemas event;
    private final Set<String> freeTexts = new LinkedHashSet<>();
    private final Map<String, FieldDomain> domains = new LinkedHashMap<>();
    private int count;

    SchemaFields(SchemaDocument document) {
        this.document = document;
        this.event = AppliedSchemas.ofEvent(document);
    }

    List<Field> list() {
        if (!event.kinds().contains(JsonKind.OBJECT)) {
            throw document.problem("/type", "must be \"object\": an event is an object");
        }
        count = 0;
        List<Field> fields = new ArrayList<>();
        addMembers(event, "", Set.of(), 0, fields);
        if (fields.isEmpty()) {
            throw document.problem("", "declares no 'properties'; an event needs at least one field");
        }
        return List.copyOf(fields);
    }

    /** Returns the fields of texts that are limited neither to known values nor to a short code. */
    Set<String> freeTexts() {
        list();
        return freeTexts;
    }

    /** Returns the values that the schemas of each field allow. */
    Map<String, FieldDomain> domains() {
        list();
        return domains;
    }

    /**
     * Adds the fields of an object.
     *
     * @param enclosing the pointers of the schemas of the objects around this one: a reference to one of them would declare an infinite number of fields
     * @param lists the number of lists around the object
     */
    private void addMembers(
            AppliedSchemas object, String prefix, Set<String> enclosing, int lists, List<Field> fields) {
        Set<String> longer = new HashSet<>(enclosing);
        longer.addAll(object.pointers());
        for (String name : object.names()) {
            AppliedSchemas member = object.declaredMember(name);
            boolean isPathPart =
                    !name.isEmpty() && name.indexOf('.') < 0; // other members are undeclared, but validated
            if (isPathPart && !member.isForbidden()) {
                add(member, prefix + name, longer, lists, fields);
            }
        }
    }

    private void add(AppliedSchemas value, String path, Set<String> enclosing, int lists, List<Field> fields) {
        if (value.isObject()) {
            if (value.targets().stream().noneMatch(enclosing::contains)) {
                addMembers(value, path + ".", enclosing, lists, fields);
            }
            return;
        }
        if (++count > MAX_FIELDS) {
            throw document.problem(value.places().get(0), "is a field more than " + MAX_FIELDS);
        }
        FieldType type = type(value.kinds());
        fields.add(
                type == FieldType.LIST
                        ? new Field(path, type, items(value, lists), elements(value))
                        : new Field(path, type));
        if (lists == 0) {
            domains.put(path, SchemaDomain.of(value, type));
        }
        if (lists == 0 && (type == FieldType.STRING || type == FieldType.ANY) && !limitsText(value)) {
            freeTexts.add(path);
        }
    }

    /** Returns the fields of the items of a list of objects; none for another list. */
    private List<Field> items(AppliedSchemas list, int lists) {
        List<Field> fields = new ArrayList<>();
        AppliedSchemas item = list.item(0);
        if (lists < MAX_LISTS && !list.has("prefixItems") && !item.isEmpty() && item.isObject()) {
            addMembers(item, "", Set.of(), lists + 1, fields);
        }
        return fields;
    }

    /** Returns the type of the elements of a list, if the schema declares one type for all of them. */
    private static FieldType elements(AppliedSchemas list) {
        AppliedSchemas item = list.item(0);
        return list.has("prefixItems") || item.isEmpty() ? FieldType.ANY : type(item.kinds());
    }

    private static FieldType type(Set<JsonKind> allowed) {
        Set<JsonKind> kinds = EnumSet.copyOf(allowed);
        kinds.remove(JsonKind.NULL);
        if (kinds.equals(EnumSet.of(JsonKind.LONG, JsonKind.DOUBLE))) {
            return FieldType.DOUBLE;
        }
        if (kinds.size() != 1) {
            return FieldType.ANY;
        }
        return switch (kinds.iterator().next()) {
            case STRING -> FieldType.STRING;
            case LONG -> FieldType.LONG;
            case DOUBLE -> FieldType.DOUBLE;
            case BOOLEAN -> FieldType.BOOLEAN;
            case LIST -> FieldType.LIST;
            case NULL, OBJECT -> FieldType.ANY;
        };
    }

    /** True if a schema limits a text to known values, to a pattern, to a date or to a short code: one that always applies, or each branch. */
    private static boolean limitsText(AppliedSchemas value) {
        boolean inBranches = false;
        boolean eachBranchLimits = true;
        for (Applied place : value.all()) {
            boolean limits = limitsText(place.schema());
            if (place.always() && limits) {
                return true;
            }
            if (!place.always() && isTyped(place.schema())) {
                inBranches = true;
                eachBranchLimits &= limits;
            }
        }
        return inBranches && eachBranchLimits;
    }

    /** True for a branch that accepts texts. One without a type, such as a reference, is limited by the schemas inside it. */
    private static boolean isTyped(JsonElement element) {
        return element instanceof JsonObject schema
                && (schema.has("enum") || schema.has("const") || schema.has("type") && acceptsText(schema.get("type")));
    }

    private static boolean acceptsText(JsonElement type) {
        JsonPrimitive text = new JsonPrimitive("string");
        return type instanceof JsonArray types ? types.contains(text) : type.equals(text);
    }

    private static boolean limitsText(JsonElement element) {
        return element instanceof JsonObject schema
                && (schema.has("enum")
                        || schema.has("const")
                        || schema.has("pattern")
                        || new JsonPrimitive("date").equals(schema.get("format"))
                        || schema.get("maxLength") instanceof JsonPrimitive limit
                                && limit.isNumber()
                                && limit.getAsDouble() <= EventSchema.MAX_CODE_LENGTH);
    }
}
