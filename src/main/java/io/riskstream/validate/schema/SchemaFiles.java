package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The file of a schema, and the files beside it that it refers to. Finds the schema that a reference means: by the path of a file, by {@code $id}, by an
 * anchor or by a JSON pointer. Only files in the schema's directory and below are read, and nothing is fetched.
 */
final class SchemaFiles {
    /** The scheme of the files' own URIs: {@code beside:///} is the directory of the schema's file. */
    private static final String BESIDE = "beside";

    private static final int MAX_FILES = 100;

    /** A schema in a file, by its JSON pointer there. */
    record Place(String path, String pointer) {}

    /**
     * A file as it is written.
     *
     * @param path from the directory of the schema's file
     * @param bases the base URI of each schema that has one, by JSON pointer; that of the file has the pointer {@code ""}
     * @param anchors the pointers of schemas by their base's pointer, {@code #}, and their anchor
     */
    record Loaded(
            SourceFile source,
            String path,
            JsonElement json,
            Dialect dialect,
            TreeMap<String, URI> bases,
            Map<String, String> anchors) {}

    private final String directory;
    private final Function<String, SourceFile> reader;
    private final SchemaFaults faults;
    private final Map<String, Loaded> files = new LinkedHashMap<>();
    private final Map<URI, Place> identified = new HashMap<>();
    private final Map<String, Integer> dynamicAnchors = new HashMap<>();
    private final Loaded main;

    /** @param reader reads another file by its path from the working directory */
    SchemaFiles(SourceFile file, Function<String, SourceFile> reader, SchemaFaults faults) {
        int slash = Math.max(file.name().lastIndexOf('/'), file.name().lastIndexOf('\\'));
        this.directory = file.name().substring(0, slash + 1);
        this.reader = reader;
        this.faults = faults;
        this.main = add(file, file.name().substring(slash + 1), Optional.empty());
    }

    Loaded main() {
        return main;
    }

    Loaded file(String path) {
        return files.get(path);
    }

    private Loaded add(SourceFile source, String path, Optional<Dialect> fallback) {
        faults.addFile(source);
        JsonElement json = SchemaJson.read(source, faults);
        Loaded loaded =
                new Loaded(source, path, json, dialect(source, json, fallback), new TreeMap<>(), new HashMap<>());
        files.put(path, loaded);
        URI uri = URI.create(BESIDE + ":///" + encoded(path));
        loaded.bases().put("", uri);
        identified.put(uri, new Place(path, ""));
        identify(loaded, json, "", "");
        return loaded;
    }

    private Dialect dialect(SourceFile source, JsonElement json, Optional<Dialect> fallback) {
        JsonElement declared = json instanceof JsonObject root ? root.get("$schema") : null;
        if (declared == null) {
            return fallback.orElseGet(() -> Dialect.recognised(json));
        }
        Optional<Dialect> named =
                SchemaDocument.isText(declared) ? Dialect.named(declared.getAsString()) : Optional.empty();
        if (named.isEmpty()) {
            faults.add(
                    source.name(),
                    "/$schema",
                    "is " + declared
                            + "; write \"https://json-schema.org/draft/2020-12/schema\", or name draft-04, -06, -07 or 2019-09");
        }
        return named.orElse(Dialect.UNDECLARED);
    }

