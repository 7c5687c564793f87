package io.riskstream.validate.schema;

import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keywords of all versions of JSON Schema, and those of OpenAPI that occur in schemas. */
final class SchemaKeywords {
    /** Keywords whose members have names chosen by the schema's author, and are schemas. */
    static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");
    /** Keywords that contain one schema. */
    static final Set<String> ONE = Set.of(
            "additionalProperties",
            "unevaluatedProperties",
            "propertyNames",
            "items",
            "additionalItems",
            "unevaluatedItems",
            "contains",
            "not",
            "if",
            "then",
            "else");
    /** Keywords that contain a list of schemas. */
    static final Set<String> LISTED = Set.of("prefixItems", "allOf", "anyOf", "oneOf");
    /** Keywords that contain values of events, not schemas. */
    static final Set<String> VALUES = Set.of("enum", "const", "default", "examples", "example");
    /** Keywords whose value is a count. */
    static final Set<String> COUNTS = Set.of(
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minContains",
            "maxContains",
            "minProperties",
            "maxProperties");
    /** Keywords whose value is a number. */
    static final Set<String> NUMBERS =
            Set.of("multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    /** Keywords that an event can fail. */
    static final Set<String> ASSERTIONS = Set.of(
            "type",
            "enum",
            "const",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minItems",
            "maxItems",
            "uniqueItems",
            "contains",
            "minContains",
            "maxContains",
            "minProperties",
            "maxProperties",
            "required",
            "dependentRequired",
            "additionalProperties",
            "unevaluatedProperties",
            "propertyNames",
            "unevaluatedItems",
            "not",
            "anyOf",
            "oneOf");
    /** Keywords that contain schemas or refer to one, and fail only because of a failure in it. */
    static final Set<String> WRAPPERS = Set.of(
            "$ref",
            "$dynamicRef",
            "properties",
            "patternProperties",
            "dependentSchemas",
            "items",
            "prefixItems",
            "allOf",
            "if",
            "then",
            "else");
    /** Keywords that constrain no event. The last five are of OpenAPI; {@code components} contains schemas that references name. */
    static final Set<String> ANNOTATIONS = Set.of(
            "$schema",
            "$id",
            "$dynamicAnchor",
            "$anchor",
            "$vocabulary",
            "$recursiveAnchor",
            "$defs",
            "definitions",
            "$comment",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "example",
            "discriminator",
            "xml",
            "externalDocs",
            "components");
    /** Annotations that generators and editors write: jsonschema2pojo, mbknor, quicktype, Ajv, typescript-json-schema and others. */
    private static final Set<String> TOOL_ANNOTATIONS = Set.of(
            "javaType",
            "existingJavaType",
            "javaName",
            "javaInterfaces",
            "javaEnumNames",
            "javaJsonView",
            "javaPatternFormat",
            "customDateTimePattern",
            "customDatePattern",
            "customTimePattern",
            "customPattern",
            "extendsJavaClass",
            "deserializationClassProperty",
            "propertyOrder",
            "enumNames",
            "enumDescriptions",
            "markdownDescription",
            "markdownEnumDescriptions",
            "deprecationMessage",
            "defaultSnippets",
            "errorMessage",
            "tsType",
            "tsEnumNames");
    /** The prefixes of annotations of tools. No keyword of JSON Schema has a dot or a hyphen. */
    private static final List<String> TOOL_PREFIXES = List.of("connect.", "confluent:", "qt-");
    /** Keywords that identify or locate schemas. They have no meaning after references are resolved. */
    static final Set<String> IDENTIFIERS =
            Set.of("$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary");
    /** Keywords that 2019-09 or 2020-12 introduced. */
    static final Set<String> RECENT = Set.of(
            "$defs",
            "$anchor",
            "$dynamicAnchor",
            "$dynamicRef",
            "dependentRequired",
            "dependentSchemas",
            "minContains",
            "maxContains",
            "prefixItems",
            "unevaluatedItems",
            "unevaluatedProperties");
    /** The first version of keywords that constrain events and that an older version ignores. */
    private static final Map<String, Dialect> SINCE = Map.ofEntries(
            Map.entry("const", Dialect.DRAFT_06),
            Map.entry("contains", Dialect.DRAFT_06),
            Map.entry("propertyNames", Dialect.DRAFT_06),
            Map.entry("if", Dialect.DRAFT_07),
            Map.entry("then", Dialect.DRAFT_07),
            Map.entry("else", Dialect.DRAFT_07),
            Map.entry("dependentRequired", Dialect.DRAFT_2019_09),
            Map.entry("dependentSchemas", Dialect.DRAFT_2019_09),
            Map.entry("minContains", Dialect.DRAFT_2019_09),
            Map.entry("maxContains", Dialect.DRAFT_2019_09),
            Map.entry("unevaluatedItems", Dialect.DRAFT_2019_09),
            Map.entry("unevaluatedProperties", Dialect.DRAFT_2019_09),
            Map.entry("$recursiveRef", Dialect.DRAFT_2019_09),
            Map.entry("prefixItems", Dialect.DRAFT_2020_12),
            Map.entry("$dynamicRef", Dialect.DRAFT_2020_12));
    /** The last version of keywords that a later one replaced. */
    private static final Map<String, Dialect> UNTIL = Map.of(
            "id", Dialect.DRAFT_04,
            "nullable", Dialect.DRAFT_07,
            "additionalItems", Dialect.DRAFT_2019_09,
            "dependencies", Dialect.DRAFT_2019_09,
            "$recursiveRef", Dialect.DRAFT_2019_09);
    /** What 2020-12 has in place of the keywords of older versions. */
    private static final Map<String, String> MODERN = Map.ofEntries(
            Map.entry("id", "write '$id'"),
            Map.entry("nullable", "add \"null\" to 'type', such as \"type\": [\"number\", \"null\"]"),
            Map.entry("additionalItems", "write 'prefixItems' for the first items and 'items' for the others"),
            Map.entry("dependencies", "write 'dependentRequired' for names, or 'dependentSchemas' for schemas"),
            Map.entry("$recursiveRef", "write '$ref'"),
            Map.entry("divisibleBy", "write 'multipleOf'"),
            Map.entry("disallow", "write 'not'"),
            Map.entry("extends", "write 'allOf'"));
    /** The prefix of annotations that the schema's author defines. */
    private static final String OWN_PREFIX = "x-";

    private SchemaKeywords() {}

    /** True if the keyword contains one or more schemas without names. */
    static boolean isApplicator(String keyword) {
        return ONE.contains(keyword) || LISTED.contains(keyword);
    }

    static boolean isOwn(String keyword) {
        return keyword.startsWith(OWN_PREFIX);
    }

    static boolean isAnnotation(String keyword) {
        return ANNOTATIONS.contains(keyword)
                || isOwn(keyword)
                || TOOL_ANNOTATIONS.contains(keyword)
                || TOOL_PREFIXES.stream().anyMatch(keyword::startsWith);
    }

    /** Returns the sentence about a keyword that a version does not have; empty if it has it. */
    static Optional<String> problem(String keyword, Dialect dialect) {
        Dialect until = UNTIL.get(keyword);
        if (until != null && dialect != Dialect.UNDECLARED && dialect.compareTo(until) > 0) {
            return Optional.of(
                    "is not a keyword of JSON Schema " + dialect.label() + "; " + MODERN.get(keyword) + declare(until));
        }
        Dialect since = SINCE.get(keyword);
        if (since != null && dialect.compareTo(since) < 0) {
            return Optional.of("is a keyword since " + since.label() + ", and " + dialect.label()
                    + " ignores it; declare a later version in '$schema'");
        }
        boolean known =
                until != null || ASSERTIONS.contains(keyword) || WRAPPERS.contains(keyword) || isAnnotation(keyword);
        if (known) {
            return Optional.empty();
        }
        String modern = MODERN.get(keyword);
        return Optional.of("is not a keyword of JSON Schema"
                + (modern == null
                        ? Nearest.suggestion(keyword, words())
                                .map(text -> "; " + text)
                                .orElse("")
                        : "; " + modern)
                + (modern == null ? " (the name of a custom annotation must begin with '" + OWN_PREFIX + "')" : ""));
    }

    private static String declare(Dialect until) {
        return ", or declare " + until.label() + " in '$schema'";
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>(ASSERTIONS);
        words.addAll(WRAPPERS);
        words.addAll(ANNOTATIONS);
        return words;
    }
}
