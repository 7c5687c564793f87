package io.riskstream.tools.graph;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.StageBolt;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.StreamDeclaration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.storm.flux.model.VertexDef;
import org.apache.storm.topology.IComponent;
import org.apache.storm.utils.Utils;

/** What there is to draw of a topology: spouts and bolts with their stages, the streams between them, and the topics and stores at its ends. */
public final class TopologyGraph {
    /** What a node stands for. */
    enum Shape {
        TOPIC,
        STORE,
        SPOUT,
        BOLT
    }

    /** A stage in a bolt: its component's id, its name in metrics, and its class. */
    record StageLine(String id, String name, String type) {}

    /**
     * A box.
     *
     * @param key unlike that of any other node
     * @param parallelism 0 where that means nothing
     */
    record Node(String key, Shape shape, String title, String type, int parallelism, List<StageLine> stages) {}

    /**
     * An arrow.
     *
     * @param stream Storm's id of it; empty for what is no stream: reading and writing a topic, asking a store
     * @param grouping as words; empty for what is no stream
     */
    record Edge(String from, String to, String stream, String grouping, String label) {
        boolean isStream() {
            return !stream.isEmpty();
        }

        /** Whether events go on by it, rather than out of the way. */
        boolean isMain() {
            return !isStream() || stream.equals(Utils.DEFAULT_STREAM_ID);
        }
    }

    private final String name;
    private final String file;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Edge> lookups = new ArrayList<>();

    private TopologyGraph(FluxModel model, FluxBuild assembly) {
        this.name = model.name().map(FluxNode::text).orElse(model.file());
        this.file = model.file();
        for (Declaration spout : model.declarations(Kind.SPOUT)) {
            for (String topic : topics(assembly, spout)) {
                end(topic);
                edges.add(new Edge("topic " + topic, spout.id(), "", "", ""));
            }
            add(spout, Shape.SPOUT, List.of());
        }
        for (Declaration bolt : model.declarations(Kind.BOLT)) {
            add(bolt, Shape.BOLT, stages(model, assembly, bolt));
        }
        for (StreamDeclaration wire : model.wires()) {
            if (nodes.containsKey(wire.from()) && nodes.containsKey(wire.to())) {
                edges.add(new Edge(wire.from(), wire.to(), wire.stream(), grouping(wire), wire.stream()));
            }
        }
        model.declarations(Kind.BOLT).forEach(bolt -> addEnds(assembly, bolt));
    }

    /** The graph of a Flux file; what could not be built is drawn as far as the file tells. */
    public static TopologyGraph of(FluxModel model, FluxBuild assembly) {
        return new TopologyGraph(model, assembly);
    }

    private void end(String topic) {
        nodes.putIfAbsent("topic " + topic, new Node("topic " + topic, Shape.TOPIC, topic, "topic", 0, List.of()));
    }

