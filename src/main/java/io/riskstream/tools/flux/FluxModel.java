package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
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
 * A Flux file with the files it includes, as Flux 2.8.3 understands them, and the place of everything in it. Reading it builds nothing.
 *
 * <p>What Flux cannot read is told by {@link #findings}, all of it at once, and left out of the rest.
 */
public final class FluxModel {
    /**
     * Two declarations of one id, of which Flux takes one.
     *
     * @param byInclude whether an included file brings the second
     * @param replaces whether the include says {@code override: true}
     */
    public record Twice(Declaration first, Declaration second, boolean byInclude, boolean replaces) {}

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
    private final List<Twice> twice = new ArrayList<>();
    private final List<StreamDeclaration> wires = new ArrayList<>();
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
        take(main);
        for (Kind kind : Kind.LISTED) {
            main.declarations(kind).forEach(declaration -> declare(declaration, false, true));
        }
        settings.putAll(main.settings());
        wires.addAll(main.wires());
    }

    /**
     * Reads a Flux file from the working directory, or else from the jar, and what it includes as Flux does.
     *
     * @throws IllegalArgumentException if the file itself cannot be read
     */
    public static FluxModel read(Path path, Substitution substitution) {
        return of(path.toString(), SourceFile.read(path.toString()).text(), substitution);
    }

    /** The same, of a text at hand. */
    public static FluxModel of(String file, String text, Substitution substitution) {
        FluxModel model = new FluxModel(file, new FluxDocument(new FluxText(file, text, substitution)));
        model.main.includes().forEach(include -> model.include(include, substitution));
        return model;
    }

    private void take(FluxDocument document) {
        texts.add(document.text());
        findings.addAll(document.findings());
    }

    /** Keeps the order that Flux builds in: what replaces a declaration takes its turn. */
    private void declare(Declaration declaration, boolean byInclude, boolean replaces) {
        all.add(declaration);
        Map<String, Declaration> known = declared.get(declaration.kind());
        Declaration first = known.get(declaration.id());
        if (first != null && !declaration.id().isEmpty()) {
            twice.add(new Twice(first, declaration, byInclude, replaces));
        }
        if (first == null || replaces) {
            known.put(declaration.id(), declaration);
        }
    }

    private void include(FluxDocument.Include include, Substitution substitution) {
        boolean override = include.definition().isOverride();
        Optional<String> text = included(include);
        if (text.isEmpty()) {
            return;
        }
        FluxDocument document = new FluxDocument(new FluxText(pathOf(include.definition()), text.get(), substitution));
        take(document);
        included.add(new Included(
                include.node(), include.definition().isResource(), text.get(), document.text(), document.root()));
        if (document.name().isPresent() && (name.isEmpty() || override)) {
            name = document.name();
        }
        document.settings().forEach((key, setting) -> {
            if (override || !settings.containsKey(key)) {
                settings.put(key, setting);
            }
        });
        // worker hooks are not among what Flux takes from an include
        for (Kind kind : List.of(Kind.COMPONENT, Kind.BOLT, Kind.SPOUT)) {
            document.declarations(kind).forEach(declaration -> declare(declaration, true, override));
        }
        wires.addAll(document.wires());
    }

    /** Returns the path of an included file. A resource has the path that the same file has in the working directory. */
    private static String pathOf(IncludeDef include) {
        String name = include.getFile();
        return include.isResource() && name.startsWith("/") ? name.substring(1) : name;
    }

    private Optional<String> included(FluxDocument.Include include) {
        String name = include.definition().getFile();
        FilePosition place = include.node().get("file").orElse(include.node()).place();
        try {
            if (include.definition().isResource()) {
                try (InputStream resource = FluxParser.class.getResourceAsStream(name)) {
                    if (resource != null) {
                        return Optional.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
                findings.add(
                        Finding.error(place, "include.missing", "there is no resource '" + name + "' on the class path")
                                .hinting("a resource begins with '/', and lies in a jar"));
                return Optional.empty();
            }
            return Optional.of(new String(Files.readAllBytes(Path.of(name)), StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            findings.add(Finding.error(place, "include.missing", "there is no file '" + name + "'")
                    .hinting("Flux looks in the working directory, "
                            + Path.of("").toAbsolutePath() + ", not beside the including file" + inJar(name)));
            return Optional.empty();
        }
    }

    private static String inJar(String name) {
        return FluxParser.class.getResource("/" + name) == null
                ? ""
                : "; the jar has it: resource: true, file: /" + name;
    }

    /** The Flux file's name. */
    public String file() {
        return file;
    }

    /** The Flux file's text, and those of the files it includes. */
    public List<FluxText> texts() {
        return texts;
    }

    /** What Flux could not read. */
    public List<Finding> findings() {
        return findings;
    }

    /** The Flux file's own root; empty if it is not well-formed. */
    public Optional<FluxNode> root() {
        return main.root();
    }

    /** The topology's name. */
    public Optional<FluxNode> name() {
        return name;
    }

    /** What Flux builds of this kind, in its order. */
    public List<Declaration> declarations(Kind kind) {
        return List.copyOf(declared.get(kind).values());
    }

    /** Spouts and bolts. */
    public Stream<Declaration> vertices() {
        return Stream.of(Kind.SPOUT, Kind.BOLT).flatMap(kind -> declared.get(kind).values().stream());
    }

    /** Every declaration, those too that Flux passes over, in the order it reads them. */
    public List<Declaration> all() {
        return all;
    }

    /** Ids that are declared twice. */
    public List<Twice> twice() {
        return twice;
    }

    public List<StreamDeclaration> wires() {
        return wires;
    }

    /** The topology's configuration, by key. */
    public Map<String, ConfigEntry> settings() {
        return settings;
    }

    /** What it includes. */
    public List<Included> included() {
        return included;
    }

    /** True if every file that the Flux file includes exists and is well-formed YAML. If not, some declarations are unknown. */
    public boolean hasAllIncludes() {
        return included.size() == main.includes().size()
                && included.stream().allMatch(file -> file.root().isPresent());
    }

    /** Whether a class makes the topology, rather than spouts, bolts and streams. */
    public boolean hasSource() {
        return root().flatMap(root -> root.get("topologySource")).isPresent();
    }

    /** The configuration as Flux hands it to Storm. */
    public Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        settings.forEach((key, setting) -> configuration.put(key, setting.value()));
        return configuration;
    }

    /** The topology as Flux reads it, without components, which {@link FluxBuild} builds one by one. */
    TopologyDef definition() {
        TopologyDef topology = new TopologyDef();
        topology.setName(name.map(FluxNode::text).orElse(null));
        topology.setConfig(configuration());
        topology.setSpouts(beans(Kind.SPOUT, SpoutDef.class));
        topology.setBolts(beans(Kind.BOLT, BoltDef.class));
        topology.setWorkerHooks(beans(Kind.WORKER_HOOK, WorkerHookDef.class));
        topology.setStreams(
                wires.stream().flatMap(wire -> wire.definition().stream()).toList());
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
