package io.riskstream.tools.flux;

import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Declaration.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.storm.Config;
import org.apache.storm.flux.FluxBuilder;
import org.apache.storm.flux.model.BeanDef;
import org.apache.storm.flux.model.ExecutionContext;
import org.apache.storm.flux.model.TopologyDef;
import org.apache.storm.generated.StormTopology;

/**
 * Builds the declarations of a Flux file with Flux's own code, one at a time. It therefore fails where Flux fails, and the failing declaration is
 * known. A declaration that refers to one that failed is skipped. Opens no connection, unless a constructor of the user does.
 */
public final class FluxBuild {
    /** A declaration that Flux could not build, and the exception. */
    public record Failure(Declaration declaration, Throwable cause) {
        /** Returns the message of the root cause. */
        public String reason() {
            return StructureCheck.rootMessage(cause);
        }
    }

    private final FluxModel model;
    /** Contains the one definition that Flux builds next. */
    private final TopologyDef current = new TopologyDef();

    private final ExecutionContext context;
    private final Map<Declaration, Object> built = new LinkedHashMap<>();
    private final Map<String, Declaration> components = new HashMap<>();
    private final Set<Declaration> skipped = new HashSet<>();
    private final List<Failure> failures = new ArrayList<>();

    private FluxBuild(FluxModel model) {
        this.model = model;
        Config configuration = new Config();
        configuration.putAll(model.configuration());
        this.context = new ExecutionContext(current, configuration);
    }

    /** Builds every declaration that can be built. */
    public static FluxBuild of(FluxModel model) {
        FluxBuild build = new FluxBuild(model);
        for (Kind kind : Kind.LISTED) {
            model.declarations(kind).forEach(build::build);
        }
        model.streams().forEach(stream -> stream.custom().ifPresent(build::build));
        return build;
    }

    private void build(Declaration declaration) {
        if (declaration.bean().isEmpty()
                || declaration.node().hasUnresolvedPlaceholder()
                || !declaration.references().stream().map(Reference::id).allMatch(components::containsKey)) {
            skipped.add(declaration);
            return;
        }
        BeanDef bean = declaration.bean().get();
        String id = bean.getId();
        try {
            // a bolt may have the id of a component, and must not replace it
            bean.setId("");
            current.setComponents(List.of(bean));
            FluxBuilder.buildTopology(context);
            built.put(declaration, context.getComponent(""));
            if (declaration.kind() == Kind.COMPONENT) {
                components.put(declaration.id(), declaration);
                context.addComponent(declaration.id(), context.getComponent(""));
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError | StackOverflowError e) {
            failures.add(new Failure(declaration, e));
        } finally {
            bean.setId(id);
            current.setComponents(List.of());
        }
    }

    /** Returns the object that a declaration built; empty if it could not be built. */
    public Optional<Object> built(Declaration declaration) {
        return Optional.ofNullable(built.get(declaration));
    }

    /** Returns the component of an id; empty if it could not be built. */
    public Optional<Object> component(String id) {
        return Optional.ofNullable(components.get(id)).map(built::get);
    }

    /** Returns the declaration of a component that could be built. */
    public Optional<Declaration> declaration(String id) {
        return Optional.ofNullable(components.get(id));
    }

    /** Returns the components of a class by id, as far as they could be built. */
    public <T> Map<String, T> components(Class<T> type) {
        Map<String, T> found = new LinkedHashMap<>();
        components.forEach((id, declaration) -> {
            if (type.isInstance(built.get(declaration))) {
                found.put(id, type.cast(built.get(declaration)));
            }
        });
        return found;
    }

    /** Returns the declarations that Flux could not build. */
    public List<Failure> failures() {
        return failures;
    }

    /** True if Flux could read and build every declaration. */
    public boolean isComplete() {
        return failures.isEmpty()
                && skipped.isEmpty()
                && model.findings().stream().noneMatch(Finding::isError)
                && model.streams().stream()
                        .allMatch(stream -> stream.definition().isPresent());
    }

    /**
     * Returns the topology that Flux creates from the built objects.
     *
     * @throws ReflectiveOperationException if Flux throws it
     * @throws RuntimeException if Flux or Storm throws it
     */
    public StormTopology topology() throws ReflectiveOperationException {
        TopologyDef definition = model.definition();
        ExecutionContext all = new ExecutionContext(definition, FluxBuilder.buildConfig(definition));
        components.forEach((id, declaration) -> all.addComponent(id, built.get(declaration)));
        return FluxBuilder.buildTopology(all);
    }
}
