package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.validate.pattern.EcmaExpression;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Translates a schema of any version, and the parts of other files that it refers to, to one schema of version 2020-12 whose references are local.
 * Annotations and identifiers are left out. Adds every mistake to the faults, with its place in the file as it is written.
 */
final class SchemaTranslation {
    private static final String REF = "$ref";
    private static final JsonPrimitive NULL_TYPE = new JsonPrimitive("null");
    private static final Set<String> REFERENCES = Set.of(REF, "$dynamicRef", "$recursiveRef");

    /** A reference whose target is not known yet. */
    private record Pending(JsonObject schema, SchemaFiles.Place place, String keyword, String text) {}

    /** A schema as it is written: its file, its pointer there, and its pointer in the translated schema. */
    private record Source(SchemaFiles.Loaded file, String from, String to) {
        Source child(String keyword) {
            return child(keyword, keyword);
        }

        Source child(String written, String translated) {
            return new Source(file, SchemaDocument.child(from, written), SchemaDocument.child(to, translated));
        }

        SchemaFiles.Place place() {
            return new SchemaFiles.Place(file.path(), from);
        }
    }

    private final SchemaFiles files;
    private final SchemaFaults faults;
    private final KeywordValues values;
    private final Map<SchemaFiles.Place, String> translated = new HashMap<>();
    private final Map<String, SchemaFiles.Place> origins = new HashMap<>();
    private final Set<String> assertions = new TreeSet<>();
    private final Map<String, String> written = new HashMap<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private JsonObject root = new JsonObject();

    SchemaTranslation(SchemaFiles files, SchemaFaults faults) {
        this.files = files;
        this.faults = faults;
        this.values = new KeywordValues(faults);
    }

    /** Translates the main file and all that it refers to. */
    JsonObject translate() {
        SchemaFiles.Loaded main = files.main();
        if (!(main.json() instanceof JsonObject)) {
            faults.add(main.source().name(), "", "must be an object");
            return root;
        }
        for (String version : List.of("openapi", "swagger")) {
            if (main.json().getAsJsonObject().has(version)) {
                String schemas = version.equals("openapi") ? "components/schemas" : "definitions";
                faults.add(
                        main.source().name(),
                        "/" + version,
                        "makes this a document of OpenAPI, which contains schemas; write a file beside it with"
                                + " {\"$ref\": \"" + main.path() + "#/" + schemas + "/NAME\"}");
                return root;
            }
        }
        root = (JsonObject) schema(main.json(), new Source(main, "", ""), "");
        while (!pending.isEmpty()) {
            Pending reference = pending.remove();
            target(reference).ifPresent(pointer -> refer(reference, pointer));
        }
        return root;
    }

    /** Returns the place of each translated schema as it is written, by its pointer in the translated schema. */
    Map<String, SchemaFiles.Place> origins() {
        return origins;
    }

    /** Returns the keywords of the translated schema that an event can fail. */
    Set<String> assertions() {
        return assertions;
    }

    /** Returns the expressions of {@code patternProperties} as they are written, by their translation to {@link java.util.regex.Pattern}. */
    Map<String, String> writtenPatterns() {
        return written;
    }

    private void refer(Pending reference, String pointer) {
        boolean unchanged = reference.text().startsWith("#")
                && SchemaDocument.pointerOf(reference.text()).equals(pointer);
        reference.schema().addProperty(REF, unchanged ? reference.text() : "#" + encoded(pointer));
    }

