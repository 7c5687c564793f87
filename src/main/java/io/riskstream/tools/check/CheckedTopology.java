package io.riskstream.tools.check;

import io.riskstream.stage.Stage;
import io.riskstream.storm.StageComponent;
import io.riskstream.text.FilePosition;
import io.riskstream.text.Nearest;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.StreamDeclaration;
import io.riskstream.tools.flux.Substitution;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.storm.generated.StreamInfo;
import org.apache.storm.topology.IComponent;
import org.apache.storm.topology.OutputFieldsGetter;

/** The topology under check: its Flux file, and the objects built from it. */
final class CheckedTopology {
    private final FluxModel model;
    private final FluxBuild build;
    private final Substitution substitution;
    private final Optional<FilterFileText> filter;
    private final Map<String, Integer> partitions;
    private final Map<String, Declaration> vertices = new LinkedHashMap<>();
    private final Map<String, Map<String, StreamInfo>> streams = new HashMap<>();
    private final Map<Declaration, RuntimeException> undeclared = new LinkedHashMap<>();
    /** Empty until the first use, because Storm's defaults are a file of some hundred lines. */
    private Optional<Map<String, Map<String, StreamInfo>>> systemStreams = Optional.empty();

    CheckedTopology(
            FluxModel model,
            FluxBuild build,
            Substitution substitution,
            Optional<FilterFileText> filter,
            Map<String, Integer> partitions) {
        this.model = model;
        this.build = build;
        this.substitution = substitution;
        this.filter = filter;
        this.partitions = partitions;
        model.vertices().forEach(vertex -> {
            vertices.putIfAbsent(vertex.id(), vertex);
            build.built(vertex)
                    .filter(IComponent.class::isInstance)
                    .ifPresent(built -> declareStreams(vertex, (IComponent) built));
        });
    }

    private void declareStreams(Declaration vertex, IComponent component) {
        OutputFieldsGetter declarer = new OutputFieldsGetter();
        try {
            component.declareOutputFields(declarer);
            streams.put(vertex.id(), declarer.getFieldsDeclaration());
        } catch (RuntimeException e) {
            undeclared.put(vertex, e);
        }
    }

    FluxModel model() {
        return model;
    }

    FluxBuild build() {
        return build;
    }

    Substitution substitution() {
        return substitution;
    }

    /** Returns the filter file. */
    Optional<FilterFileText> filter() {
        return filter;
    }

    /** Returns the known numbers of partitions by topic. */
    Map<String, Integer> partitions() {
        return partitions;
    }

    /** Returns the spout or bolt of an id. */
    Optional<Declaration> vertex(String id) {
        return Optional.ofNullable(vertices.get(id));
    }

    Set<String> vertexIds() {
        return vertices.keySet();
    }

    /** Returns the streams of a spout or bolt with their fields; empty if it could not be built. */
    Optional<Map<String, StreamInfo>> streams(String id) {
        return Optional.ofNullable(streams.get(id));
    }

    /** Returns the streams with their fields that Storm adds to a component; empty if the id is neither that of a spout or bolt nor of a component of Storm. */
    Optional<Map<String, StreamInfo>> systemStreams(String id) {
        if (systemStreams.isEmpty()) {
            systemStreams = Optional.of(SystemStreams.of(model));
        }
        return Optional.ofNullable(systemStreams.get().get(id));
    }

    /** True if the id is that of a component which Storm adds to the topology. */
    boolean isSystemComponent(String id) {
        return SystemStreams.isReserved(id)
                && !vertices.containsKey(id)
                && systemStreams(id).isPresent();
    }

    /** Returns the ids of the components that Storm adds to the topology. */
    Set<String> systemComponentIds() {
        systemStreams("");
        return systemStreams.orElseThrow().keySet().stream()
                .filter(id -> !vertices.containsKey(id))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the spouts and bolts that failed to declare their streams, with the exception. */
    Map<Declaration, RuntimeException> undeclared() {
        return undeclared;
    }

    /** Returns the object built from a declaration, if it has this class. */
    <T> Optional<T> built(Declaration declaration, Class<T> type) {
        return build.built(declaration).filter(type::isInstance).map(type::cast);
    }

    /** Returns every built object of a kind that has this class. */
    <T> Stream<Built<T>> all(Declaration.Kind kind, Class<T> type) {
        return model.declarations(kind).stream().flatMap(declaration -> built(declaration, type).stream()
                .map(object -> new Built<>(declaration, object)));
    }

    /** Returns every spout and bolt that runs stages, the spouts first. */
    Stream<Built<StageComponent>> stageComponents() {
        return model.vertices().flatMap(vertex -> built(vertex, StageComponent.class).stream()
                .map(component -> new Built<>(vertex, component)));
    }

    /** A declaration and the object built from it. */
    record Built<T>(Declaration declaration, T object) {}

    /** Returns the position of the reference to a stage in the declaration of the component that runs it. */
    FilePosition position(Declaration component, Stage stage) {
        return component.references().stream()
                .filter(reference -> build.component(reference.id()).orElse(null) == stage)
                .findFirst()
                .map(reference -> reference.node().position())
                .orElseGet(component::position);
    }

    /** Returns the id of the spout or bolt at an end of a stream; for an unknown id the nearest known one. */
    String nearestVertex(String id) {
        return vertices.containsKey(id) || isSystemComponent(id)
                ? id
                : Nearest.to(id, vertices.keySet()).orElse(id);
    }

    /**
     * True if the flow of events is known: every spout is a spout and every bolt a bolt with a unique id, and both ends of every stream are known or nearly
     * known ids.
     */
    boolean isFlowKnown() {
        return model.vertices().allMatch(vertex -> build.built(vertex)
                        .filter(built -> !ConstructionCheck.isOfItsKind(vertex, built.getClass()))
                        .isEmpty())
                && model.duplicateIds().stream().allMatch(FluxModel.DuplicateId::byInclude)
                && model.vertices().count() == vertices.size()
                && model.vertices().noneMatch(vertex -> vertex.id().isEmpty())
                && model.streams().stream()
                        .allMatch(stream -> stream.definition().isPresent()
                                && (vertices.containsKey(nearestVertex(stream.from()))
                                        || isSystemComponent(stream.from()))
                                && vertices.containsKey(nearestVertex(stream.to())));
    }

    /** Returns the streams that a bolt consumes, including those with a misspelt id. */
    List<StreamDeclaration> inputs(String id) {
        return model.streams().stream()
                .filter(stream -> nearestVertex(stream.to()).equals(id))
                .toList();
    }

    /** Returns the streams that a spout or bolt emits, including those with a misspelt id. */
    List<StreamDeclaration> outputs(String id) {
        return model.streams().stream()
                .filter(stream -> nearestVertex(stream.from()).equals(id))
                .toList();
    }

    /** Returns the ids of the streams of a component that a bolt consumes. */
    Set<String> consumed(String id) {
        return outputs(id).stream().map(this::nearestStream).collect(Collectors.toSet());
    }

    /** Returns the id of a stream; for one that its component does not emit the nearest that it does. */
    String nearestStream(StreamDeclaration stream) {
        Set<String> known =
                streams(nearestVertex(stream.from())).map(Map::keySet).orElse(Set.of());
        return known.contains(stream.stream())
                ? stream.stream()
                : Nearest.to(stream.stream(), known).orElse(stream.stream());
    }
}
