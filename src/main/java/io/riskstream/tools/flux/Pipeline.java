package io.riskstream.tools.flux;

import io.riskstream.stage.Stage;
import io.riskstream.storm.StageComponent;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.validate.EventSchema;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.storm.Config;
import org.apache.storm.generated.StormTopology;

/**
 * A Flux file, built by Flux's own code as a submission builds it, with access to the built objects. It accepts every file that Flux accepts; {@code
 * check} reports all mistakes of a file.
 */
public final class Pipeline {
    private final Path path;
    private final FluxModel model;
    private final FluxBuild build;
    private final StormTopology topology;

    private Pipeline(Path path, FluxModel model, FluxBuild build, StormTopology topology) {
        this.path = path;
        this.model = model;
        this.build = build;
        this.topology = topology;
    }

    /**
     * Reads and builds a Flux file. Opens no connection.
     *
     * @param path in the working directory, or else in the jar
     * @param properties the values of {@code ${...}}, which Flux reads from the file of {@code --filter}
     * @throws FluxFileException if Flux cannot build a topology from it
     */
    public static Pipeline read(Path path, Properties properties) {
        FluxModel model;
        try {
            model = FluxModel.read(path, Substitution.by(properties));
        } catch (IllegalArgumentException e) {
            throw new FluxFileException(e.getMessage(), e);
        }
        return of(path, model, FluxBuild.of(model));
    }

    /**
     * Returns the pipeline of a Flux file that has been read and built already.
     *
     * @throws FluxFileException if Flux cannot build a topology from it
     */
    public static Pipeline of(Path path, FluxModel model, FluxBuild build) {
        model.findings().stream().filter(Finding::isError).findFirst().ifPresent(error -> {
            throw new FluxFileException(error.toString(), null);
        });
        for (FluxBuild.Failure failure : build.failures()) {
            Declaration declaration = failure.declaration();
            throw new FluxFileException(
                    declaration.position() + ": " + declaration.description() + ": " + failure.reason(),
                    failure.cause());
        }
        if (!build.isComplete()) {
            throw new FluxFileException(
                    path + ": it refers to a component that is not declared; `check` reports its position", null);
        }
        try {
            return new Pipeline(path, model, build, build.topology());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new FluxFileException(path + ": " + StructureCheck.rootMessage(e), e);
        }
    }

    /** Returns the path of the Flux file. */
    public Path path() {
        return path;
    }

    /** Returns the name of the topology. */
    public String name() {
        return model.name().map(FluxNode::text).orElse("");
    }

    /** Returns the configuration that Flux passes to Storm. */
    public Config configuration() {
        Config configuration = new Config();
        configuration.putAll(model.configuration());
        return configuration;
    }

    /** Returns the topology as Storm runs it. */
    public StormTopology topology() {
        return topology;
    }

    private <T> Stream<T> built(Kind kind, Class<T> type) {
        return model.declarations(kind).stream()
                .flatMap(declaration -> build.built(declaration).stream())
                .filter(type::isInstance)
                .map(type::cast);
    }

    /** Returns the components of a class, in the order of the file. */
    public <T> List<T> components(Class<T> type) {
        return built(Kind.COMPONENT, type).toList();
    }

    /**
     * Returns the directory with the schema, the rules and the cases of the pipeline, such as {@code topologies/flood-claims}: the directory of its
     * event schema.
     *
     * @throws FluxFileException if it has no event schema
     */
    public Path knowledge() {
        return findKnowledge()
                .orElseThrow(() -> new FluxFileException(
                        path + ": it declares no EventSchema in a directory, which would contain references.yaml",
                        null));
    }

    /** Returns the directory of {@link #knowledge}; empty if the pipeline has no event schema, or one in the working directory. */
    public Optional<Path> findKnowledge() {
        return components(EventSchema.class).stream()
                .findFirst()
                .flatMap(schema -> Optional.ofNullable(Path.of(schema.name()).getParent()));
    }

    /** Returns the spouts of a class, in the order of the file. */
    public <T> List<T> spouts(Class<T> type) {
        return built(Kind.SPOUT, type).toList();
    }

    /** True if an id is that of a spout. */
    public boolean isSpout(String id) {
        return model.declarations(Kind.SPOUT).stream()
                .anyMatch(spout -> spout.id().equals(id));
    }

    /** Returns the spouts and bolts that run stages by id: the spouts first, both in the order of the file. */
    public Map<String, StageComponent> stageComponents() {
        Map<String, StageComponent> components = new LinkedHashMap<>();
        model.vertices().forEach(vertex -> {
            if (build.built(vertex).orElse(null) instanceof StageComponent component) {
                components.put(vertex.id(), component);
            }
        });
        return components;
    }

    /** Returns every stage that a spout or bolt runs. */
    public Stream<Stage> stages() {
        return stageComponents().values().stream().map(StageComponent::stages).flatMap(List::stream);
    }

    /** Returns the names of the stages in their order, each once. */
    public List<String> stageNames() {
        return stages().map(stage -> stage.spec().name()).distinct().toList();
    }
}
