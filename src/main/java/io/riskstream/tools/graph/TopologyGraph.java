package io.riskstream.tools.graph;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.StageComponent;
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
import java.util.stream.Stream;
import org.apache.storm.flux.model.VertexDef;
import org.apache.storm.topology.IComponent;
import org.apache.storm.utils.Utils;

/** The graph of a topology: spouts, bolts with their stages, the streams between them, topics and record stores. */
public final class TopologyGraph {
    /** The options that name topics of a publishing stage. */
    private static final List<String> TOPIC_OPTIONS = List.of("topic", "scores", "deadLetters");

    /** The kinds of nodes. */
    enum Shape {
        TOPIC,
        STORE,
        SPOUT,
        BOLT
    }

    /** A stage in a bolt or spout: the id of its component, its name in metrics, and its class. */
    record StageLine(String id, String name, String type) {}

    /**
     * A node.
     *
     * @param key the unique key of the node
     * @param parallelism number of executors; 0 for a topic or a store
     */
    record Node(String key, Shape shape, String title, String type, int parallelism, List<StageLine> stages) {}

    /**
     * A directed edge.
     *
     * @param stream Storm's id of the stream; empty for access to a topic or a store
     * @param grouping the grouping of the stream as text; empty for access to a topic or a store
     */
    record Edge(String from, String to, String stream, String grouping, String label) {
        boolean isStream() {
            return !stream.isEmpty();
        }

        /** True if the edge is on the main path: not a stream such as {@code rejected}. */
        boolean isMain() {
            return !isStream() || stream.equals(Utils.DEFAULT_STREAM_ID);
        }
    }

    private final String name;
    private final String file;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Edge> lookups = new ArrayList<>();

    private TopologyGraph(FluxModel model, FluxBuild build) {
        this.name = model.name().map(FluxNode::text).orElse(model.file());
        this.file = model.file();
        for (Declaration spout : model.declarations(Kind.SPOUT)) {
            for (String topic : topics(build, spout)) {
                addTopic(topic);
                edges.add(new Edge("topic " + topic, spout.id(), "", "", ""));
            }
            add(spout, Shape.SPOUT, stages(model, build, spout));
        }
        for (Declaration bolt : model.declarations(Kind.BOLT)) {
            add(bolt, Shape.BOLT, stages(model, build, bolt));
        }
        for (StreamDeclaration stream : model.streams()) {
            if (nodes.containsKey(stream.from()) && nodes.containsKey(stream.to())) {
                edges.add(new Edge(stream.from(), stream.to(), stream.stream(), grouping(stream), stream.stream()));
            }
        }
        model.vertices().forEach(vertex -> addTopicsAndStores(build, vertex));
    }

    /** Returns the graph of a Flux file. A component that cannot be built appears with what the file declares. */
    public static TopologyGraph of(FluxModel model, FluxBuild build) {
        return new TopologyGraph(model, build);
    }

