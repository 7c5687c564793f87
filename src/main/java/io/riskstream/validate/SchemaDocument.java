package io.riskstream.validate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.riskstream.Nearest;
import io.riskstream.SourceFile;
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

/** A schema file as JSON, all of whose references stay inside it. */
final class SchemaDocument {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    /** Keywords whose members are named by the schema's author, and each hold a schema. */
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

    private static final Set<String> OTHERS = Set.of(
            "$schema",
            "$id",
            "$ref",
            "$dynamicRef",
            "$dynamicAnchor",
            "$anchor",
            "$defs",
            "definitions",
            "$comment",
            "$vocabulary",
            "properties",
            "patternProperties",
            "dependentSchemas",
            "items",
            "prefixItems",
            "allOf",
            "if",
            "then",
            "else",
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
    /** How a schema's author may name notes of their own. */
    private static final String OWN = "x-";
    /** Keywords that are true or false, and no schema. */
    private static final Set<String> FLAGS = Set.of("uniqueItems", "deprecated", "readOnly", "writeOnly");
    /** Keywords that hold values of events, not schemas. */
    private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

    private final SourceFile file;
    private final JsonObject root;
    private final Set<String> assertions = new TreeSet<>();

    private SchemaDocument(SourceFile file, JsonObject root) {
        this.file = file;
        this.root = root;
    }

    static SchemaDocument parse(SourceFile file) {
        JsonReader reader = new JsonReader(new StringReader(file.text()));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement read = read(file, reader, "");
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw fault(file, "", "goes on after its end");
            }
            if (!(read instanceof JsonObject root)) {
                throw fault(file, "", "must be an object");
            }
            SchemaDocument document = new SchemaDocument(file, root);
            document.checkDialect();
            document.checkSchema(root, "");
            return document;
        } catch (MalformedJsonException | EOFException e) {
            throw new IllegalArgumentException(file.name() + ": not JSON: " + firstLine(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("a text is always readable", e);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** Gson's own reader of trees keeps the last of two equal keys without a word; this one refuses them. */
    private static JsonElement read(SourceFile file, JsonReader reader, String pointer) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                JsonObject object = new JsonObject();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    String inner = child(pointer, name);
                    if (object.has(name)) {
                        throw fault(file, inner, "is there twice; remove one");
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
                return new JsonPrimitive(number(reader.nextString()));
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

    /** Without zeros at the end: the library takes 2.50 and 2.5 for different values in {@code enum} and {@code const}. */
    private static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text);
        if (number.scale() <= 0) {
            return number;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private void checkDialect() {
        JsonElement dialect = root.get("$schema");
        if (dialect != null && !dialect.equals(new JsonPrimitive(DIALECT))) {
            throw fault("/$schema", "is " + dialect + "; write \"" + DIALECT + "\", the one dialect understood here");
        }
    }

    private void checkSchema(JsonObject schema, String pointer) {
        for (Map.Entry<String, JsonElement> member : schema.entrySet()) {
            String keyword = member.getKey();
            String place = child(pointer, keyword);
            checkKeyword(keyword, member.getValue(), place);
            if (NAMED_SCHEMAS.contains(keyword) && member.getValue() instanceof JsonObject named) {
                named.entrySet().forEach(each -> checkInner(each.getValue(), child(place, each.getKey()), keyword));
            } else if (!VALUES.contains(keyword) && !keyword.startsWith(OWN)) {
                checkInner(member.getValue(), place, keyword);
            }
        }
    }

    /** What the library takes without a word, and would then not check, or check otherwise than meant. */
    private void checkKeyword(String keyword, JsonElement value, String place) {
        if (ASSERTIONS.contains(keyword)) {
            assertions.add(keyword);
        } else if (!OTHERS.contains(keyword) && !keyword.startsWith(OWN)) {
            List<String> known = new ArrayList<>(ASSERTIONS);
            known.addAll(OTHERS);
            throw fault(
                    place,
                    "is no keyword of JSON Schema"
                            + Nearest.to(keyword, known)
                                    .map(nearest -> "; did you mean '" + nearest + "'?")
                                    .orElse("")
                            + " (a note of your own begins with '" + OWN + "')");
        }
        switch (keyword) {
            case "$ref", "$dynamicRef" -> checkReference(value, place);
            case "$id" -> {
                if (!place.equals("/$id")) {
                    throw fault(
                            place,
                            "makes a schema of its own inside this one; leave it out and refer by '#/$defs/NAME'");
                }
            }
            case "pattern" -> checkPattern(plain(value), place);
            case "patternProperties" -> {
                if (value instanceof JsonObject patterns) {
                    patterns.keySet().forEach(pattern -> checkPattern(pattern, child(place, pattern)));
                }
            }
            case "format" -> {
                if (Format.of(plain(value)).isEmpty()) {
                    throw fault(
                            place,
                            "is '" + plain(value) + "', which is not checked here"
                                    + Nearest.hint(
                                            plain(value),
                                            Arrays.stream(Format.values())
                                                    .map(Format::word)
                                                    .toList()));
                }
            }
            default -> {}
        }
    }

    private void checkPattern(String pattern, String pointer) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw fault(pointer, "is no regular expression: " + e.getDescription() + " at character " + e.getIndex());
        }
    }

    private static String plain(JsonElement value) {
        return isText(value) ? value.getAsString() : value.toString();
    }

    /** @param keyword that holds it; what is no schema there is left to the library, which knows the schema of schemas */
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
            throw fault(pointer, "must be a text such as \"#/$defs/NAME\"");
        }
        String target = value.getAsString();
        if (!target.equals("#") && !target.startsWith("#/")) {
            throw fault(
                    pointer,
                    "refers to '" + target
                            + "'; only a place in this file can be referred to, such as '#/$defs/NAME': copy it here");
        }
        target(target, pointer);
    }

    /** The schema at a local reference, such as {@code #/$defs/address}. */
    JsonElement target(String reference, String pointer) {
        JsonElement at = root;
        if (reference.length() > 1) {
            for (String raw : reference.substring(2).split("/", -1)) {
                // in a fragment, a plus sign is a plus sign
                String name = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8)
                        .replace("~1", "/")
                        .replace("~0", "~");
                at = step(at, name);
                if (at == null) {
                    throw fault(pointer, "refers to '" + reference + "', which is not in this file");
                }
            }
        }
        return at;
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

    static boolean isText(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The keywords in it that an event can fail, in alphabetical order. */
    Set<String> assertions() {
        return assertions;
    }

    JsonObject root() {
        return root;
    }

    SourceFile file() {
        return file;
    }

    IllegalArgumentException fault(String pointer, String what) {
        return fault(file, pointer, what);
    }

    private static IllegalArgumentException fault(SourceFile file, String pointer, String what) {
        return new IllegalArgumentException(
                file.name() + ": " + (pointer.isEmpty() ? "the schema" : pointer) + " " + what);
    }
}
