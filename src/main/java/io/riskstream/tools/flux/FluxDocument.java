package io.riskstream.tools.flux;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.yaml.YamlParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.yaml.snakeyaml.nodes.Node;

/** One YAML file of a topology: the Flux file itself, or one that it includes. */
final class FluxDocument {
    /** A file to include; {@code definition} is Flux's own. */
    record Include(FluxNode node, IncludeDef definition) {}

    /** Next line, line separator and paragraph separator. */
    private static final String LINE_BREAKS = "\u0085\u2028\u2029";

    private final FluxText text;
    private final FluxDefinitions definitions = new FluxDefinitions();
    private final List<Finding> findings = new ArrayList<>();
    private final StructureCheck structure = new StructureCheck(definitions, findings::add);
    private final Map<Kind, List<Declaration>> declarations = new LinkedHashMap<>();
    private final List<StreamDeclaration> streams = new ArrayList<>();
    private final Map<String, ConfigEntry> settings = new LinkedHashMap<>();
    private final List<Include> includes = new ArrayList<>();
    private Optional<FluxNode> root = Optional.empty();
    private Optional<TopologySourceDef> source = Optional.empty();

    FluxDocument(FluxText text) {
        this.text = text;
        for (Kind kind : Kind.LISTED) {
            declarations.put(kind, new ArrayList<>());
        }
        checkLineBreaks();
        root = parse();
        root.ifPresent(this::read);
    }

    /** Reports characters that YAML reads as a line break, in comments and in quotes too, and an editor does not. */
    private void checkLineBreaks() {
        for (int line = 1; line <= text.size(); line++) {
            String content = text.line(line);
            for (int i = 0; i < content.length(); i++) {
                if (LINE_BREAKS.indexOf(content.charAt(i)) >= 0) {
                    findings.add(Finding.warning(
                                    text.position(line, i, 1),
                                    "yaml.line-break",
                                    String.format(
                                            Locale.ROOT, "YAML reads the character U+%04X as the end of the line", (int)
                                                    content.charAt(i)))
                            .withHint("remove it"));
                    break;
                }
            }
        }
    }