    private void add(Declaration vertex, Shape shape, List<StageLine> stages) {
        int parallelism =
                vertex.bean().map(bean -> ((VertexDef) bean).getParallelism()).orElse(1);
        nodes.put(
                vertex.id(),
                new Node(vertex.id(), shape, vertex.id(), simple(vertex.className()), parallelism, stages));
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** What a Kafka spout reads, as it tells Storm UI. */
    private static List<String> topics(FluxBuild assembly, Declaration spout) {
        return assembly.built(spout)
                .filter(IComponent.class::isInstance)
                .map(component -> ((IComponent) component).getComponentConfiguration())
                .map(shown -> shown.get("config.topics"))
                .map(topics -> List.of(String.valueOf(topics).split("\\s*,\\s*")))
                .orElse(List.of());
    }

    private static List<Declaration> stageDeclarations(FluxBuild assembly, Declaration bolt) {
        return bolt.references().stream()
                .flatMap(reference -> assembly.declaration(reference.id()).stream())
                .filter(component -> assembly.built(component).orElse(null) instanceof Stage)
                .toList();
    }

    /** The stages of a bolt of ours, those too that could not be built, and so kept their bolt from being built. */
    private static List<StageLine> stages(FluxModel model, FluxBuild assembly, Declaration bolt) {
        if (assembly.built(bolt).isPresent()) {
            return assembly.built(bolt).orElseThrow() instanceof StageBolt
                    ? stageDeclarations(assembly, bolt).stream()
                            .map(component -> stage(assembly, component))
                            .toList()
                    : List.of();
        } else if (!bolt.className().equals(StageBolt.class.getName())) {
            return List.of();
        }
        Map<String, Declaration> components = new LinkedHashMap<>();
        model.declarations(Kind.COMPONENT).forEach(component -> components.put(component.id(), component));
        return bolt.references().stream()
                .map(Declaration.Reference::id)
                .map(id -> components.containsKey(id)
                        ? stage(assembly, components.get(id))
                        : new StageLine(id, "", "(not declared)"))
                .toList();
    }

    private static StageLine stage(FluxBuild assembly, Declaration component) {
        Optional<Stage> stage =
                assembly.built(component).filter(Stage.class::isInstance).map(Stage.class::cast);
        String type = simple(component.className());
        return new StageLine(
                component.id(),
                stage.map(built -> built.spec().name()).orElse(""),
                stage.isPresent() ? type : type + " (cannot be built)");
    }

    private void addEnds(FluxBuild assembly, Declaration bolt) {
        for (Declaration stage : stageDeclarations(assembly, bolt)) {
            StageSpec spec = ((Stage) assembly.built(stage).orElseThrow()).spec();
            topic(stage).filter(topic -> spec.publishes()).ifPresent(topic -> {
                end(topic);
                edges.add(new Edge(bolt.id(), "topic " + topic, "", "", ""));
            });
            Set<String> asked = new LinkedHashSet<>();
            Optional<Declaration> store = Optional.empty();
            for (Declaration.Reference reference : stage.references()) {
                Object referred = assembly.component(reference.id()).orElse(null);
                if (referred instanceof RecordStore) {
                    store = assembly.declaration(reference.id());
                } else if (referred instanceof EventType type) {
                    type.sources().stream()
                            .filter(source -> isWritten(source, spec))
                            .forEach(source -> asked.add(source.name()));
                }
            }
            store.ifPresent(kept -> {
                String key = "store " + kept.id();
                nodes.putIfAbsent(key, new Node(key, Shape.STORE, kept.id(), simple(kept.className()), 0, List.of()));
                lookups.add(new Edge(bolt.id(), key, "", "", String.join(", ", asked)));
            });
        }
    }

    /** True if a stage adds the fields of a source, as an enrichment does with those of a look-up. */
    private static boolean isWritten(FieldSource source, StageSpec spec) {
        return !source.arrives() && source.fields().stream().map(Field::path).anyMatch(spec.writes()::contains);
    }

    private static Optional<String> topic(Declaration stage) {
        return stage.arguments().stream()
                .flatMap(argument -> argument.get("topic").stream())
                .map(FluxNode::text)
                .findFirst();
    }

    private static String grouping(StreamDeclaration wire) {
        String type = wire.grouping()
                .map(grouping -> grouping.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .orElse("");
        String fields = wire.arguments().stream().map(FluxNode::text).collect(Collectors.joining(", "));
        return fields.isEmpty() ? type : type + " (" + fields + ")";
    }

    /** The topology's name. */
    public String name() {
        return name;
    }

    String file() {
        return file;
    }

    /** In the order of the Flux file. */
    List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    Node node(String key) {
        return nodes.get(key);
    }

    /** Streams, and the arrows from and to topics. */
    List<Edge> edges() {
        return edges;
    }

    /** From the bolt that asks to the store. */
    List<Edge> lookups() {
        return lookups;
    }

    List<Edge> into(String key) {
        return edges.stream().filter(edge -> edge.to().equals(key)).toList();
    }

    List<Edge> outOf(String key) {
        return edges.stream().filter(edge -> edge.from().equals(key)).toList();
    }

    /** The grouping that most streams have; the others are told one by one. */
    String commonGrouping() {
        return edges.stream()
                .map(Edge::grouping)
                .filter(grouping -> !grouping.isEmpty())
                .collect(Collectors.groupingBy(grouping -> grouping, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
