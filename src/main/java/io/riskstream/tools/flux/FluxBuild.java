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
 * What a Flux file declares, built by Flux's own code, one declaration at a time: so what Flux refuses is refused here, and it is known which
 * declaration it was. A declaration that refers to one that could not be built is not tried. Connects to nothing, unless a constructor of the
 * user's does.
 */
public final class FluxBuild {
    /** A declaration that Flux could not build, and what it threw. */
    public record Failure(Declaration declaration, Throwable cause) {
        /** What it threw at bottom, in words. */
        public String reason() {
            return StructureCheck.rootMessage(cause);
        }
    }

    private final FluxModel model;
    /** Flux fills this; what it is to build next is put in here. */
    private final TopologyDef bench = new TopologyDef();

    private final ExecutionContext context;
    private final Map<Declaration, Object> built = new LinkedHashMap<>();
    private final Map<String, Declaration> components = new HashMap<>();
    private final Set<Declaration> untried = new HashSet<>();
    private final List<Failure> failures = new ArrayList<>();

    private FluxBuild(FluxModel model) {
        this.model = model;
        Config configuration = new Config();
        configuration.putAll(model.configuration());
        this.context = new ExecutionContext(bench, configuration);
    }

    /** Builds all that can be built. */
    public static FluxBuild of(FluxModel model) {
        FluxBuild assembly = new FluxBuild(model);
        for (Kind kind : Kind.LISTED) {
            model.declarations(kind).forEach(assembly::build);
        }
        model.wires().forEach(wire -> wire.custom().ifPresent(assembly::build));
        return assembly;
    }

    private void build(Declaration declaration) {
        if (declaration.bean().isEmpty()
                || declaration.node().unresolved()
                || !declaration.references().stream().map(Reference::id).allMatch(components::containsKey)) {
            untried.add(declaration);
            return;
        }
        BeanDef bean = declaration.bean().get();
        String id = bean.getId();
        try {
            // a bolt may be called like a component, and shall not hide it
            bean.setId("");
            bench.setComponents(List.of(bean));
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
            bench.setComponents(List.of());
        }
    }

    /** What a declaration made; empty if it could not be built. */
    public Optional<Object> built(Declaration declaration) {
        return Optional.ofNullable(built.get(declaration));
    }

    /** What the component of this id is; empty if it could not be built. */
    public Optional<Object> component(String id) {
        return Optional.ofNullable(components.get(id)).map(built::get);
    }

    /** The declaration of the component of this id, if it was built. */
    public Optional<Declaration> declaration(String id) {
        return Optional.ofNullable(components.get(id));
    }

    /** What Flux refused to build. */
    public List<Failure> failures() {
        return failures;
    }

    /** Whether everything is there. */
    public boolean isComplete() {
        return failures.isEmpty()
                && untried.isEmpty()
                && model.findings().stream().noneMatch(Finding::isError)
                && model.wires().stream().allMatch(wire -> wire.definition().isPresent());
    }

    /**
     * The topology as Flux wires it of what was built.
     *
     * @throws ReflectiveOperationException as Flux throws it
     * @throws RuntimeException as Flux or Storm throws it
     */
    public StormTopology topology() throws ReflectiveOperationException {
        TopologyDef whole = model.definition();
        ExecutionContext all = new ExecutionContext(whole, FluxBuilder.buildConfig(whole));
        components.forEach((id, declaration) -> all.addComponent(id, built.get(declaration)));
        return FluxBuilder.buildTopology(all);
    }
}
