package io.riskstream.validate.schema;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * Refuses schemas that lead back to themselves without going into a member or an item: to check a value would take without end. A schema that
 * comes back to itself further inside is fine, as events end.
 */
public final class SchemaCycleCheck {
    /** Keywords whose schemas are about the same value. */
    private static final Set<String> IN_PLACE =
            Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");

    private final SchemaDocument document;
    private final Set<String> seen = new HashSet<>();
    /** The schemas on the way here, all about the same value. */
    private final Set<String> way = new HashSet<>();

    private SchemaCycleCheck(SchemaDocument document) {
        this.document = document;
    }

    /** @throws IllegalArgumentException naming the reference that leads back */
    public static void refuse(SchemaDocument document) {
        new SchemaCycleCheck(document).visitAll(document.root(), "");
    }

    private void visitAll(JsonElement json, String pointer) {
        if (json instanceof JsonObject schema) {
            visit(schema, pointer);
            SchemaDocument.inner(schema, pointer).forEach(inner -> visitAll(inner.schema(), inner.pointer()));
        }
    }

    private void visit(JsonElement json, String pointer) {
        if (!(json instanceof JsonObject schema) || !seen.add(pointer)) {
            return;
        }
        way.add(pointer);
        for (SchemaDocument.Inner inner : SchemaDocument.inner(schema, pointer)) {
            if (IN_PLACE.contains(inner.keyword())) {
                visit(inner.schema(), inner.pointer());
            }
        }
        for (String keyword : Set.of("$ref", "$dynamicRef")) {
            if (schema.has(keyword)) {
                String place = SchemaDocument.child(pointer, keyword);
                String reference = schema.get(keyword).getAsString();
                String target = SchemaDocument.pointerOf(reference);
                if (way.contains(target)) {
                    throw document.fault(
                            place,
                            "leads back into '" + reference
                                    + "' for the same value, and to check it would never end; leave one of the references out");
                }
                visit(document.target(reference, place), target);
            }
        }
        way.remove(pointer);
    }
}
