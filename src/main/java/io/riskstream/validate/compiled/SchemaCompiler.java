package io.riskstream.validate.compiled;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.validate.pattern.PatternCompiler;
import io.riskstream.validate.pattern.UnsupportedPatternException;
import io.riskstream.validate.schema.JsonValues;
import io.riskstream.validate.schema.SchemaDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compiles schemas that the json-schema library has found valid. */
final class SchemaCompiler {
    private final SchemaDocument document;
    /** The compiled schemas by JSON pointer, so that a schema may refer to itself. */
    private final Map<String, CompiledSchema> compiled = new HashMap<>();

    private SchemaCompiler(SchemaDocument document) {
        this.document = document;
    }

    /**
     * Compiles a schema.
     *
     * @throws UnsupportedKeywordException if a keyword or a pattern is not supported
     */
    static KeywordCheck compile(SchemaDocument document) throws UnsupportedKeywordException {
        return new SchemaCompiler(document).schema(document.root(), "");
    }

    private KeywordCheck schema(JsonElement json, String pointer) throws UnsupportedKeywordException {
        if (json instanceof JsonPrimitive bool) {
            return bool.getAsBoolean() ? BooleanSchema.TRUE : BooleanSchema.FALSE;
        }
        CompiledSchema known = compiled.get(pointer);
        if (known == null) {
            known = new CompiledSchema(document.work());
            compiled.put(pointer, known);
            known.set(keywords(json.getAsJsonObject(), pointer));
        }
        return known;
    }

    private List<KeywordCheck> keywords(JsonObject rule, String pointer) throws UnsupportedKeywordException {
        List<KeywordCheck> checks = new ArrayList<>();
        List<NumberChecks.Bound> bounds = new ArrayList<>();
        for (String keyword : rule.keySet()) {
            JsonElement value = rule.get(keyword);
            String place = SchemaDocument.child(pointer, keyword);
            switch (keyword) {
                case "type" -> checks.add(new TypeCheck(strings(value)));
                case "enum" -> checks.add(new AllowedValues((List<?>) JsonValues.value(value), document.work()));
                case "const" -> checks.add(new AllowedValues(List.of(JsonValues.value(value)), document.work()));
                case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                    bounds.add(NumberChecks.Bound.of(keyword, value.getAsBigDecimal()));
                case "multipleOf" -> checks.add(new NumberChecks.MultipleOf(value.getAsBigDecimal(), document.work()));
                case "minLength" -> checks.add(new StringChecks.MinLength(size(value)));
                case "maxLength" -> checks.add(new StringChecks.MaxLength(size(value)));
                case "pattern" -> checks.add(pattern(value.getAsString(), place));
                case "format" ->
                    document.checkedFormat(value.getAsString())
                            .ifPresent(format -> checks.add(new StringChecks.FormatCheck(format, document.work())));
                case "minItems" -> checks.add(new ArrayChecks.ItemCount(size(value), Integer.MAX_VALUE));
                case "maxItems" -> checks.add(new ArrayChecks.ItemCount(0, size(value)));
                case "uniqueItems" -> {
                    if (value.getAsBoolean()) {
                        checks.add(new ArrayChecks.UniqueItems(document.work()));
                    }
                }
                case "prefixItems" -> checks.add(items(rule, pointer));
                case "items" -> {
                    if (!rule.has("prefixItems")) {
                        checks.add(items(rule, pointer));
                    }
                }
                case "contains" ->
                    checks.add(new ArrayChecks.Contains(
                            schema(value, place),
                            size(rule, "minContains", 1),
                            size(rule, "maxContains", Integer.MAX_VALUE)));
                case "required" -> checks.add(new ObjectChecks.Required(null, strings(value)));
                case "dependentRequired" -> {
                    for (Map.Entry<String, JsonElement> dependent :
                            value.getAsJsonObject().entrySet()) {
                        checks.add(new ObjectChecks.Required(dependent.getKey(), strings(dependent.getValue())));
                    }
                }
                case "properties" -> checks.add(members(rule, pointer));
                case "additionalProperties" -> {
                    if (!rule.has("properties")) {
                        checks.add(members(rule, pointer));
                    }
                }
                case "propertyNames" -> checks.add(new ObjectChecks.Names(schema(value, place)));
                case "dependentSchemas" -> {
                    for (Map.Entry<String, JsonElement> dependent :
                            value.getAsJsonObject().entrySet()) {
                        String inner = SchemaDocument.child(place, dependent.getKey());
                        checks.add(new ObjectChecks.Dependent(dependent.getKey(), schema(dependent.getValue(), inner)));
                    }
                }
                case "minProperties" -> checks.add(new ObjectChecks.MemberCount(size(value), Integer.MAX_VALUE));
                case "maxProperties" -> checks.add(new ObjectChecks.MemberCount(0, size(value)));
                case "allOf" -> checks.addAll(schemas(value, place));
                case "anyOf", "oneOf" -> checks.add(new AnyOfOneOf(keyword.equals("oneOf"), schemas(value, place)));
                case "not" -> checks.add(new NotCheck(schema(value, place)));
                case "if" ->
                    checks.add(new IfThenElse(
                            schema(value, place),
                            schemaOrTrue(rule, pointer, "then"),
                            schemaOrTrue(rule, pointer, "else")));
                case "$ref" -> checks.add(reference(value.getAsString(), place));
                // part of `contains` and `if`; without them they have no effect
                case "minContains", "maxContains", "then", "else" -> {}
                default -> {
                    if (!SchemaDocument.isAnnotation(keyword)) {
                        throw unsupported(keyword, place, "is not compiled");
                    }
                }
            }
        }
        if (!bounds.isEmpty()) {
            checks.add(new NumberChecks.Range(bounds));
        }
        return checks;
    }

