package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A version of JSON Schema, as {@code $schema} names it. */
enum Dialect {
    DRAFT_04("draft-04"),
    DRAFT_06("draft-06"),
    DRAFT_07("draft-07"),
    DRAFT_2019_09("2019-09"),
    DRAFT_2020_12("2020-12"),
    /** A schema without {@code $schema} and without a keyword that only a recent version has: keywords of all versions and of OpenAPI have their meaning. */
    UNDECLARED("any version");

    private final String label;

    Dialect(String label) {
        this.label = label;
    }

    /** Returns the name in messages. */
    String label() {
        return label;
    }

    /** True if this version is declared and ignores the keywords beside a {@code $ref}. */
    boolean ignoresBesideReference() {
        return compareTo(DRAFT_07) <= 0;
    }

    /** Returns the version that a {@code $schema} names; empty if it names none that is supported. */
    static Optional<Dialect> named(String uri) {
        String name = uri.replaceFirst("^https?://", "").replaceFirst("#$", "");
        return Optional.ofNullable(
                switch (name) {
                    case "json-schema.org/draft-04/schema", "json-schema.org/draft-05/schema" -> DRAFT_04;
                    case "json-schema.org/draft-06/schema" -> DRAFT_06;
                    case "json-schema.org/draft-07/schema" -> DRAFT_07;
                    case "json-schema.org/draft/2019-09/schema" -> DRAFT_2019_09;
                    case "json-schema.org/draft/2020-12/schema",
                            "spec.openapis.org/oas/3.1/dialect/base",
                            "spec.openapis.org/oas/3.1/dialect/2024-11-10",
                            "spec.openapis.org/oas/3.2/dialect/2025-09-17" -> DRAFT_2020_12;
                    case "json-schema.org/schema" -> UNDECLARED;
                    default -> null;
                });
    }

    /** Returns the version of a schema without {@code $schema}: 2020-12 if it has a keyword that no older version has. */
    static Dialect recognised(JsonElement root) {
        return recentKeyword(root).isPresent() ? DRAFT_2020_12 : UNDECLARED;
    }

    /** Returns a keyword that 2019-09 or 2020-12 introduced. */
    static Optional<String> recentKeyword(JsonElement json) {
        return json instanceof JsonObject schema ? recentKeyword(schema) : Optional.empty();
    }

    private static Optional<String> recentKeyword(JsonObject schema) {
        for (String keyword : schema.keySet()) {
            if (SchemaKeywords.RECENT.contains(keyword)) {
                return Optional.of(keyword);
            }
            for (JsonElement inner : schemasIn(keyword, schema.get(keyword))) {
                Optional<String> found = recentKeyword(inner);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static List<JsonElement> schemasIn(String keyword, JsonElement value) {
        List<JsonElement> schemas = new ArrayList<>();
        if (SchemaKeywords.NAMED.contains(keyword) && value instanceof JsonObject named) {
            schemas.addAll(named.asMap().values());
        } else if (SchemaKeywords.isApplicator(keyword)) {
            schemas.addAll(value instanceof JsonArray list ? list.asList() : List.of(value));
        }
        return schemas;
    }
}
