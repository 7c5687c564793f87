package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import io.riskstream.text.SourceRoot;
import io.riskstream.tools.flux.Declaration.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.storm.flux.model.BoltDef;
import org.apache.storm.flux.model.IncludeDef;
import org.apache.storm.flux.model.SpoutDef;
import org.apache.storm.flux.model.TopologyDef;
import org.apache.storm.flux.model.WorkerHookDef;
import org.apache.storm.flux.parser.FluxParser;

/**
 * A Flux file with the files that it includes, as Flux 2.8.3 reads them, and the position of each declaration. Reading builds no component.
 *
 * <p>{@link #findings} returns every part that Flux cannot read. The other methods omit those parts.
 */
public final class FluxModel {
    /**
     * Two declarations of the same id. Flux uses one of them.
     *
     * @param byInclude true if an included file has the second
     * @param replaces true if the include has {@code override: true}
     */
    public record DuplicateId(Declaration first, Declaration second, boolean byInclude, boolean replaces) {}

    /**
     * A file that the Flux file includes.
     *
     * @param node the include in the Flux file
     * @param resource true if Flux reads the file from the class path
     * @param content the content that Flux reads, before it replaces placeholders
     */
    public record Included(FluxNode node, boolean resource, String content, FluxText text, Optional<FluxNode> root) {}

    private final String file;
    private final FluxDocument main;
    private final List<FluxText> texts = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Kind, Map<String, Declaration>> declared = new EnumMap<>(Kind.class);
    private final List<Declaration> all = new ArrayList<>();
    private final List<DuplicateId> duplicateIds = new ArrayList<>();
    private final List<StreamDeclaration> streams = new ArrayList<>();
    private final Map<String, ConfigEntry> settings = new LinkedHashMap<>();
    private final List<Included> included = new ArrayList<>();
    private Optional<FluxNode> name;

    private FluxModel(String file, FluxDocument main) {
        this.file = file;
        this.main = main;
        this.name = main.name();
        for (Kind kind : Kind.LISTED) {
            declared.put(kind, new LinkedHashMap<>());
        }
        add(main);
        for (Kind kind : Kind.LISTED) {
            main.declarations(kind).forEach(declaration -> declare(declaration, false, true));
        }
        settings.putAll(main.settings());
        streams.addAll(main.streams());
    }

    /**
     * Reads a Flux file from the working directory, or else from the jar, with the files that it includes.
     *
     * @throws IllegalArgumentException if there is no such file, or it cannot be read
     */
    public static FluxModel read(Path path, Substitution substitution) {
        byte[] bytes = SourceFile.bytes(path.toString());
        FluxModel model = of(path.toString(), new String(bytes, StandardCharsets.UTF_8), substitution);
        model.checkEncoding(path.toString(), bytes);
        return model;
    }

    /** Reports the first byte that is not UTF-8. Flux reads each such byte as a character that no name contains. */
    private void checkEncoding(String name, byte[] bytes) {
        SourceFile.notUtf8(name, bytes).ifPresent(problem -> findings.add(Finding.of(problem, "file.encoding")));
    }

    /** Reads the text of a Flux file, with the files that it includes. */
    public static FluxModel of(String file, String text, Substitution substitution) {
        FluxModel model = new FluxModel(file, new FluxDocument(new FluxText(file, text, substitution)));
        model.main.includes().forEach(include -> model.include(include, substitution));
        return model;
    }

    private void add(FluxDocument document) {
        texts.add(document.text());
        findings.addAll(document.findings());
    }

    /** Keeps the order in which Flux builds: a declaration that replaces another takes its place in the order. */
    private void declare(Declaration declaration, boolean byInclude, boolean replaces) {
        all.add(declaration);
        Map<String, Declaration> known = declared.get(declaration.kind());
        Declaration first = known.get(declaration.id());
        if (first != null && !declaration.id().isEmpty()) {
            duplicateIds.add(new DuplicateId(first, declaration, byInclude, replaces));
        }
        if (first == null || replaces) {
            known.put(declaration.id(), declaration);
        }
    }

    private void include(FluxDocument.Include include, Substitution substitution) {
        boolean override = include.definition().isOverride();
        Optional<byte[]> bytes = included(include);
        if (bytes.isEmpty()) {
            return;
        }
        String path = pathOf(include.definition());
        String text = new String(bytes.get(), StandardCharsets.UTF_8);
        FluxDocument document = new FluxDocument(new FluxText(path, text, substitution));
        add(document);
        checkEncoding(path, bytes.get());
        included.add(new Included(
                include.node(), include.definition().isResource(), text, document.text(), document.root()));
        if (document.name().isPresent() && (name.isEmpty() || override)) {
            name = document.name();
        }
        document.settings().forEach((key, setting) -> {
            if (override || !settings.containsKey(key)) {
                settings.put(key, setting);
            }
        });
        // Flux ignores the worker hooks of an include
        for (Kind kind : List.of(Kind.COMPONENT, Kind.BOLT, Kind.SPOUT)) {
            document.declarations(kind).forEach(declaration -> declare(declaration, true, override));
        }
        streams.addAll(document.streams());
    }

