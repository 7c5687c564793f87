package io.riskstream.parse.avro;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.riskstream.parse.avro.AvroType.Kind;
import io.riskstream.parse.avro.AvroType.Meaning;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import io.riskstream.text.JsonPointerPosition;
import io.riskstream.text.Nearest;
import io.riskstream.text.SourceFile;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the types in the JSON text of one schema. It accepts names that the specification forbids, since a registry may have them, and aliases, orders and
 * documentation, which it ignores.
 */
final class SchemaReader {
    private static final Map<String, Kind> PRIMITIVES = new TreeMap<>();
    private static final Set<String> COMPLEX = Set.of("record", "error", "enum", "array", "map", "fixed");
    private static final AvroType UNKNOWN = new AvroType.Primitive(Kind.NULL, Meaning.NONE);
    private static final int MAX_PROBLEMS = 20;
    /** More types than any schema that people write; a bound on the time to read and compile one. */
    private static final int MAX_TYPES = 50_000;

    private static final Pattern GSON_POSITION = Pattern.compile("at line (\\d+) column (\\d+)");

    static {
        for (Kind kind : Kind.values()) {
            PRIMITIVES.put(kind.name().toLowerCase(Locale.ROOT), kind);
        }
    }

    private final SourceFile file;
    private final NamedTypes names;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private int count;

    SchemaReader(SourceFile file, NamedTypes names) {
        this.file = file;
        this.names = names;
    }

    /**
     * Reads the schema, and adds its named types.
     *
     * @throws ConfigurationException with all problems
     */
    AvroType read() {
        AvroType type = type(json(), "", "");
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return type;
    }

