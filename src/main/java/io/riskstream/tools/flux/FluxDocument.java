package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Declaration.Kind;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.storm.flux.model.BeanDef;
import org.apache.storm.flux.model.BoltDef;
import org.apache.storm.flux.model.IncludeDef;
import org.apache.storm.flux.model.SpoutDef;
import org.apache.storm.flux.model.StreamDef;
import org.apache.storm.flux.model.TopologyDef;
import org.apache.storm.flux.model.TopologySourceDef;
import org.apache.storm.flux.model.WorkerHookDef;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** One YAML file of a topology: the Flux file itself, or one that it includes. */
final class FluxDocument {
    private static final int MAX_NODES = 200_000;
    private static final int MAX_DEPTH = 50;

    /** A file to include; {@code definition} as Flux reads it. */
    record Include(FluxNode node, IncludeDef definition) {}

    private final FluxText text;
    private final FluxDefinitions definitions = new FluxDefinitions();
    private final List<Finding> findings = new ArrayList<>();
    private final StructureCheck structure = new StructureCheck(definitions, findings::add);
    private final Map<Kind, List<Declaration>> declarations = new LinkedHashMap<>();
    private final List<StreamDeclaration> wires = new ArrayList<>();
    private final Map<String, ConfigEntry> settings = new LinkedHashMap<>();
    private final List<Include> includes = new ArrayList<>();
    private Optional<FluxNode> root = Optional.empty();
    private Optional<TopologySourceDef> source = Optional.empty();

    FluxDocument(FluxText text) {
        this.text = text;
        for (Kind kind : Kind.LISTED) {
            declarations.put(kind, new ArrayList<>());
        }
        root = compose();
        root.ifPresent(this::read);
    }

