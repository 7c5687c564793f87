package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.riskstream.text.Nearest;
import io.riskstream.text.SourceFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A schema file as JSON. All of its references are local. Its keywords are checked, but not the form of their values: the json-schema library does that. */
public final class SchemaDocument {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    /** Keywords whose members have names chosen by the schema's author, and are schemas. */
    private static final Set<String> NAMED_SCHEMAS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    /** Keywords that an event can fail. */
    private static final Set<String> ASSERTIONS = Set.of(
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

    /** Keywords that contain schemas, and fail only because of a failure in one of them. */
    private static final Set<String> APPLICATORS = Set.of(
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
    /** Keywords that constrain no event. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "$schema",
            "$id",
            "$dynamicAnchor",
            "$anchor",
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
            "contentSchema");
    /** Keywords that contain one schema. */
    private static final Set<String> ONE_SCHEMA = Set.of(
            "additionalProperties",
            "unevaluatedProperties",
            "propertyNames",
            "items",
            "unevaluatedItems",
            "contains",
            "not",
            "if",
            "then",
            "else");
    /** Keywords that contain a list of schemas. */
    private static final Set<String> LISTED_SCHEMAS = Set.of("prefixItems", "allOf", "anyOf", "oneOf");

    private static final List<String> TYPES =
            List.of("array", "boolean", "integer", "null", "number", "object", "string");
    /** Keywords whose value is a count. */
    private static final Set<String> SIZES = Set.of(
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minContains",
            "maxContains",
            "minProperties",
            "maxProperties");

    private static final BigDecimal MAX_SIZE = BigDecimal.valueOf(Integer.MAX_VALUE);
    /** The maximum number of digits of a number in a schema, before the point or after it. No event contains a number with more. */
    private static final int MAX_DIGITS = 1_000;

    /** The prefix of annotations that the schema's author defines. */
    private static final String OWN_PREFIX = "x-";
    /** Keywords whose value is a boolean, not a schema. */
    private static final Set<String> FLAGS = Set.of("uniqueItems", "deprecated", "readOnly", "writeOnly");
    /** Keywords that contain values of events, not schemas. */
    private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

    private final SourceFile file;
    private final JsonObject root;
    private final Set<String> assertions = new TreeSet<>();
    private final NamePatterns patterns = new NamePatterns();

    private SchemaDocument(SourceFile file, JsonObject root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Parses a schema and checks its keywords.
     *
     * @throws IllegalArgumentException if the file is not JSON or has an unknown keyword; the message names file and JSON pointer
     */
    public static SchemaDocument parse(SourceFile file) {
        JsonReader reader = new JsonReader(new StringReader(file.text()));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement read = read(file, reader, "");
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw problem(file, "", "has content after its end");
            }
            if (!(read instanceof JsonObject root)) {
                throw problem(file, "", "must be an object");
            }
            SchemaDocument document = new SchemaDocument(file, root);
            document.checkDialect();
            document.checkSchema(root, "");
            return document;
        } catch (MalformedJsonException | EOFException e) {
            throw new SchemaException(file.name(), "not JSON: " + firstLine(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("a string is always readable", e);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** Reads a value. Gson's own tree reader silently keeps the last of two equal keys; this one rejects them. */
    private static JsonElement read(SourceFile file, JsonReader reader, String pointer) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                JsonObject object = new JsonObject();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    String inner = child(pointer, name);
                    if (object.has(name)) {
                        throw problem(file, inner, "occurs twice; remove one");
                    }
                    object.add(name, read(file, reader, inner));
                }
                reader.endObject();
                return object;
            }
            case BEGIN_ARRAY -> {
                JsonArray array = new JsonArray();
                reader.beginArray();
                while (reader.hasNext()) {
                    array.add(read(file, reader, pointer + "/" + array.size()));
                }
                reader.endArray();
                return array;
            }
            case STRING -> {
                return new JsonPrimitive(reader.nextString());
            }
            case NUMBER -> {
                return new JsonPrimitive(number(file, reader.nextString(), pointer));
            }
            case BOOLEAN -> {
                return new JsonPrimitive(reader.nextBoolean());
            }
            default -> {
                reader.nextNull();
                return JsonNull.INSTANCE;
            }
        }
    }

    /** Removes trailing zeros: the library considers 2.50 and 2.5 different values in {@code enum} and {@code const}. */
    private static BigDecimal number(SourceFile file, String text, String pointer) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) { // the exponent is too large
            throw problem(file, pointer, "is a number that no event can hold");
        }
        if (Math.abs((long) number.scale()) > MAX_DIGITS || number.precision() > MAX_DIGITS) {
            throw problem(file, pointer, "is a number of more than " + MAX_DIGITS + " digits");
        }
        if (number.scale() <= 0) {
            return number;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private void checkDialect() {
        JsonElement dialect = root.get("$schema");
        if (dialect != null && !dialect.equals(new JsonPrimitive(DIALECT))) {
            throw problem("/$schema", "is " + dialect + "; write \"" + DIALECT + "\", the only supported dialect");
        }
    }

    private void checkSchema(JsonObject schema, String pointer) {
        for (Map.Entry<String, JsonElement> member : schema.entrySet()) {
            String keyword = member.getKey();
            String place = child(pointer, keyword);
            checkKeyword(keyword, member.getValue(), place);
            if (NAMED_SCHEMAS.contains(keyword) && member.getValue() instanceof JsonObject named) {
                named.entrySet().forEach(each -> checkInner(each.getValue(), child(place, each.getKey()), keyword));
            } else if (!VALUES.contains(keyword) && !keyword.startsWith(OWN_PREFIX)) {
                checkInner(member.getValue(), place, keyword);
            }
        }
    }

    /** Rejects what the library silently accepts, but would not check, or would check with another meaning. */
    private void checkKeyword(String keyword, JsonElement value, String place) {
        if (ASSERTIONS.contains(keyword)) {
            assertions.add(keyword);
        } else if (!APPLICATORS.contains(keyword) && !isAnnotation(keyword)) {
            List<String> known = new ArrayList<>(ASSERTIONS);
            known.addAll(APPLICATORS);
            known.addAll(ANNOTATIONS);
            throw problem(
                    place,
                    "is not a keyword of JSON Schema"
                            + Nearest.suggestion(keyword, known)
                                    .map(text -> "; " + text)
                                    .orElse("")
                            + " (the name of a custom annotation must begin with '" + OWN_PREFIX + "')");
        }
        switch (keyword) {
            case "$ref", "$dynamicRef" -> checkReference(value, place);
            case "$id" -> {
                if (!place.equals("/$id")) {
                    throw problem(
                            place,
                            "declares a separate schema inside this one; remove it, and refer to '#/$defs/NAME'");
                }
            }
            case "type" -> checkTypes(value, place);
            case "pattern" -> checkPattern(plain(value), place);
            case "patternProperties" -> {
                if (value instanceof JsonObject patterns) {
                    patterns.keySet().forEach(pattern -> checkPattern(pattern, child(place, pattern)));
                }
            }
            case "format" -> {
                if (TextFormat.of(plain(value)).isEmpty()) {
                    throw problem(
                            place,
                            "is '" + plain(value) + "', which is not a supported format; "
                                    + Nearest.hint(
                                            plain(value),
                                            Arrays.stream(TextFormat.values())
                                                    .map(TextFormat::keyword)
                                                    .toList()));
                }
            }
            default -> {
                boolean uncountable = SIZES.contains(keyword)
                        && value instanceof JsonPrimitive size
                        && size.isNumber()
                        && size.getAsBigDecimal().compareTo(MAX_SIZE) > 0;
                if (uncountable) { // the library would not check it
                    throw problem(place, "must be at most " + MAX_SIZE);
                }
            }
        }
    }

    private void checkTypes(JsonElement value, String place) {
        for (JsonElement each : value instanceof JsonArray array ? array.asList() : List.of(value)) {
            String name = plain(each);
            if (JsonKind.ofType(name).isEmpty()) {
                throw problem(place, "is '" + name + "', which is not a type; " + Nearest.hint(name, TYPES));
            }
        }
    }

    /** True if the keyword constrains no event. */
    public static boolean isAnnotation(String keyword) {
        return ANNOTATIONS.contains(keyword) || keyword.startsWith(OWN_PREFIX);
    }

    private void checkPattern(String pattern, String pointer) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw problem(
                    pointer, "is not a regular expression: " + e.getDescription() + " at character " + e.getIndex());
        }
    }

    private static String plain(JsonElement value) {
        return isText(value) ? value.getAsString() : value.toString();
    }

    /** @param keyword the keyword that contains the value; the library rejects a value that is not a schema where one is expected */
    private void checkInner(JsonElement inner, String pointer, String keyword) {
        if (inner instanceof JsonObject schema && !keyword.equals("dependentRequired")) {
            checkSchema(schema, pointer);
        } else if (inner.equals(new JsonPrimitive(false)) && !FLAGS.contains(keyword)) {
            assertions.add(keyword);
        } else if (inner instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                checkInner(array.get(i), pointer + "/" + i, keyword);
            }
        }
    }

    private void checkReference(JsonElement value, String pointer) {
        if (!isText(value)) {
            throw problem(pointer, "must be a text such as \"#/$defs/NAME\"");
        }
        String target = value.getAsString();
        if (!target.equals("#") && !target.startsWith("#/")) {
            throw problem(
                    pointer,
                    "refers to '" + target
                            + "'; a reference must be inside this file, such as '#/$defs/NAME'; copy the schema into this file");
        }
        target(target, pointer);
    }

    /** Returns the schema at a local reference, such as {@code #/$defs/address}. */
    public JsonElement target(String reference, String pointer) {
        JsonElement at = root;
        for (String name : JsonPointer.names(pointerOf(reference))) {
            at = step(at, name);
            if (at == null) {
                throw problem(pointer, "refers to '" + reference + "', which is not in this file");
            }
        }
        return at;
    }

    /** Returns the JSON pointer of a local reference. */
    public static String pointerOf(String reference) {
        // in a fragment, a plus sign is not a space
        return URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** True if the keywords of a pointer lead to a schema, and not to another value, such as a value of an {@code enum}. */
    public static boolean isPlaceOfSchema(String pointer) {
        List<String> names = JsonPointer.names(pointer);
        int at = 0;
        while (at < names.size()) {
            String keyword = names.get(at++);
            if (NAMED_SCHEMAS.contains(keyword) || LISTED_SCHEMAS.contains(keyword)) {
                if (at++ == names.size()) {
                    return false;
                }
            } else if (!ONE_SCHEMA.contains(keyword)) {
                return false;
            }
        }
        return true;
    }

    private static JsonElement step(JsonElement at, String name) {
        if (at instanceof JsonObject object) {
            return object.get(name);
        }
        if (at instanceof JsonArray array
                && name.matches("0|[1-9][0-9]{0,8}")
                && Integer.parseInt(name) < array.size()) {
            return array.get(Integer.parseInt(name));
        }
        return null;
    }

    /** True if the value is a string. */
    public static boolean isText(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    /** Returns the pointer of a member. */
    public static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Returns the schemas directly inside a schema, each with its pointer and the keyword that contains it. */
    static List<Inner> inner(JsonObject schema, String pointer) {
        List<Inner> inner = new ArrayList<>();
        schema.entrySet().forEach(member -> {
            String keyword = member.getKey();
            String place = child(pointer, keyword);
            if (ONE_SCHEMA.contains(keyword)) {
                inner.add(new Inner(keyword, place, member.getValue()));
            } else if (NAMED_SCHEMAS.contains(keyword) && member.getValue() instanceof JsonObject named) {
                named.entrySet()
                        .forEach(each -> inner.add(new Inner(keyword, child(place, each.getKey()), each.getValue())));
            } else if (LISTED_SCHEMAS.contains(keyword) && member.getValue() instanceof JsonArray listed) {
                for (int i = 0; i < listed.size(); i++) {
                    inner.add(new Inner(keyword, place + "/" + i, listed.get(i)));
                }
            }
        });
        return inner;
    }

    /** A schema inside another. */
    record Inner(String keyword, String pointer, JsonElement schema) {}

    /** Returns the keywords of the schema that an event can violate, in alphabetical order. */
    public Set<String> assertions() {
        return assertions;
    }

    NamePatterns patterns() {
        return patterns;
    }

    public JsonObject root() {
        return root;
    }

    public SourceFile file() {
        return file;
    }

    /** Returns an exception about a place of the schema; the message continues the pointer. */
    public IllegalArgumentException problem(String pointer, String message) {
        return problem(file, pointer, message);
    }

    private static IllegalArgumentException problem(SourceFile file, String pointer, String message) {
        return new SchemaException(file.name(), (pointer.isEmpty() ? "the schema" : pointer) + " " + message);
    }
}
