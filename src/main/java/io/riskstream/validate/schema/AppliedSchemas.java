package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All schemas that apply to one value of an event, or may apply: the schemas at its place, those that they refer to, the parts of {@code allOf}, and the
 * branches of {@code anyOf}, {@code oneOf}, {@code then}, {@code else} and {@code dependentSchemas}. Immutable.
 */
public final class AppliedSchemas {
    /**
     * A schema.
     *
     * @param always true if it applies to each value, false if only to the values of one branch
     */
    public record Applied(JsonElement schema, String pointer, boolean always) {}

    private static final List<String> BRANCHES = List.of("anyOf", "oneOf");
    private static final List<String> INNER =
            List.of("properties", "patternProperties", "additionalProperties", "prefixItems", "items");
    private static final List<String> CONDITIONAL = List.of("then", "else");

    private final SchemaDocument document;
    private final SchemaKinds kindsOfSchemas;
    /** The schemas at the value's place, without those inside them. */
    private final List<Applied> places;

    private final Map<String, Applied> all = new LinkedHashMap<>();
    private final Set<String> targets = new LinkedHashSet<>();

    private AppliedSchemas(SchemaDocument document, SchemaKinds kinds, List<Applied> places) {
        this.document = document;
        this.kindsOfSchemas = kinds;
        this.places = places;
        places.forEach(this::collect);
    }

    /** Returns the schemas of the event itself. */
    public static AppliedSchemas ofEvent(SchemaDocument document) {
        return of(document, new SchemaKinds(document), document.root(), "");
    }

    static AppliedSchemas of(SchemaDocument document, SchemaKinds kinds, JsonElement schema, String pointer) {
        return new AppliedSchemas(document, kinds, List.of(new Applied(schema, pointer, true)));
    }

    private void collect(Applied place) {
        Applied known = all.get(place.pointer());
        if (known != null && (known.always() || !place.always())) {
            return;
        }
        all.put(place.pointer(), place);
        if (!(place.schema() instanceof JsonObject schema)) {
            return;
        }
        if (SchemaDocument.isText(schema.get("$ref"))) {
            String reference = schema.get("$ref").getAsString();
            String target = SchemaDocument.pointerOf(reference);
            targets.add(target);
            JsonElement referred = document.target(reference, SchemaDocument.child(place.pointer(), "$ref"));
            collect(new Applied(referred, target, place.always()));
        }
        collectListed(schema, "allOf", place.pointer(), place.always());
        BRANCHES.forEach(keyword -> collectListed(schema, keyword, place.pointer(), false));
        if (schema.has("if")) {
            CONDITIONAL.stream()
                    .filter(schema::has)
                    .forEach(keyword ->
                            collect(new Applied(schema.get(keyword), place.pointer() + "/" + keyword, false)));
        }
        if (schema.get("dependentSchemas") instanceof JsonObject dependents) {
            String pointer = place.pointer() + "/dependentSchemas";
            dependents
                    .entrySet()
                    .forEach(each ->
                            collect(new Applied(each.getValue(), SchemaDocument.child(pointer, each.getKey()), false)));
        }
    }

    private void collectListed(JsonObject schema, String keyword, String pointer, boolean always) {
        if (schema.get(keyword) instanceof JsonArray parts) {
            for (int i = 0; i < parts.size(); i++) {
                collect(new Applied(parts.get(i), pointer + "/" + keyword + "/" + i, always));
            }
        }
    }

    /** Returns all schemas, in the order of the file: first those at the value's place, each before those inside it. */
    public List<Applied> all() {
        return List.copyOf(all.values());
    }

    /** Returns the pointers of the schemas at the value's place. */
    public List<String> places() {
        return places.stream().map(Applied::pointer).toList();
    }

    /** Returns a key that is equal for two values with the same schemas. */
    List<String> key() {
        return places.stream()
                .map(place -> place.always() ? place.pointer() : place.pointer() + " in a branch")
                .toList();
    }

    /** Returns the pointers of the schemas that a {@code $ref} leads to. */
    public Set<String> targets() {
        return targets;
    }

    /** Returns the pointers of all schemas. */
    public Set<String> pointers() {
        return all.keySet();
    }

    /** True if no schema says anything about the value. */
    public boolean isEmpty() {
        return places.isEmpty();
    }

    /** True if an event must not have the value. */
    public boolean isForbidden() {
        return places.stream()
                .anyMatch(place -> place.always() && place.schema().equals(new JsonPrimitive(false)));
    }