    private Optional<FluxNode> parse() {
        try {
            Optional<Node> node = YamlParser.parse(text);
            if (node.isEmpty()) {
                findings.add(Finding.error(FilePosition.start(text.file()), "yaml.empty", "the file is empty"));
            }
            return node.map(root -> new FluxNode(text, root));
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> findings.add(Finding.of(problem, "yaml.syntax")));
            return Optional.empty();
        }
    }

    private void read(FluxNode topology) {
        structure.checkDuplicateKeys(topology);
        if (!topology.isMap()) {
            structure.diagnose(topology, TopologyDef.class, new IllegalArgumentException("not a map"));
            return;
        }
        for (FluxNode.Entry entry : topology.entries()) {
            FluxNode value = entry.value();
            switch (entry.key().text()) {
                case "name" -> readName(entry);
                case "config" -> readConfig(entry);
                case "topologySource" ->
                    topology(entry, TopologyDef.class)
                            .ifPresent(definition -> source = structure.checkPresent(value, TopologySourceDef.class)
                                            && structure.checkKinds(value, TopologySourceDef.class)
                                    ? Optional.of(definition.getTopologySource())
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

    /** Returns Flux's definition of one key of the topology; empty after a finding. */
    private Optional<TopologyDef> topology(FluxNode.Entry entry, Class<?> bean) {
        try {
            TopologyDef topology =
                    definitions.topology(entry.key().text(), entry.value().definition());
            if (entry.value().isNull()) {
                findings.add(Finding.error(
                        entry.key().position(),
                        "yaml.missing",
                        "'" + entry.key().text() + "' has no value"));
                return Optional.empty();
            }
            return Optional.of(topology);
        } catch (RuntimeException rejection) {
            findings.add(structure.wrongType(
                    entry, definitions.keys(bean).get(entry.key().text())));
            return Optional.empty();
        }
    }

    private void readName(FluxNode.Entry entry) {
        if (entry.value().isScalar()) {
            topology(entry, TopologyDef.class);
        } else {
            findings.add(structure.wrongType(
                    entry, definitions.keys(TopologyDef.class).get("name")));
        }
    }

    private boolean isList(FluxNode.Entry entry) {
        if (entry.value().isList()) {
            return true;
        }
        findings.add(Finding.error(
                        entry.value().isNull()
                                ? entry.key().position()
                                : entry.value().position(),
                        "yaml.type",
                        "'" + entry.key().text() + "' takes a list, not "
                                + entry.value().description())
                .withHint("begin each element with '- ', or leave the key out"));
        return false;
    }

    private void readConfig(FluxNode.Entry entry) {
        topology(entry, TopologyDef.class).ifPresent(topology -> {
            Map<String, Object> values = topology.getConfig();
            for (FluxNode.Entry setting : entry.value().entries()) {
                if (!setting.key().isScalar() || setting.key().isNull()) {
                    findings.add(Finding.error(
                            setting.key().position(),
                            "yaml.type",
                            "the name of a setting is a text, not "
                                    + setting.key().description()));
                    continue;
                }
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

    /** Returns Flux's definition of a declaration; empty after a finding. */
    private Optional<BeanDef> declaration(FluxNode node, Kind kind, Class<? extends BeanDef> bean) {
        boolean complete = structure.checkPresent(node, bean);
        if (!structure.checkKinds(node, bean)) {
            return Optional.empty();
        }
        try {
            TopologyDef topology = definitions.topologyOf(kind.key(), node.definition());
            List<? extends BeanDef> all =
                    switch (kind) {
                        case COMPONENT -> topology.getComponents();
                        case SPOUT -> topology.getSpouts();
                        case BOLT -> topology.getBolts();
                        case WORKER_HOOK -> topology.getWorkerHooks();
                        case GROUPING -> throw new IllegalArgumentException("no list of a Flux file");
                    };
            return complete ? Optional.of(all.get(0)) : Optional.empty();
        } catch (RuntimeException rejection) {
            structure.diagnose(node, bean, rejection);
            return Optional.empty();
        }
    }

    private void readStream(FluxNode node) {
        Optional<StreamDef> stream = stream(node);
        Optional<FluxNode> custom = node.get("grouping")
                .flatMap(grouping -> grouping.get("customClass"))
                .filter(declared -> stream.isPresent() && !declared.isNull());
        streams.add(new StreamDeclaration(
                node,
                stream,
                custom.map(declared -> new Declaration(
                        Kind.GROUPING,
                        "",
                        declared,
                        Optional.of(definitions
                                .topologyOf("components", declared.definition())
                                .getComponents()
                                .get(0))))));
    }

    private Optional<StreamDef> stream(FluxNode node) {
        boolean complete = structure.checkPresent(node, StreamDef.class);
        if (!structure.checkKinds(node, StreamDef.class)) {
            return Optional.empty();
        }
        try {
            StreamDef stream = definitions
                    .topologyOf("streams", node.definition())
                    .getStreams()
                    .get(0);
            return complete ? Optional.of(stream) : Optional.empty();
        } catch (RuntimeException rejection) {
            structure.diagnose(node, StreamDef.class, rejection);
            return Optional.empty();
        }
    }

    private void readInclude(FluxNode node) {
        boolean complete = structure.checkPresent(node, IncludeDef.class);
        if (!structure.checkKinds(node, IncludeDef.class)) {
            return;
        }
        try {
            IncludeDef include = definitions
                    .topologyOf("includes", node.definition())
                    .getIncludes()
                    .get(0);
            if (complete) {
                includes.add(new Include(node, include));
            }
        } catch (RuntimeException rejection) {
            structure.diagnose(node, IncludeDef.class, rejection);
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

    List<StreamDeclaration> streams() {
        return streams;
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

    /** Returns the name of the topology; empty if this file has none. */
    Optional<FluxNode> name() {
        return root.flatMap(node -> node.get("name")).filter(node -> node.isScalar() && !node.isNull());
    }
}
