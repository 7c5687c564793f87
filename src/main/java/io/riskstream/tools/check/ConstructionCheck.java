package io.riskstream.tools.check;

import io.riskstream.stage.Stage;
import io.riskstream.storm.StageComponent;
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
                checkKind(topology, declaration, built, findings);
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

    private static boolean isOneOf(List<Class<?>> kinds, Class<?> type) {
        return kinds.stream().anyMatch(kind -> kind.isAssignableFrom(type));
    }

    /** Returns how to use a class that is in the wrong section of a Flux file. */
    private static Optional<String> hint(Class<?> type) {
        if (Stage.class.isAssignableFrom(type)) {
            return Optional.of(
                    "it is a stage: declare it under 'components', and write its id into the reflist of a StageBolt");
        }
        return (isOneOf(BOLTS, type)
                        ? Optional.of("bolts")
                        : isOneOf(SPOUTS, type) ? Optional.of("spouts") : Optional.<String>empty())
                .map(section -> "it belongs under '" + section + "'; is that line missing above?");
    }

    private static List<Class<?>> kinds(Declaration declaration) {
        return switch (declaration.kind()) {
            case COMPONENT -> List.of();
            case SPOUT -> SPOUTS;
            case BOLT -> BOLTS;
            case WORKER_HOOK -> List.of(IWorkerHook.class);
            case GROUPING -> List.of(CustomStreamGrouping.class);
        };
    }

    /** True if objects of a class can be what a declaration declares, such as a bolt. */
    static boolean isOfItsKind(Declaration declaration, Class<?> type) {
        List<Class<?>> kinds = kinds(declaration);
        return kinds.isEmpty() || isOneOf(kinds, type);
    }

    /** Returns the finding for a declaration whose class cannot be what it declares. */
    static Finding wrongKind(Declaration declaration, Class<?> type) {
        Finding finding = Finding.error(
                declaration.classPosition(),
                "class.kind",
                type.getSimpleName() + " is not a " + declaration.kind().term() + ": it does not implement "
                        + kinds(declaration).stream().map(Class::getSimpleName).collect(Collectors.joining(" or ")));
        return hint(type).map(finding::withHint).orElse(finding);
    }

    /** Reports a spout or bolt of the wrong class, or that Storm cannot serialize. */
    private static void checkKind(
            CheckedTopology topology, Declaration declaration, Object built, Consumer<Finding> findings) {
        if (!isOfItsKind(declaration, built.getClass())) {
            findings.accept(wrongKind(declaration, built.getClass()));
            return;
        } else if (declaration.kind() == Kind.COMPONENT) {
            return;
        }
        Optional<Stage> stage = built instanceof StageComponent component
                ? component.stages().stream()
                        .filter(candidate -> notSerializable(candidate).isPresent())
                        .findFirst()
                : Optional.empty();
        notSerializable(built)
                .ifPresent(
                        className -> findings.accept(
                                Finding.error(
                                                stage.map(culprit -> topology.position(declaration, culprit))
                                                        .orElseGet(declaration::classPosition),
                                                "class.serializable",
                                                stage.map(culprit -> "stage '"
                                                                        + culprit.spec()
                                                                                .name() + "'")
                                                                .orElseGet(declaration::description)
                                                        + " cannot be sent to a worker, because this class is not serializable: "
                                                        + className)
                                        .withHint(
                                                "make the class Serializable, or the field of this class transient and set it where the task opens")));
    }

    /** Returns the class that makes an object not serializable; empty if the object is serializable. */
    private static Optional<String> notSerializable(Object object) {
        try {
            Utils.javaSerialize(object);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                    .filter(NotSerializableException.class::isInstance)
                    .map(Throwable::getMessage)
                    .findFirst()
                    .or(() -> Optional.of(e.toString()));
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