    /** Returns the pointer in the translated schema of what a reference means; translates it first if no keyword contains it. */
    private Optional<String> target(Pending reference) {
        String where = SchemaDocument.child(reference.place().pointer(), reference.keyword());
        Optional<SchemaFiles.Place> found = files.resolve(reference.place(), where, reference.text());
        if (found.isEmpty() || translated.containsKey(found.get())) {
            return found.map(translated::get);
        }
        SchemaFiles.Place place = found.get();
        SchemaFiles.Loaded file = files.file(place.path());
        Optional<JsonElement> json = JsonPointer.find(file.json(), place.pointer());
        String name = files.file(reference.place().path()).source().name();
        if (json.isEmpty()) {
            String in = place.path().equals(reference.place().path())
                    ? "this file"
                    : file.source().name();
            faults.add(name, where, "refers to '" + reference.text() + "', which is not in " + in);
            return Optional.empty();
        }
        if (isContainer(place)) {
            faults.add(
                    name,
                    where,
                    "refers to '" + reference.text()
                            + "', which contains schemas by name, and is not a schema; add a name");
            return Optional.empty();
        }
        boolean isMain = place.path().equals(files.main().path());
        String key = (isMain ? "" : place.path()) + "#" + place.pointer();
        String to = SchemaDocument.child("/$defs", key);
        if (!root.has("$defs")) {
            root.add("$defs", new JsonObject());
        }
        JsonObject definitions = root.getAsJsonObject("$defs");
        definitions.add(key, schema(json.get(), new Source(file, place.pointer(), to), "$defs"));
        return Optional.of(to);
    }

    /** True if the place is the value of a keyword such as {@code properties} of a schema. */
    private static boolean isContainer(SchemaFiles.Place place) {
        List<String> names = JsonPointer.names(place.pointer());
        int at = 0;
        while (at < names.size()) {
            String keyword = names.get(at++);
            if (SchemaKeywords.NAMED.contains(keyword) || SchemaKeywords.LISTED.contains(keyword)) {
                if (at++ == names.size()) {
                    return true;
                }
            } else if (!SchemaKeywords.ONE.contains(keyword)) {
                return false;
            }
        }
        return false;
    }

    /** @param keyword the keyword that contains the schema */
    private JsonElement schema(JsonElement json, Source source, String keyword) {
        translated.put(source.place(), source.to());
        origins.put(source.to(), source.place());
        if (json instanceof JsonObject object) {
            return isNullableWithoutType(object, source) ? nullable(object, source) : object(object, source);
        }
        if (json instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            if (!primitive.getAsBoolean()) {
                assertions.add(keyword);
            }
        } else {
            fault(source, "must be a schema: an object, true or false");
        }
        return json;
    }

    private boolean isNullableWithoutType(JsonObject object, Source source) {
        return new JsonPrimitive(true).equals(object.get("nullable"))
                && !object.has("type")
                && SchemaKeywords.problem("nullable", source.file().dialect()).isEmpty()
                && !isReplacedByReference(object, source);
    }

    /** OpenAPI writes {@code nullable} beside a reference, which cannot have another type. */
    private JsonObject nullable(JsonObject object, Source source) {
        JsonObject nothing = new JsonObject();
        nothing.add("type", NULL_TYPE);
        Source branch = new Source(source.file(), source.from(), source.to() + "/anyOf/1");
        origins.put(branch.to(), branch.place());
        JsonArray branches = new JsonArray();
        branches.add(nothing);
        branches.add(object(object, branch));
        JsonObject choice = new JsonObject();
        choice.add("anyOf", branches);
        assertions.add("anyOf");
        return choice;
    }

    private boolean isReplacedByReference(JsonObject object, Source source) {
        return object.has(REF) && source.file().dialect().ignoresBesideReference();
    }

    private JsonObject object(JsonObject schema, Source source) {
        JsonObject out = new JsonObject();
        boolean onlyReference = isReplacedByReference(schema, source);
        for (Map.Entry<String, JsonElement> member : schema.entrySet()) {
            String keyword = member.getKey();
            boolean ignored =
                    onlyReference && !keyword.equals(REF) && !keyword.equals("definitions") && !keyword.equals("$defs");
            if (!ignored) {
                Optional<String> problem =
                        SchemaKeywords.problem(keyword, source.file().dialect());
                if (problem.isPresent()) {
                    fault(source.child(keyword), problem.get());
                } else {
                    keyword(keyword, member.getValue(), schema, source, out);
                }
            }
        }
        if (!onlyReference && new JsonPrimitive(true).equals(schema.get("nullable"))) {
            allowNull(out);
        }
        return out;
    }

