package io.riskstream.tools.check;

import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild.Failure;
import io.riskstream.tools.flux.StreamDeclaration;
import java.io.NotSerializableException;
import java.lang.reflect.Constructor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.storm.flux.model.BeanDef;
import org.apache.storm.grouping.CustomStreamGrouping;
import org.apache.storm.hooks.IWorkerHook;
import org.apache.storm.topology.IBasicBolt;
import org.apache.storm.topology.IRichBolt;
import org.apache.storm.topology.IRichSpout;
import org.apache.storm.topology.IStatefulBolt;
import org.apache.storm.topology.IWindowedBolt;
import org.apache.storm.utils.Utils;

/**
 * Reports why Flux cannot build a declaration, by comparing the declaration with the class. Also reports objects that Flux builds but Storm cannot
 * use.
 */
final class ConstructionCheck implements Check {
    private static final List<Class<?>> SPOUTS = List.of(IRichSpout.class);
    private static final List<Class<?>> BOLTS =
            List.of(IRichBolt.class, IBasicBolt.class, IWindowedBolt.class, IStatefulBolt.class);

    private final ClassPathIndex classes;

    ConstructionCheck(ClassPathIndex classes) {
        this.classes = classes;
    }

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        Stream<Declaration> groupings = topology.model().streams().stream()
                .map(StreamDeclaration::custom)
                .flatMap(Optional::stream);
        List<Declaration> all = Stream.concat(
                        Kind.LISTED.stream().flatMap(kind -> topology.model().declarations(kind).stream()), groupings)
                .toList();
        Set<Declaration> unknown = new HashSet<>();
        for (Declaration declaration : all) {
            checkClass(declaration).ifPresent(finding -> {
                unknown.add(declaration);
                findings.accept(finding);
            });
        }
        for (Failure failure : topology.build().failures()) {
            if (!unknown.contains(failure.declaration())) {
                new ConstructionDiagnosis(topology.build(), failure).report(findings);
            }
        }
        for (Declaration declaration : all) {
            topology.build().built(declaration).ifPresent(built -> {
                checkKind(declaration, built, findings);
                checkConstructor(topology, declaration, findings);
            });
        }
    }

    /** Returns the finding for an unknown class. Applies also to declarations that are skipped because they refer to one that failed. */
    private Optional<Finding> checkClass(Declaration declaration) {
        String name = declaration.className();
        if (name.isBlank() || name.contains("${")) {
            return Optional.empty();
        }
        try {
            Class.forName(name);
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.of(classes.unknown(declaration.classPosition(), name));
        } catch (LinkageError e) {
            return Optional.of(Finding.error(
                    declaration.classPosition(), "class.load", "class '" + name + "' cannot be loaded: " + e));
        }
    }

    private static boolean isOneOf(List<Class<?>> kinds, Object built) {
        return kinds.stream().anyMatch(kind -> kind.isInstance(built));
    }

    /** Returns the section of a Flux file that an object can be declared in; empty if it is neither a spout nor a bolt. */
    private static Optional<String> sectionOf(Object built) {
        return isOneOf(BOLTS, built)
                ? Optional.of("bolts")
                : isOneOf(SPOUTS, built) ? Optional.of("spouts") : Optional.empty();
    }

    /** Reports a spout or bolt of the wrong class, or that Storm cannot serialize. */
    private static void checkKind(Declaration declaration, Object built, Consumer<Finding> findings) {
        List<Class<?>> kinds =
                switch (declaration.kind()) {
                    case COMPONENT -> List.of();
                    case SPOUT -> SPOUTS;
                    case BOLT -> BOLTS;
                    case WORKER_HOOK -> List.of(IWorkerHook.class);
                    case GROUPING -> List.of(CustomStreamGrouping.class);
                };
        if (kinds.isEmpty()) {
            return;
        } else if (!isOneOf(kinds, built)) {
            Finding finding = Finding.error(
                    declaration.classPosition(),
                    "class.kind",
                    built.getClass().getSimpleName() + " is not a "
                            + declaration.kind().term() + ": it does not implement "
                            + kinds.stream().map(Class::getSimpleName).collect(Collectors.joining(" or ")));
            findings.accept(sectionOf(built)
                    .map(section -> finding.withHint("it belongs under '" + section + "'; is that line missing above?"))
                    .orElse(finding));
            return;
        }
        try {
            Utils.javaSerialize(built);
        } catch (RuntimeException e) {
            String className = Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                    .filter(NotSerializableException.class::isInstance)
                    .map(Throwable::getMessage)
                    .findFirst()
                    .orElseGet(e::toString);
            findings.accept(Finding.error(
                    declaration.classPosition(),
                    "class.serializable",
                    declaration.description() + " cannot be sent to a worker, because this class is not serializable: "
                            + className));
        }
    }

    private static void checkConstructor(
            CheckedTopology topology, Declaration declaration, Consumer<Finding> findings) {
        BeanDef bean = declaration.bean().orElseThrow();
        if (!bean.hasConstructorArgs()) {
            return;
        }
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), topology.build());
        List<Constructor<?>> fitting = Stream.of(load(declaration).getDeclaredConstructors())
                .filter(constructor -> FluxArguments.fit(arguments, constructor.getParameterTypes()))
                .toList();
        if (fitting.size() > 1) {
            findings.accept(Finding.warning(
                    declaration.classPosition(),
                    "constructor.ambiguous",
                    "Flux may use any of these constructors for the arguments: " + FluxArguments.signatures(fitting)));
        } else if (fitting.size() == 1) {
            ListElementCheck.misfits(topology.build(), declaration, fitting.get(0))
                    .forEach(findings);
        }
    }

    private static Class<?> load(Declaration declaration) {
        try {
            return Class.forName(declaration.className());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Flux has built an object of this class", e);
        }
    }
}