    private Optional<FluxNode> compose() {
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text.replaced()));
            if (node == null) {
                findings.add(Finding.error(FilePosition.start(text.file()), "yaml.empty", "the file is empty"));
                return Optional.empty();
            }
            FluxNode whole = new FluxNode(text, node);
            if (count(whole, 1) > MAX_NODES) {
                findings.add(Finding.error(
                        FilePosition.start(text.file()), "yaml.size", "its aliases nest too deep or make it too big"));
                return Optional.empty();
            }
            return Optional.of(whole);
        } catch (MarkedYAMLException e) {
            findings.add(SyntaxErrorLocator.of(text, e));
        } catch (ReaderException e) {
            findings.add(Finding.error(
                    text.place(e.getPosition(), e.getPosition() + 1),
                    "yaml.syntax",
                    "a character that YAML does not allow"));
        } catch (YAMLException e) {
            findings.add(Finding.error(FilePosition.start(text.file()), "yaml.syntax", StructureCheck.rootMessage(e)));
        }
        return Optional.empty();
    }

    /** How many nodes there are if aliases are written out; an alias may also stand for what it is part of. */
    private static int count(FluxNode node, int depth) {
        if (depth > MAX_DEPTH) {
            return MAX_NODES + 1;
        }
        int nodes = 1;
        for (FluxNode element : node.list()) {
            nodes += count(element, depth + 1);
            if (nodes > MAX_NODES) {
                return nodes;
            }
        }
        for (FluxNode.Entry entry : node.written()) {
            nodes += 1 + count(entry.value(), depth + 1);
            if (nodes > MAX_NODES) {
                return nodes;
            }
        }
        return nodes;
    }

    private void read(FluxNode whole) {
        structure.checkDoubles(whole);
        if (!whole.isMap()) {
            structure.diagnose(whole, TopologyDef.class, new IllegalArgumentException("not a map"));
            return;
        }
        for (FluxNode.Entry entry : whole.entries()) {
            FluxNode value = entry.value();
            switch (entry.key().text()) {
                case "name" -> whole(entry, TopologyDef.class);
                case "config" -> readConfig(entry);
                case "topologySource" ->
                    whole(entry, TopologyDef.class)
                            .ifPresent(topology -> source = structure.checkPresent(value, TopologySourceDef.class)
                                    ? Optional.of(topology.getTopologySource())
                                    : Optional.empty());
                case "components" -> readAll(entry, Kind.COMPONENT, BeanDef.class);
                case "spouts" -> readAll(entry, Kind.SPOUT, SpoutDef.class);
                case "bolts" -> readAll(entry, Kind.BOLT, BoltDef.class);
                case "workerHooks" -> readAll(entry, Kind.WORKER_HOOK, WorkerHookDef.class);
                case "streams" -> {
                    if (isList(entry)) {
                        value.list().forEach(this::readStream);
                    }
                }
                case "includes" -> {
                    if (value.isNull() || isList(entry)) {
                        value.list().forEach(this::readInclude);
                    }
                }
                default ->
                    findings.add(structure.unknownKey(
                            entry.key(), definitions.keys(TopologyDef.class).keySet()));
            }
        }
    }

    /** A value of the topology itself, as Flux reads it. */
    private Optional<TopologyDef> whole(FluxNode.Entry entry, Class<?> bean) {
        try {
            TopologyDef topology =
                    definitions.topology(entry.key().text(), entry.value().yaml());
            if (entry.value().isNull()) {
                findings.add(Finding.error(
                        entry.key().place(), "yaml.missing", "'" + entry.key().text() + "' has no value"));
                return Optional.empty();
            }
            return Optional.of(topology);
        } catch (RuntimeException refused) {
            findings.add(structure.wrongType(
                    entry, definitions.keys(bean).get(entry.key().text())));
            return Optional.empty();
        }
    }

    private boolean isList(FluxNode.Entry entry) {
        if (entry.value().isList()) {
            return true;
        }
        findings.add(Finding.error(
                        entry.value().isNull()
                                ? entry.key().place()
                                : entry.value().place(),
                        "yaml.type",
                        "'" + entry.key().text() + "' takes a list, not " + StructureCheck.shown(entry.value()))
                .hinting("begin each element with '- ', or leave the key out"));
        return false;
    }

    private void readConfig(FluxNode.Entry entry) {
        whole(entry, TopologyDef.class).ifPresent(topology -> {
            Map<String, Object> values = topology.getConfig();
            for (FluxNode.Entry setting : entry.value().entries()) {
                String key = setting.key().text();
                settings.put(key, new ConfigEntry(setting.key(), setting.value(), values.get(key)));
            }
        });
    }

    private void readAll(FluxNode.Entry entry, Kind kind, Class<? extends BeanDef> bean) {
        if (isList(entry)) {
            for (FluxNode node : entry.value().list()) {
                declarations
                        .get(kind)
                        .add(new Declaration(
                                kind,
                                node.get("id").map(FluxNode::text).orElse(""),
                                node,
                                declaration(node, kind, bean)));
            }
        }
    }

    /** A declaration as Flux reads it; empty after a finding. */
    private Optional<BeanDef> declaration(FluxNode node, Kind kind, Class<? extends BeanDef> bean) {
        boolean whole = structure.checkPresent(node, bean);
        try {
            TopologyDef topology = definitions.topologyOf(kind.key(), node.yaml());
            List<? extends BeanDef> all =
                    switch (kind) {
                        case COMPONENT -> topology.getComponents();
                        case SPOUT -> topology.getSpouts();
                        case BOLT -> topology.getBolts();
                        case WORKER_HOOK -> topology.getWorkerHooks();
                        case GROUPING -> throw new IllegalArgumentException("no list of a Flux file");
                    };
            return whole ? Optional.of(all.get(0)) : Optional.empty();
        } catch (RuntimeException refused) {
            structure.diagnose(node, bean, refused);
            return Optional.empty();
        }
    }

    private void readStream(FluxNode node) {
        Optional<StreamDef> stream = stream(node);
        Optional<FluxNode> custom = node.get("grouping")
                .flatMap(grouping -> grouping.get("customClass"))
                .filter(declared -> stream.isPresent() && !declared.isNull());
        wires.add(new StreamDeclaration(
                node,
                stream,
                custom.map(declared -> new Declaration(
                        Kind.GROUPING,
                        "",
                        declared,
                        Optional.of(definitions
                                .topologyOf("components", declared.yaml())
                                .getComponents()
                                .get(0))))));
    }

    private Optional<StreamDef> stream(FluxNode node) {
        boolean whole = structure.checkPresent(node, StreamDef.class);
        try {
            StreamDef stream =
                    definitions.topologyOf("streams", node.yaml()).getStreams().get(0);
            return whole ? Optional.of(stream) : Optional.empty();
        } catch (RuntimeException refused) {
            structure.diagnose(node, StreamDef.class, refused);
            return Optional.empty();
        }
    }

    private void readInclude(FluxNode node) {
        boolean whole = structure.checkPresent(node, IncludeDef.class);
        try {
            IncludeDef include = definitions
                    .topologyOf("includes", node.yaml())
                    .getIncludes()
                    .get(0);
            if (whole) {
                includes.add(new Include(node, include));
            }
        } catch (RuntimeException refused) {
            structure.diagnose(node, IncludeDef.class, refused);
        }
    }

    FluxText text() {
        return text;
    }

    Optional<FluxNode> root() {
        return root;
    }

    List<Finding> findings() {
        return findings;
    }

    List<Declaration> declarations(Kind kind) {
        return declarations.get(kind);
    }

    List<StreamDeclaration> wires() {
        return wires;
    }

    Map<String, ConfigEntry> settings() {
        return settings;
    }

    List<Include> includes() {
        return includes;
    }

    Optional<TopologySourceDef> source() {
        return source;
    }

    /** The topology's name; empty if this file gives none. */
    Optional<FluxNode> name() {
        return root.flatMap(node -> node.get("name")).filter(node -> !node.isNull());
    }
}