    /** Records the identifiers of a schema and of all values inside it. */
    private void identify(Loaded file, JsonElement json, String pointer, String basePointer) {
        if (json instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                identify(file, array.get(i), pointer + "/" + i, basePointer);
            }
        } else if (json instanceof JsonObject object) {
            String base = basePointer;
            boolean old = file.dialect() == Dialect.DRAFT_04 || file.dialect() == Dialect.UNDECLARED;
            for (String keyword : old ? Set.of("$id", "id") : Set.of("$id")) {
                if (SchemaDocument.isText(object.get(keyword))) {
                    base = identify(file, object.get(keyword).getAsString(), pointer, keyword, base);
                }
            }
            for (String keyword : Set.of("$anchor", "$dynamicAnchor")) {
                if (SchemaDocument.isText(object.get(keyword))) {
                    String name = object.get(keyword).getAsString();
                    file.anchors().put(base + "#" + name, pointer);
                    if (keyword.equals("$dynamicAnchor")) {
                        dynamicAnchors.merge(name, 1, Integer::sum);
                    }
                }
            }
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                if (!SchemaKeywords.VALUES.contains(member.getKey())) {
                    identify(file, member.getValue(), SchemaDocument.child(pointer, member.getKey()), base);
                }
            }
        }
    }

    /** Records an {@code $id}, and returns the pointer of the schema that references inside it are relative to. */
    private String identify(Loaded file, String id, String pointer, String keyword, String basePointer) {
        if (id.startsWith("#")) { // draft-06 and -07 write an anchor so; generators write the pointer itself
            if (!id.startsWith("#/")) {
                file.anchors().put(basePointer + "#" + id.substring(1), pointer);
            }
            return basePointer;
        }
        try {
            URI uri = file.bases().get(basePointer).resolve(new URI(id.replaceFirst("#.*$", "")));
            file.bases().put(pointer, uri);
            identified.putIfAbsent(uri, new Place(file.path(), pointer));
            return pointer;
        } catch (URISyntaxException e) {
            faults.add(file.source().name(), SchemaDocument.child(pointer, keyword), "is not a URI: " + e.getReason());
            return basePointer;
        }
    }

    /** True if the name is a dynamic anchor of more than one schema, so that a reference to it depends on the schemas around. */
    boolean isAmbiguous(String dynamicAnchor) {
        return dynamicAnchors.getOrDefault(dynamicAnchor, 0) > 1;
    }

    /**
     * Returns the place that a reference means, whether or not there is a value; empty after adding a mistake.
     *
     * @param place the schema that contains the reference
     * @param where the pointer of the reference itself
     */
    Optional<Place> resolve(Place place, String where, String reference) {
        Loaded file = files.get(place.path());
        int hash = reference.indexOf('#');
        String fragment;
        try {
            fragment = hash < 0 ? "" : decoded(reference.substring(hash + 1));
        } catch (IllegalArgumentException e) {
            return fault(file, where, "is '" + reference + "', which is not a URI reference: " + e.getMessage());
        }
        String uri = hash < 0 ? reference : reference.substring(0, hash);
        String basePointer = basePointer(file, place.pointer());
        Place base;
        if (uri.isEmpty()) {
            base = new Place(file.path(), basePointer);
        } else {
            Optional<Place> found = resource(file, file.bases().get(basePointer), uri, where);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            base = found.get();
        }
        if (fragment.isEmpty() || fragment.startsWith("/")) {
            return Optional.of(new Place(base.path(), base.pointer() + fragment));
        }
        String anchor = files.get(base.path()).anchors().get(base.pointer() + "#" + fragment);
        if (anchor == null) {
            faults.add(
                    file.source().name(),
                    where,
                    "refers to '" + reference + "', but no schema there has the anchor '" + fragment
                            + "'; write '#/$defs/NAME'");
            return Optional.empty();
        }
        return Optional.of(new Place(base.path(), anchor));
    }

    /** Returns the pointer of the nearest schema around a place that has a base URI. */
    private static String basePointer(Loaded file, String pointer) {
        for (String outer = pointer; !outer.isEmpty(); outer = outer.substring(0, outer.lastIndexOf('/'))) {
            if (file.bases().containsKey(outer)) {
                return outer;
            }
        }
        return "";
    }

    private Optional<Place> resource(Loaded file, URI base, String text, String where) {
        URI uri;
        URI resolved;
        try {
            uri = new URI(text);
            resolved = base.resolve(uri);
        } catch (URISyntaxException e) {
            return fault(file, where, "is '" + text + "', which is not a URI reference: " + e.getReason());
        }
        if (identified.containsKey(resolved)) {
            return Optional.of(identified.get(resolved));
        }
        Optional<String> relative = relative(file, uri, resolved);
        if (relative.isEmpty()) {
            return fault(
                    file,
                    where,
                    "refers to '" + text
                            + "'; no schema is fetched from elsewhere: save it beside this file, and refer to it by its file name");
        }
        URI beside = URI.create(BESIDE + ":///" + encoded(file.path())).resolve(URI.create(relative.get()));
        String path = URI.create(beside.toString()).normalize().getPath().substring(1);
        if (path.startsWith("..") || path.isEmpty()) {
            return fault(
                    file,
                    where,
                    "refers to '" + text + "', which is outside the directory of the schema; move it inside");
        }
        return load(file, path, text, where) ? Optional.of(new Place(path, "")) : Optional.empty();
    }

    /** Returns a reference relative to the file, if it means a file beside it: as it is written, or below the directory of the file's {@code $id}. */
    private static Optional<String> relative(Loaded file, URI uri, URI resolved) {
        if (!uri.isAbsolute()
                && uri.getRawAuthority() == null
                && !uri.getRawPath().startsWith("/")) {
            return Optional.of(uri.toString());
        }
        String id = file.bases().get("").toString();
        String parent = id.substring(0, id.lastIndexOf('/') + 1);
        String rest = resolved.toString();
        return !parent.startsWith(BESIDE) && rest.startsWith(parent) && rest.length() > parent.length()
                ? Optional.of("./" + rest.substring(parent.length()))
                : Optional.empty();
    }

    private boolean load(Loaded from, String path, String text, String where) {
        if (files.containsKey(path)) {
            return true;
        }
        if (files.size() == MAX_FILES) {
            fault(from, where, "refers to a file more than " + MAX_FILES);
            return false;
        }
        try {
            add(reader.apply(directory + path), path, Optional.of(from.dialect()));
            return true;
        } catch (SchemaException e) {
            throw e;
        } catch (ConfigurationException e) {
            fault(
                    from,
                    where,
                    "refers to '" + text + "', but " + directory + path + ": "
                            + e.problems().get(0).message());
            return false;
        }
    }

    private Optional<Place> fault(Loaded file, String where, String message) {
        faults.add(file.source().name(), where, message);
        return Optional.empty();
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, "/" + path, null).getRawPath().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path is always encoded", e);
        }
    }

    static String decoded(String fragment) {
        // in a fragment, a plus sign is not a space
        return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