    private void keyword(String keyword, JsonElement value, JsonObject schema, Source source, JsonObject out) {
        Source place = source.child(keyword);
        if (REFERENCES.contains(keyword)) {
            reference(keyword, value, source, out);
        } else if (keyword.equals("items") && value instanceof JsonArray first) {
            if (source.file().dialect() == Dialect.DRAFT_2020_12) {
                fault(place, "must be a schema; write 'prefixItems' for the schemas of the first items");
            } else {
                out.add("prefixItems", listed(first, source.child(keyword, "prefixItems"), "prefixItems"));
            }
        } else if (keyword.equals("additionalItems")) {
            if (schema.get("items") instanceof JsonArray) { // beside one schema it has no meaning
                assertItems(value, source.child(keyword, "items"), out);
            }
        } else if (keyword.equals("dependencies")) {
            dependencies(value, source, out);
        } else if (SchemaKeywords.NAMED.contains(keyword)) {
            if (value instanceof JsonObject named) {
                out.add(keyword, named(keyword, named, place, out));
            } else {
                fault(place, "must be an object of schemas by name");
            }
        } else if (SchemaKeywords.LISTED.contains(keyword)) {
            if (value instanceof JsonArray list && !list.isEmpty()) {
                JsonArray schemas = listed(list, place, keyword);
                if (out.get(keyword)
                        instanceof JsonArray references) { // after the others, whose pointers stay as they are
                    schemas.addAll(references);
                }
                add(keyword, schemas, out);
            } else {
                fault(place, "must be a list of at least one schema");
            }
        } else if (SchemaKeywords.ONE.contains(keyword)) {
            add(keyword, schema(value, place, keyword), out);
        } else if (isExclusive(keyword) && value instanceof JsonPrimitive flag && flag.isBoolean()) {
            exclusive(keyword, flag.getAsBoolean(), schema, source, out);
        } else if (SchemaKeywords.ASSERTIONS.contains(keyword)) {
            boolean replaced = SchemaKeywords.NUMBERS.contains(keyword) && isExcluded(keyword, schema);
            if (values.check(place.file().source().name(), place.from(), keyword, value) && !replaced) {
                JsonElement known = out.get(keyword); // from 'dependencies'
                if (known instanceof JsonObject dependents) {
                    value.getAsJsonObject().entrySet().forEach(each -> dependents.add(each.getKey(), each.getValue()));
                } else {
                    add(keyword, value, out);
                }
            }
        } else if (keyword.equals("nullable") && !values.isFlag(value)) {
            fault(place, "must be true or false");
        }
    }

    private void add(String keyword, JsonElement value, JsonObject out) {
        boolean isAnnotation =
                keyword.equals("format") && TextFormat.of(value.getAsString()).isEmpty();
        if (SchemaKeywords.ASSERTIONS.contains(keyword) && !isAnnotation) {
            assertions.add(keyword);
        }
        out.add(keyword, value);
    }

    private void assertItems(JsonElement value, Source place, JsonObject out) {
        add("items", schema(value, place, "items"), out);
    }

    private JsonArray listed(JsonArray list, Source place, String keyword) {
        JsonArray schemas = new JsonArray();
        for (int i = 0; i < list.size(); i++) {
            schemas.add(schema(list.get(i), place.child(String.valueOf(i)), keyword));
        }
        return schemas;
    }

    /** Returns the translated schemas by name, with those that are already there. */
    private JsonObject named(String keyword, JsonObject schemas, Source place, JsonObject out) {
        JsonObject named = out.get(keyword) instanceof JsonObject known ? known : new JsonObject();
        for (Map.Entry<String, JsonElement> each : schemas.entrySet()) {
            boolean isPattern = keyword.equals("patternProperties");
            String name = isPattern ? EcmaExpression.toJava(each.getKey()) : each.getKey();
            Source inner = place.child(each.getKey(), name);
            if (isPattern) {
                written.put(name, each.getKey());
                assertions.add(keyword); // a name may take too long to be matched
                values.checkPattern(inner.file().source().name(), inner.from(), each.getKey());
            }
            named.add(name, schema(each.getValue(), inner, keyword));
        }
        return named;
    }

