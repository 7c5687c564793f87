package io.riskstream.tools.check;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.storm.generated.StreamInfo;
import org.apache.storm.topology.IComponent;
import org.apache.storm.topology.OutputFieldsGetter;

/** The Flux file that is being checked, as it is written and as it is built. */
final class CheckedTopology {
    private final FluxModel model;
    private final FluxBuild assembly;
    private final Substitution substitution;
    private final Optional<FilterFileText> filter;
    private final Map<String, Integer> partitions;
    private final Map<String, Declaration> vertices = new LinkedHashMap<>();
    private final Map<String, Map<String, StreamInfo>> streams = new HashMap<>();
    private final Map<Declaration, RuntimeException> undeclared = new LinkedHashMap<>();

    CheckedTopology(
            FluxModel model,
            FluxBuild assembly,
            Substitution substitution,
            Optional<FilterFileText> filter,
            Map<String, Integer> partitions) {
        this.model = model;
        this.assembly = assembly;
        this.substitution = substitution;
        this.filter = filter;
        this.partitions = partitions;
        model.vertices().forEach(vertex -> {
            vertices.putIfAbsent(vertex.id(), vertex);
            assembly.built(vertex)
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

    FluxBuild assembly() {
        return assembly;
    }

    Substitution substitution() {
        return substitution;
    }

    /** The filter file as it is written. */
    Optional<FilterFileText> filter() {
        return filter;
    }

    /** How many partitions topics have, as far as that was said. */
    Map<String, Integer> partitions() {
        return partitions;
    }

    /** The spout or bolt of this id. */
    Optional<Declaration> vertex(String id) {
        return Optional.ofNullable(vertices.get(id));
    }

    Set<String> vertexIds() {
        return vertices.keySet();
    }

    /** The streams of a spout or bolt with their fields; empty if it could not be built. */
    Optional<Map<String, StreamInfo>> streams(String id) {
        return Optional.ofNullable(streams.get(id));
    }

    /** Spouts and bolts that failed to say what they emit. */
    Map<Declaration, RuntimeException> undeclared() {
        return undeclared;
    }

    /** What a declaration is, if it is of this class. */
    <T> Optional<T> built(Declaration declaration, Class<T> type) {
        return assembly.built(declaration).filter(type::isInstance).map(type::cast);
    }

    /** Everything of a kind that was built and is of this class. */
    <T> Stream<Built<T>> all(Declaration.Kind kind, Class<T> type) {
        return model.declarations(kind).stream()
                .flatMap(declaration -> built(declaration, type).stream().map(made -> new Built<>(declaration, made)));
    }

    /** A declaration and what was made of it. */
    record Built<T>(Declaration declaration, T made) {}

    /** The spout or bolt that an end of a wire means: if there is none of this id, the one that it is probably misspelt for. */
    String meant(String id) {
        return vertices.containsKey(id) ? id : Nearest.to(id, vertices.keySet()).orElse(id);
    }

    /** Whether it can be told what goes where: every spout and bolt has an id of its own, and every stream two ends that are known, or nearly. */
    boolean wiringIsKnown() {
        return model.twice().stream().allMatch(FluxModel.Twice::byInclude)
                && model.vertices().count() == vertices.size()
                && model.vertices().noneMatch(vertex -> vertex.id().isEmpty())
                && model.wires().stream()
                        .allMatch(wire -> wire.definition().isPresent()
                                && vertices.containsKey(meant(wire.from()))
                                && vertices.containsKey(meant(wire.to())));
    }

    /** The wires that end in a spout or bolt of this id, or seem to be meant to. */
    List<StreamDeclaration> into(String id) {
        return model.wires().stream()
                .filter(wire -> meant(wire.to()).equals(id))
                .toList();
    }

    /** The wires that begin at a spout or bolt of this id, or seem to be meant to. */
    List<StreamDeclaration> outOf(String id) {
        return model.wires().stream()
                .filter(wire -> meant(wire.from()).equals(id))
                .toList();
    }

    /** The streams of a component that something takes. */
    Set<String> consumed(String id) {
        return outOf(id).stream().map(this::stream).collect(Collectors.toSet());
    }

    private String stream(StreamDeclaration wire) {
        Set<String> known = streams(meant(wire.from())).map(Map::keySet).orElse(Set.of());
        return known.contains(wire.stream())
                ? wire.stream()
                : Nearest.to(wire.stream(), known).orElse(wire.stream());
    }
}