    /**
     * Returns the kinds that the value may have: those that all of the schemas at its place accept; if these say nothing, those that the branches accept
     * which declare it.
     */
    public Set<JsonKind> kinds() {
        Set<JsonKind> kinds = EnumSet.allOf(JsonKind.class);
        Set<JsonKind> ofBranches = EnumSet.noneOf(JsonKind.class);
        boolean inBranches = false;
        for (Applied place : places) {
            if (place.always()) {
                kinds.retainAll(kindsOfSchemas.of(place.schema(), place.pointer()));
            } else {
                inBranches = true;
                ofBranches.addAll(kindsOfSchemas.ofBranch(place.schema(), place.pointer()));
            }
        }
        if (inBranches && SchemaKinds.areAll(kinds)) {
            kinds.retainAll(ofBranches);
        }
        return kinds;
    }

    /** True if the value may be null. */
    public boolean allowsNull() {
        return kinds().contains(JsonKind.NULL);
    }

    /** True if the value is an object, or null: its type says so, or it has no type and has properties. */
    public boolean isObject() {
        Set<JsonKind> kinds = EnumSet.copyOf(kinds());
        if (SchemaKinds.areAll(kinds)) {
            return !names().isEmpty();
        }
        kinds.remove(JsonKind.NULL);
        return kinds.equals(EnumSet.of(JsonKind.OBJECT));
    }

    /** Returns the names of the members that a schema declares in {@code properties}. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Applied place : all.values()) {
            if (place.schema() instanceof JsonObject schema && schema.get("properties") instanceof JsonObject named) {
                names.addAll(named.keySet());
            }
        }
        return names;
    }

    /** Returns the schemas in {@code properties} of a member of an object. */
    public AppliedSchemas declaredMember(String name) {
        List<Applied> found = new ArrayList<>();
        all.values().forEach(place -> addDeclared(name, place, found));
        return new AppliedSchemas(document, kindsOfSchemas, found);
    }

    /** Returns all schemas of a member of an object: those in {@code properties}, and those for members of its name. */
    public AppliedSchemas member(String name) {
        List<Applied> found = new ArrayList<>();
        for (Applied place : all.values()) {
            boolean isDeclared = addDeclared(name, place, found);
            boolean isNamed = addByPattern(name, place, found) || isDeclared;
            if (!isNamed && place.schema() instanceof JsonObject schema && schema.has("additionalProperties")) {
                found.add(new Applied(
                        schema.get("additionalProperties"), place.pointer() + "/additionalProperties", place.always()));
            }
        }
        return new AppliedSchemas(document, kindsOfSchemas, found);
    }

    private static boolean addDeclared(String name, Applied place, List<Applied> found) {
        if (place.schema() instanceof JsonObject schema
                && schema.get("properties") instanceof JsonObject named
                && named.has(name)) {
            String pointer = SchemaDocument.child(place.pointer() + "/properties", name);
            return found.add(new Applied(named.get(name), pointer, place.always()));
        }
        return false;
    }

    private boolean addByPattern(String name, Applied place, List<Applied> found) {
        boolean added = false;
        if (place.schema() instanceof JsonObject schema
                && schema.get("patternProperties") instanceof JsonObject patterns) {
            for (Map.Entry<String, JsonElement> each : patterns.entrySet()) {
                if (document.patterns().isFound(each.getKey(), name)) {
                    String pointer = SchemaDocument.child(place.pointer() + "/patternProperties", each.getKey());
                    added |= found.add(new Applied(each.getValue(), pointer, place.always()));
                }
            }
        }
        return added;
    }

    /** Returns the schemas of an item of a list. */
    public AppliedSchemas item(int index) {
        List<Applied> found = new ArrayList<>();
        for (Applied place : all.values()) {
            if (place.schema() instanceof JsonObject schema) {
                int first = schema.get("prefixItems") instanceof JsonArray prefix ? prefix.size() : 0;
                if (index < first) {
                    JsonElement item = schema.getAsJsonArray("prefixItems").get(index);
                    found.add(new Applied(item, place.pointer() + "/prefixItems/" + index, place.always()));
                } else if (schema.has("items")) {
                    found.add(new Applied(schema.get("items"), place.pointer() + "/items", place.always()));
                }
            }
        }
        return new AppliedSchemas(document, kindsOfSchemas, found);
    }

    /** True if a schema has this keyword. */
    public boolean has(String keyword) {
        return all.values().stream()
                .anyMatch(place -> place.schema() instanceof JsonObject schema && schema.has(keyword));
    }

    /** True if a schema constrains the members or the items of the value. */
    public boolean constrainsInner() {
        return INNER.stream().anyMatch(this::has);
    }
}
