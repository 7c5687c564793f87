package io.riskstream.validate.schema;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * Rejects schemas that refer to themselves for the same value: such a check would never complete. A schema may refer to itself for a member or an item,
 * because an event has finite depth.
 */
final class SchemaCycleCheck {
    /** Keywords whose schemas apply to the same value. */
    private static final Set<String> IN_PLACE =
            Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");

    private final SchemaDocument document;
    private final Set<String> seen = new HashSet<>();
    /** The pointers of the schemas that enclose the current one and apply to the same value. */
    private final Set<String> enclosing = new HashSet<>();

    private SchemaCycleCheck(SchemaDocument document) {
        this.document = document;
    }

    /** @throws IllegalArgumentException if a schema refers to itself for the same value; the message names the reference */
    static void check(SchemaDocument document) {
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
        enclosing.add(pointer);
        for (SchemaDocument.Inner inner : SchemaDocument.inner(schema, pointer)) {
            if (IN_PLACE.contains(inner.keyword())) {
                visit(inner.schema(), inner.pointer());
            }
        }
        if (schema.has("$ref")) {
            String place = pointer + "/$ref";
            String reference = schema.get("$ref").getAsString();
            String target = SchemaDocument.pointerOf(reference);
            if (enclosing.contains(target)) {
                throw document.problem(
                        place,
                        "leads back into '" + reference
                                + "' for the same value, so a check would never complete; remove one of the references");
            }
            visit(document.target(reference, place), target);
        }
        enclosing.remove(pointer);
    }
}