    /** Returns the path of an included file. A resource has the path that the same file has in the working directory. */
    private static String pathOf(IncludeDef include) {
        String name = include.getFile();
        return include.isResource() && name.startsWith("/") ? name.substring(1) : name;
    }

    private Optional<byte[]> included(FluxDocument.Include include) {
        String name = include.definition().getFile();
        FilePosition position =
                include.node().get("file").orElse(include.node()).position();
        SourceRoot root = SourceRoot.current();
        try {
            if (root.isOther() && (root.isComplete() || root.has(pathOf(include.definition())))) {
                return Optional.of(Files.readAllBytes(root.path(pathOf(include.definition()))));
            } else if (include.definition().isResource()) {
                try (InputStream resource = FluxParser.class.getResourceAsStream(name)) {
                    if (resource != null) {
                        return Optional.of(resource.readAllBytes());
                    }
                }
                findings.add(Finding.error(
                                position, "include.missing", "there is no resource '" + name + "' on the class path")
                        .withHint(
                                "the path of a resource begins with '/'; the jar or target/classes contains the file"));
                return Optional.empty();
            }
            return Optional.of(Files.readAllBytes(Path.of(name)));
        } catch (IOException | IllegalArgumentException e) {
            if (root.isComplete()) {
                findings.add(Finding.error(position, "include.missing", "there is no file '" + name + "' in " + root));
                return Optional.empty();
            }
            findings.add(Finding.error(position, "include.missing", "there is no file '" + name + "'")
                    .withHint("Flux searches the working directory, "
                            + Path.of("").toAbsolutePath() + ", not the directory of the including file"
                            + inJar(name)));
            return Optional.empty();
        }
    }

    private static String inJar(String name) {
        return FluxParser.class.getResource("/" + name) == null
                ? ""
                : "; the jar contains it: resource: true, file: /" + name;
    }

    /** Returns the path of the Flux file. */
    public String file() {
        return file;
    }

    /** Returns the text of the Flux file, followed by the texts of the included files. */
    public List<FluxText> texts() {
        return texts;
    }

    /** Returns a finding for each part that Flux cannot read. */
    public List<Finding> findings() {
        return findings;
    }

    /** Returns the root node of the Flux file; empty if the file is not well-formed. */
    public Optional<FluxNode> root() {
        return main.root();
    }

    /** Returns the name of the topology. */
    public Optional<FluxNode> name() {
        return name;
    }

    /** Returns the declarations of this kind that Flux builds, in the order of the build. */
    public List<Declaration> declarations(Kind kind) {
        return List.copyOf(declared.get(kind).values());
    }

    /** Returns the spouts and the bolts. */
    public Stream<Declaration> vertices() {
        return Stream.of(Kind.SPOUT, Kind.BOLT).flatMap(kind -> declared.get(kind).values().stream());
    }

    /** Returns every declaration in the order in which Flux reads it, including those that Flux ignores. */
    public List<Declaration> all() {
        return all;
    }

    /** Returns the ids that have two declarations. */
    public List<DuplicateId> duplicateIds() {
        return duplicateIds;
    }

    /** Returns the streams of the Flux file, followed by those of the included files. */
    public List<StreamDeclaration> streams() {
        return streams;
    }

    /** Returns the entries of the topology's configuration by key. */
    public Map<String, ConfigEntry> settings() {
        return settings;
    }

    /** Returns the included files that could be read. */
    public List<Included> included() {
        return included;
    }

    /** True if every file that the Flux file includes exists and is well-formed YAML. If not, some declarations are unknown. */
    public boolean hasAllIncludes() {
        return included.size() == main.includes().size()
                && included.stream().allMatch(file -> file.root().isPresent());
    }

    /** True if a class builds the topology ({@code topologySource}) instead of declared spouts, bolts and streams. */
    public boolean hasSource() {
        return root().flatMap(root -> root.get("topologySource")).isPresent();
    }

    /** Returns the configuration that Flux passes to Storm. */
    public Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        settings.forEach((key, setting) -> configuration.put(key, setting.value()));
        return configuration;
    }

    /** Returns Flux's definition of the topology without components, which {@link FluxBuild} builds one by one. */
    TopologyDef definition() {
        TopologyDef topology = new TopologyDef();
        topology.setName(name.map(FluxNode::text).orElse(null));
        topology.setConfig(configuration());
        topology.setSpouts(beans(Kind.SPOUT, SpoutDef.class));
        topology.setBolts(beans(Kind.BOLT, BoltDef.class));
        topology.setWorkerHooks(beans(Kind.WORKER_HOOK, WorkerHookDef.class));
        topology.setStreams(
                streams.stream().flatMap(stream -> stream.definition().stream()).toList());
        main.source().ifPresent(topology::setTopologySource);
        return topology;
    }

    private <T> List<T> beans(Kind kind, Class<T> type) {
        return declared.get(kind).values().stream()
                .flatMap(declaration -> declaration.bean().stream())
                .map(type::cast)
                .toList();
    }
}