    private void reference(String keyword, JsonElement value, Source source, JsonObject out) {
        Source place = source.child(keyword);
        if (!SchemaDocument.isText(value)) {
            fault(place, "must be a text such as \"#/$defs/NAME\"");
            return;
        }
        String text = value.getAsString();
        int hash = text.indexOf('#');
        if (keyword.equals("$dynamicRef") && hash >= 0 && files.isAmbiguous(text.substring(hash + 1))) {
            fault(
                    place,
                    "refers to '" + text
                            + "', an anchor that several schemas have; write '$ref' with the one that is meant");
            return;
        }
        JsonObject holder = out;
        if (out.has(REF) || isPending(out)) { // a schema may have both kinds of references
            holder = new JsonObject();
            JsonArray parts = out.get("allOf") instanceof JsonArray known ? known : new JsonArray();
            parts.add(holder);
            out.add("allOf", parts);
        }
        pending.add(new Pending(holder, source.place(), keyword, text));
    }

    @SuppressWarnings("ReferenceEquality") // equal schemas at two places are two schemas
    private boolean isPending(JsonObject out) {
        return pending.stream().anyMatch(reference -> reference.schema() == out);
    }

    private void dependencies(JsonElement value, Source source, JsonObject out) {
        if (!(value instanceof JsonObject dependencies)) {
            fault(source.child("dependencies"), "must be an object");
            return;
        }
        Source place = source.child("dependencies", "dependentSchemas");
        for (Map.Entry<String, JsonElement> each : dependencies.entrySet()) {
            String keyword = each.getValue() instanceof JsonArray ? "dependentRequired" : "dependentSchemas";
            JsonObject known = out.get(keyword) instanceof JsonObject object ? object : new JsonObject();
            if (each.getValue() instanceof JsonArray names) {
                Source inner = source.child("dependencies").child(each.getKey());
                if (values.checkNames(inner.file().source().name(), inner.from(), names)) {
                    known.add(each.getKey(), names);
                }
            } else {
                known.add(each.getKey(), schema(each.getValue(), place.child(each.getKey()), keyword));
            }
            add(keyword, known, out);
        }
    }

    private static boolean isExclusive(String keyword) {
        return keyword.equals("exclusiveMinimum") || keyword.equals("exclusiveMaximum");
    }

    private static String inclusive(String keyword) {
        return keyword.equals("exclusiveMinimum") ? "minimum" : "maximum";
    }

    /** Draft-04 and OpenAPI: the limit is the value of {@code minimum}, and a flag excludes it. */
    private void exclusive(String keyword, boolean flag, JsonObject schema, Source source, JsonObject out) {
        Dialect dialect = source.file().dialect();
        String inclusive = inclusive(keyword);
        if (dialect != Dialect.DRAFT_04 && dialect != Dialect.UNDECLARED) {
            fault(source.child(keyword), "must be a number: write the limit here, and remove '" + inclusive + "'");
        } else if (flag) {
            if (schema.get(inclusive) instanceof JsonPrimitive limit && limit.isNumber()) {
                add(keyword, limit, out);
            } else {
                fault(source.child(keyword), "excludes the limit of '" + inclusive + "', which is missing");
            }
        }
    }

    /** True for a {@code minimum} that a flag excludes. */
    private static boolean isExcluded(String keyword, JsonObject schema) {
        String exclusive = "exclusive" + keyword.substring(0, 1).toUpperCase(Locale.ROOT) + keyword.substring(1);
        return new JsonPrimitive(true).equals(schema.get(exclusive));
    }

    private static void allowNull(JsonObject out) {
        if (out.has("type")) {
            JsonArray types = new JsonArray();
            JsonElement type = out.get("type");
            (type instanceof JsonArray list ? list.asList() : List.of(type)).forEach(types::add);
            if (!types.contains(NULL_TYPE)) {
                types.add(NULL_TYPE);
            }
            out.add("type", types);
            if (out.get("enum") instanceof JsonArray allowed && !allowed.contains(JsonNull.INSTANCE)) {
                List<JsonElement> more = new ArrayList<>(allowed.asList());
                more.add(JsonNull.INSTANCE);
                JsonArray list = new JsonArray();
                more.forEach(list::add);
                out.add("enum", list);
            }
        }
    }

    private void fault(Source place, String message) {
        faults.add(place.file().source().name(), place.from(), message);
    }

    /** Encodes a pointer for a URI's fragment. */
    private static String encoded(String pointer) {
        try {
            return new URI(null, null, null, pointer).getRawFragment();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a fragment is always encoded", e);
        }
    }
}