    private JsonElement json() {
        JsonReader reader = new JsonReader(new StringReader(file.text()));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement json = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new ConfigurationException(
                        ConfigurationProblem.inFile(FilePosition.start(file.name()), "content follows the schema"));
            }
            return json;
        } catch (JsonParseException | IOException | NumberFormatException | StackOverflowError e) {
            throw new ConfigurationException(
                    ConfigurationProblem.inFile(
                            position(String.valueOf(e.getMessage())),
                            "the file is not JSON, as an Avro schema must be"),
                    e);
        }
    }

    private FilePosition position(String gsonMessage) {
        Matcher position = GSON_POSITION.matcher(gsonMessage);
        return position.find()
                ? new FilePosition(
                        file.name(), Integer.parseInt(position.group(1)), Integer.parseInt(position.group(2)), 1)
                : FilePosition.start(file.name());
    }

    private AvroType type(JsonElement json, String namespace, String pointer) {
        if (++count > MAX_TYPES) {
            throw new ConfigurationException(ConfigurationProblem.inFile(
                    FilePosition.start(file.name()), "the schema has more than " + MAX_TYPES + " types"));
        }
        if (isText(json)) {
            return named(json.getAsString(), namespace, pointer);
        } else if (json instanceof JsonArray branches) {
            return union(branches, namespace, pointer);
        } else if (json instanceof JsonObject object) {
            JsonElement type = object.get("type");
            if (type == null) {
                return problem(pointer, "the type has no 'type'");
            } else if (!isText(type)) {
                return type(type, namespace, pointer + "/type");
            }
            return declared(type.getAsString(), object, namespace, pointer);
        }
        return problem(pointer, "expected a type: a name, an object with 'type', or a list of types");
    }

    private AvroType named(String name, String namespace, String pointer) {
        Kind primitive = PRIMITIVES.get(name);
        if (primitive != null) {
            return new AvroType.Primitive(primitive, Meaning.NONE);
        }
        Optional<AvroType> declared = names.find(name, namespace);
        if (declared.isPresent()) {
            return declared.get();
        }
        if (COMPLEX.contains(name)) {
            return problem(pointer, "the type '" + name + "' needs an object: {\"type\": \"" + name + "\", ...}");
        }
        Set<String> known = new TreeSet<>(PRIMITIVES.keySet());
        known.addAll(names.names());
        return problem(
                pointer, "no type '" + name + "' is declared before this place", Nearest.suggestion(name, known));
    }

    private AvroType declared(String type, JsonObject object, String namespace, String pointer) {
        Kind primitive = PRIMITIVES.get(type);
        if (primitive != null) {
            Meaning meaning = meaning(object);
            return new AvroType.Primitive(primitive, meaning.type().suits(primitive) ? meaning : Meaning.NONE);
        }
        return switch (type) {
            case "record", "error" -> structure(object, namespace, pointer);
            case "enum" -> enumeration(object, namespace, pointer);
            case "fixed" -> fixed(object, namespace, pointer);
            case "array" -> new AvroType.Array(inner(object, "items", namespace, pointer));
            case "map" -> new AvroType.Dictionary(inner(object, "values", namespace, pointer));
            default -> named(type, namespace, pointer + "/type");
        };
    }

    private AvroType inner(JsonObject object, String member, String namespace, String pointer) {
        JsonElement inner = object.get(member);
        return inner == null
                ? problem(pointer, "the type has no '" + member + "'")
                : type(inner, namespace, pointer + "/" + member);
    }

    private AvroType structure(JsonObject object, String namespace, String pointer) {
        String fullName = name(object, namespace, pointer);
        AvroType.Structure structure = new AvroType.Structure(fullName);
        declare(fullName, structure, pointer);
        if (!(object.get("fields") instanceof JsonArray fields)) {
            return problem(pointer, "record '" + fullName + "' has no list 'fields'");
        }
        List<AvroType.Member> members = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            String place = pointer + "/fields/" + i;
            if (!(fields.get(i) instanceof JsonObject field) || !isText(field.get("name"))) {
                problem(place, "expected a field: an object with 'name' and 'type'");
                continue;
            }
            String name = field.get("name").getAsString();
            if (name.isEmpty() || !seen.add(name)) {
                problem(
                        place + "/name",
                        name.isEmpty() ? "the name is empty" : "two fields have the name '" + name + "'");
            }
            JsonElement fallback = field.get("default");
            members.add(new AvroType.Member(
                    name,
                    inner(field, "type", NamedTypes.namespaceOf(fullName), place),
                    place,
                    Optional.ofNullable(fallback).map(JsonElement::toString)));
        }
        structure.complete(members);
        return structure;
    }

    private AvroType enumeration(JsonObject object, String namespace, String pointer) {
        String fullName = name(object, namespace, pointer);
        List<String> symbols = new ArrayList<>();
        if (object.get("symbols") instanceof JsonArray array) {
            array.forEach(symbol -> symbols.add(isText(symbol) ? symbol.getAsString() : ""));
        }
        if (symbols.isEmpty() || symbols.contains("") || Set.copyOf(symbols).size() < symbols.size()) {
            return problem(pointer, "enum '" + fullName + "' needs 'symbols': a list of different texts");
        }
        AvroType type = new AvroType.Enumeration(fullName, List.copyOf(symbols));
        declare(fullName, type, pointer);
        return type;
    }

    private AvroType fixed(JsonObject object, String namespace, String pointer) {
        String fullName = name(object, namespace, pointer);
        int size = wholeNumber(object.get("size"));
        if (size < 0) {
            return problem(pointer, "fixed '" + fullName + "' needs 'size', its number of bytes");
        }
        Meaning meaning = meaning(object);
        AvroType type = new AvroType.Fixed(fullName, size, meaning.type().suitsFixed(size) ? meaning : Meaning.NONE);
        declare(fullName, type, pointer);
        return type;
    }

    private AvroType union(JsonArray branches, String namespace, String pointer) {
        List<AvroType> types = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            String place = pointer + "/" + i;
            AvroType branch = type(branches.get(i), namespace, place);
            if (branch instanceof AvroType.Union) {
                problem(place, "a union cannot contain a union");
            }
            types.add(branch);
        }
        return types.isEmpty()
                ? problem(pointer, "a union needs at least one type")
                : new AvroType.Union(List.copyOf(types));
    }

    private String name(JsonObject object, String namespace, String pointer) {
        if (!isText(object.get("name")) || object.get("name").getAsString().isEmpty()) {
            problem(pointer, "a type of this kind needs a 'name'");
            return "";
        }
        String own = isText(object.get("namespace")) ? object.get("namespace").getAsString() : namespace;
        return NamedTypes.fullName(object.get("name").getAsString(), own);
    }

    private void declare(String fullName, AvroType type, String pointer) {
        if (!names.add(fullName, type) && !fullName.isEmpty()) {
            problem(pointer, "another type has the name '" + fullName + "'");
        }
    }

    /** Returns the logical type; none if it is unknown or invalid: the specification requires to read the underlying type then. */
    private static Meaning meaning(JsonObject object) {
        if (!isText(object.get("logicalType"))) {
            return Meaning.NONE;
        }
        LogicalType type =
                LogicalType.named(object.get("logicalType").getAsString()).orElse(LogicalType.NONE);
        if (type != LogicalType.DECIMAL) {
            return new Meaning(type, 0);
        }
        int precision = wholeNumber(object.get("precision"));
        int scale = object.has("scale") ? wholeNumber(object.get("scale")) : 0;
        return precision < 1 || scale < 0 || scale > precision ? Meaning.NONE : new Meaning(type, scale);
    }

    /** Returns a whole number that is not negative; -1 for anything else. */
    private static int wholeNumber(JsonElement json) {
        boolean number = json instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && primitive.getAsString().matches("[0-9]{1,9}");
        return number ? json.getAsInt() : -1;
    }

    private static boolean isText(JsonElement json) {
        return json instanceof JsonPrimitive primitive && primitive.isString();
    }

    private AvroType problem(String pointer, String message) {
        return problem(pointer, message, Optional.empty());
    }

    private AvroType problem(String pointer, String message, Optional<String> hint) {
        if (problems.size() < MAX_PROBLEMS) {
            ConfigurationProblem problem = ConfigurationProblem.inFile(JsonPointerPosition.of(file, pointer), message);
            problems.add(hint.map(problem::withHint).orElse(problem));
        }
        return UNKNOWN;
    }
}
