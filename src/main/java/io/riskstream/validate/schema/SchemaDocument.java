package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.text.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A schema as JSON Schema 2020-12, whatever version it is written in, with the parts of other files that it refers to. All of its references are local. Only one thread at a time may use it. */
public final class SchemaDocument {
    /** Annotations for readers. */
    private static final List<String> DOCUMENTATION =
            List.of("title", "description", "examples", "default", "deprecated", "readOnly", "writeOnly");

    private final SourceFile file;
    private final JsonObject root;
    private final SchemaFiles files;
    private final Map<String, SchemaFiles.Place> origins;
    private final Set<String> assertions;
    private final Map<String, String> writtenPatterns;
    private final FormatChecks formats;
    private final CheckWork work = new CheckWork();
    private final NamePatterns patterns = new NamePatterns(work);

    private SchemaDocument(
            SourceFile file,
            JsonObject root,
            SchemaFiles files,
            Map<String, SchemaFiles.Place> origins,
            Set<String> assertions,
            Map<String, String> writtenPatterns,
            FormatChecks formats) {
        this.file = file;
        this.root = root;
        this.files = files;
        this.origins = origins;
        this.assertions = assertions;
        this.writtenPatterns = writtenPatterns;
        this.formats = formats;
    }

    /** Returns this schema with another choice of the formats that an event must have. The default is {@link FormatChecks#COMMON}. */
    public SchemaDocument with(FormatChecks checks) {
        return new SchemaDocument(file, root, files, origins, assertions, writtenPatterns, checks);
    }

    /** Returns the format that the value of {@code format} names; empty if it is not checked. */
    public Optional<TextFormat> checkedFormat(String keyword) {
        return TextFormat.of(keyword).filter(formats::includes);
    }

    /**
     * Parses a schema and checks it.
     *
     * @param reader reads a file that the schema refers to, by its path from the working directory
     * @throws io.riskstream.text.ConfigurationException if a file is not JSON, or not a schema; it contains all mistakes, each with file and JSON pointer
     */
    public static SchemaDocument parse(SourceFile file, Function<String, SourceFile> reader) {
        SchemaFaults faults = new SchemaFaults();
        SchemaFiles files = new SchemaFiles(file, reader, faults);
        SchemaTranslation translation = new SchemaTranslation(files, faults);
        JsonObject root = translation.translate();
        faults.throwIfAny();
        SchemaDocument document = new SchemaDocument(
                file,
                root,
                files,
                translation.origins(),
                translation.assertions(),
                translation.writtenPatterns(),
                FormatChecks.COMMON);
        SchemaCycleCheck.check(document);
        return document;
    }

    /** Returns the schema at a local reference, such as {@code #/$defs/address}. */
    public JsonElement target(String reference, String pointer) {
        return JsonPointer.find(root, pointerOf(reference))
                .orElseThrow(() -> problem(pointer, "refers to '" + reference + "', which is not in this file"));
    }

    /** Returns the JSON pointer of a local reference. */
    public static String pointerOf(String reference) {
        return SchemaFiles.decoded(reference.substring(1));
    }

    /** True if the value is a string. */
    public static boolean isText(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    /** Returns the pointer of a member. */
    public static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** True if the keyword constrains no event. */
    public static boolean isAnnotation(String keyword) {
        return SchemaKeywords.isAnnotation(keyword);
    }

    /** Returns the schemas directly inside a schema, each with its pointer and the keyword that contains it. */
    static List<Inner> inner(JsonObject schema, String pointer) {
        List<Inner> inner = new ArrayList<>();
        schema.entrySet().forEach(member -> {
            String keyword = member.getKey();
            String place = child(pointer, keyword);
            if (SchemaKeywords.ONE.contains(keyword)) {
                inner.add(new Inner(keyword, place, member.getValue()));
            } else if (SchemaKeywords.NAMED.contains(keyword) && member.getValue() instanceof JsonObject named) {
                named.entrySet()
                        .forEach(each -> inner.add(new Inner(keyword, child(place, each.getKey()), each.getValue())));
            } else if (SchemaKeywords.LISTED.contains(keyword) && member.getValue() instanceof JsonArray listed) {
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

    /** Returns the limit of the work of a check. The checkers of this schema share it, so only one of them may work at a time. */
    public CheckWork work() {
        return work;
    }

    /** Returns an expression of {@code patternProperties} as it is written. In this document it is one of {@link java.util.regex.Pattern}. */
    public String written(String pattern) {
        return writtenPatterns.getOrDefault(pattern, pattern);
    }

    NamePatterns patterns() {
        return patterns;
    }

    public JsonObject root() {
        return root;
    }

    /** Returns the schema with the titles, descriptions and examples of its files, which a check does not need, and with regular expressions as they are written. */
    public JsonObject documented() {
        JsonObject copy = root.deepCopy();
        addAnnotations(copy, "");
        return copy;
    }

    private void addAnnotations(JsonElement schema, String pointer) {
        if (!(schema instanceof JsonObject object)) {
            return;
        }
        inner(object, pointer).forEach(each -> addAnnotations(each.schema(), each.pointer()));
        SchemaFiles.Place place = origins.get(pointer);
        if (place != null
                && JsonPointer.find(files.file(place.path()).json(), place.pointer())
                                .orElse(null)
                        instanceof JsonObject written) {
            for (String annotation : DOCUMENTATION) {
                if (written.has(annotation) && !object.has(annotation)) {
                    object.add(annotation, written.get(annotation).deepCopy());
                }
            }
        }
        if (object.get("patternProperties") instanceof JsonObject patterns) {
            JsonObject asWritten = new JsonObject();
            patterns.entrySet().forEach(each -> asWritten.add(written(each.getKey()), each.getValue()));
            object.add("patternProperties", asWritten);
        }
    }

    public SourceFile file() {
        return file;
    }

    /** Returns an exception about a place of the schema; it names the place as it is written. The message continues the pointer. */
    public IllegalArgumentException problem(String pointer, String message) {
        String outer = pointer;
        while (!outer.isEmpty() && !origins.containsKey(outer)) {
            outer = outer.substring(0, outer.lastIndexOf('/'));
        }
        SchemaFiles.Place place = origins.get(outer);
        String written = place.pointer() + pointer.substring(outer.length());
        SourceFile source = files.file(place.path()).source();
        return new SchemaException(
                List.of(new SchemaException.Fault(source.name(), written, message)), Map.of(source.name(), source));
    }
}