    private UnsupportedKeywordException unsupported(String keyword, String place, String why) {
        return new UnsupportedKeywordException(document.file().name() + ": '" + keyword + "' at " + place + " " + why);
    }

    private KeywordCheck pattern(String expression, String place) throws UnsupportedKeywordException {
        try {
            return new StringChecks.PatternCheck(PatternCompiler.compile(expression), document.work());
        } catch (UnsupportedPatternException e) {
            throw unsupported("pattern", place, "has " + e.getMessage());
        }
    }

    private KeywordCheck items(JsonObject rule, String pointer) throws UnsupportedKeywordException {
        List<KeywordCheck> first = rule.has("prefixItems")
                ? schemas(rule.get("prefixItems"), SchemaDocument.child(pointer, "prefixItems"))
                : List.of();
        return new ArrayChecks.Items(first, schemaOrTrue(rule, pointer, "items"));
    }

    private KeywordCheck members(JsonObject rule, String pointer) throws UnsupportedKeywordException {
        if (rule.has("patternProperties")) { // it changes which members are additional
            String place = SchemaDocument.child(pointer, "patternProperties");
            throw unsupported("patternProperties", place, "is not compiled");
        }
        Map<String, KeywordCheck> named = new LinkedHashMap<>();
        if (rule.get("properties") instanceof JsonObject properties) {
            String place = SchemaDocument.child(pointer, "properties");
            for (Map.Entry<String, JsonElement> member : properties.entrySet()) {
                named.put(member.getKey(), schema(member.getValue(), SchemaDocument.child(place, member.getKey())));
            }
        }
        return new ObjectChecks.Members(named, schemaOrTrue(rule, pointer, "additionalProperties"));
    }

    private KeywordCheck reference(String target, String place) throws UnsupportedKeywordException {
        String pointer = SchemaDocument.pointerOf(target);
        return schema(document.target(target, place), pointer);
    }

    private List<KeywordCheck> schemas(JsonElement list, String pointer) throws UnsupportedKeywordException {
        JsonArray array = list.getAsJsonArray();
        List<KeywordCheck> all = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            all.add(schema(array.get(i), pointer + "/" + i));
        }
        return all;
    }

    private KeywordCheck schemaOrTrue(JsonObject rule, String pointer, String keyword)
            throws UnsupportedKeywordException {
        return rule.has(keyword)
                ? schema(rule.get(keyword), SchemaDocument.child(pointer, keyword))
                : BooleanSchema.TRUE;
    }

    private static List<String> strings(JsonElement value) {
        if (!(value instanceof JsonArray array)) {
            return List.of(value.getAsString());
        }
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }

    private static int size(JsonObject rule, String keyword, int absent) {
        return rule.has(keyword) ? size(rule.get(keyword)) : absent;
    }

    private static int size(JsonElement value) {
        return value.getAsBigDecimal().intValueExact();
    }
}