    private void addTopic(String topic) {
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

    /** Returns the topics of a Kafka spout, from the configuration that it publishes for Storm UI. */
    private static List<String> topics(FluxBuild build, Declaration spout) {
        return build.built(spout)
                .filter(IComponent.class::isInstance)
                .map(component -> ((IComponent) component).getComponentConfiguration())
                .map(shown -> shown.get("config.topics"))
                .map(topics -> List.of(String.valueOf(topics).split("\\s*,\\s*")))
                .orElse(List.of());
    }

    private static List<Declaration> stageDeclarations(FluxBuild build, Declaration vertex) {
        return vertex.references().stream()
                .flatMap(reference -> build.declaration(reference.id()).stream())
                .filter(component -> build.built(component).orElse(null) instanceof Stage)
                .toList();
    }

    /** Returns the stages of a {@link StageComponent}, including those that cannot be built. */
    private static List<StageLine> stages(FluxModel model, FluxBuild build, Declaration vertex) {
        if (build.built(vertex).isPresent()) {
            return build.built(vertex).orElseThrow() instanceof StageComponent
                    ? stageDeclarations(build, vertex).stream()
                            .map(component -> stage(build, component))
                            .toList()
                    : List.of();
        } else if (!isStageComponent(vertex.className())) {
            return List.of();
        }
        Map<String, Declaration> components = new LinkedHashMap<>();
        model.declarations(Kind.COMPONENT).forEach(component -> components.put(component.id(), component));
        return vertex.arguments().stream()
                .flatMap(argument -> argument.only("reflist").stream())
                .flatMap(list -> list.list().stream())
                .map(FluxNode::text)
                .map(id -> components.containsKey(id)
                        ? stage(build, components.get(id))
                        : new StageLine(id, "", "(not declared)"))
                .toList();
    }

    private static boolean isStageComponent(String className) {
        try {
            return StageComponent.class.isAssignableFrom(
                    Class.forName(className, false, StageComponent.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static StageLine stage(FluxBuild build, Declaration component) {
        Optional<Stage> stage =
                build.built(component).filter(Stage.class::isInstance).map(Stage.class::cast);
        String type = simple(component.className());
        return new StageLine(
                component.id(),
                stage.map(built -> built.spec().name()).orElse(""),
                stage.isPresent() ? type : type + " (cannot be built)");
    }

    private void addTopicsAndStores(FluxBuild build, Declaration vertex) {
        Map<Declaration, Set<String>> namesByStore = new LinkedHashMap<>();
        for (Declaration stage : stageDeclarations(build, vertex)) {
            StageSpec spec = ((Stage) build.built(stage).orElseThrow()).spec();
            topics(stage).filter(topic -> spec.publishes()).forEach(topic -> {
                addTopic(topic);
                edges.add(new Edge(vertex.id(), "topic " + topic, "", "", ""));
            });
            Set<String> names = new LinkedHashSet<>();
            Optional<Declaration> store = Optional.empty();
            for (Declaration.Reference reference : stage.references()) {
                Object referred = build.component(reference.id()).orElse(null);
                if (referred instanceof RecordStore || referred instanceof HistoryStore) {
                    store = build.declaration(reference.id());
                } else if (referred instanceof EventType type) {
                    type.sources().stream()
                            .filter(source -> isWritten(source, spec))
                            .forEach(source -> names.add(source.name()));
                }
            }
            store.ifPresent(declared -> namesByStore
                    .computeIfAbsent(declared, first -> new LinkedHashSet<>())
                    .addAll(names));
        }
        namesByStore.forEach((store, names) -> {
            String key = "store " + store.id();
            nodes.putIfAbsent(key, new Node(key, Shape.STORE, store.id(), simple(store.className()), 0, List.of()));
            lookups.add(new Edge(vertex.id(), key, "", "", String.join(", ", names)));
        });
    }

    /** True if a stage adds the fields of a source, as an enrichment does with those of a look-up. */
    private static boolean isWritten(FieldSource source, StageSpec spec) {
        return !source.arrives() && source.fields().stream().map(Field::path).anyMatch(spec.writes()::contains);
    }

    private static Stream<String> topics(Declaration stage) {
        return stage.arguments().stream()
                .flatMap(argument -> TOPIC_OPTIONS.stream().flatMap(option -> argument.get(option).stream()))
                .map(FluxNode::text);
    }

    private static String grouping(StreamDeclaration stream) {
        String type = stream.grouping()
                .map(grouping -> grouping.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .orElse("");
        String fields = stream.arguments().stream().map(FluxNode::text).collect(Collectors.joining(", "));
        return fields.isEmpty() ? type : type + " (" + fields + ")";
    }

    /** Returns the name of the topology. */
    public String name() {
        return name;
    }

    String file() {
        return file;
    }

    /** Returns the nodes in the order of the Flux file. */
    List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    Node node(String key) {
        return nodes.get(key);
    }

    /** Returns the streams and the edges from and to topics. */
    List<Edge> edges() {
        return edges;
    }

    /** Returns the edges from bolts and spouts to the record stores that they read. */
    List<Edge> lookups() {
        return lookups;
    }

    List<Edge> into(String key) {
        return edges.stream().filter(edge -> edge.to().equals(key)).toList();
    }

    List<Edge> outOf(String key) {
        return edges.stream().filter(edge -> edge.from().equals(key)).toList();
    }

    /** Returns the grouping that most streams have. A stream with another grouping has a label. */
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
