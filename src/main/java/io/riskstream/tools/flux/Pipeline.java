package io.riskstream.tools.flux;

import io.riskstream.stage.Stage;
import io.riskstream.storm.StageBolt;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.validate.EventSchema;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.storm.Config;
import org.apache.storm.generated.StormTopology;

/**
 * A Flux file, built by Flux itself as a submission would build it, with everything in it at hand. It takes what Flux takes; what is wrong with
 * a file is for {@code io.riskstream.check} to tell, all of it at once.
 */
public final class Pipeline {
    private final Path path;
    private final FluxModel model;
    private final FluxBuild assembly;
    private final StormTopology topology;

    private Pipeline(Path path, FluxModel model, FluxBuild assembly, StormTopology topology) {
        this.path = path;
        this.model = model;
        this.assembly = assembly;
        this.topology = topology;
    }

    /**
     * Reads and builds a Flux file. Connects to nothing.
     *
     * @param path from the working directory, or else in the jar
     * @param properties what stands for {@code ${...}}, as given to Flux by {@code --filter}
     * @throws FluxFileException if it cannot become a topology
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
     * A Flux file that has been read and put together already.
     *
     * @throws FluxFileException if it cannot become a topology
     */
    public static Pipeline of(Path path, FluxModel model, FluxBuild assembly) {
        model.findings().stream().filter(Finding::isError).findFirst().ifPresent(fault -> {
            throw new FluxFileException(fault.toString(), null);
        });
        for (FluxBuild.Failure failure : assembly.failures()) {
            Declaration declaration = failure.declaration();
            throw new FluxFileException(
                    declaration.place() + ": " + declaration.told() + ": " + failure.reason(), failure.cause());
        }
        if (!assembly.isComplete()) {
            throw new FluxFileException(path + ": it refers to something that is not there; `check` tells what", null);
        }
        try {
            return new Pipeline(path, model, assembly, assembly.topology());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new FluxFileException(path + ": " + StructureCheck.rootMessage(e), e);
        }
    }

    public Path path() {
        return path;
    }

    /** The topology's name. */
    public String name() {
        return model.name().map(FluxNode::text).orElse("");
    }

    public Config configuration() {
        Config configuration = new Config();
        configuration.putAll(model.configuration());
        return configuration;
    }

    public StormTopology topology() {
        return topology;
    }

    private <T> Stream<T> built(Kind kind, Class<T> type) {
        return model.declarations(kind).stream()
                .flatMap(declaration -> assembly.built(declaration).stream())
                .filter(type::isInstance)
                .map(type::cast);
    }

    /** The components of this class, in the order of the file. */
    public <T> List<T> components(Class<T> type) {
        return built(Kind.COMPONENT, type).toList();
    }

    /**
     * The directory of what the pipeline knows, such as {@code topologies/flood-claims}: the one its event schema lies in.
     *
     * @throws FluxFileException if it has no event schema
     */
    public Path knowledge() {
        List<EventSchema> schemas = components(EventSchema.class);
        if (schemas.isEmpty()) {
            throw new FluxFileException(
                    path + ": it declares no EventSchema, beside which its references.yaml would lie", null);
        }
        return Path.of(schemas.get(0).name()).getParent();
    }

    /** The spouts of this class, in the order of the file. */
    public <T> List<T> spouts(Class<T> type) {
        return built(Kind.SPOUT, type).toList();
    }

    /** Every bolt of ours by its id, in the order of the file. */
    public Map<String, StageBolt> stageBolts() {
        Map<String, StageBolt> bolts = new LinkedHashMap<>();
        for (Declaration bolt : model.declarations(Kind.BOLT)) {
            if (assembly.built(bolt).orElse(null) instanceof StageBolt stageBolt) {
                bolts.put(bolt.id(), stageBolt);
            }
        }
        return bolts;
    }

    /** Every stage that a bolt runs. */
    public Stream<Stage> stages() {
        return stageBolts().values().stream().map(StageBolt::stages).flatMap(List::stream);
    }
}
