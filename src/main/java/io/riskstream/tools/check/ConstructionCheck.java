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
 * Why Flux cannot build what is declared, in words that help: it tried, and this looks at what it tried it with. Also what Flux builds, but Storm
 * cannot use.
 */
final class ConstructionCheck implements Check {
    private final ClassPathIndex classes = new ClassPathIndex(ConstructionCheck.class.getClassLoader());

    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        Stream<Declaration> groupings =
                subject.model().wires().stream().map(StreamDeclaration::custom).flatMap(Optional::stream);
        List<Declaration> all = Stream.concat(
                        Kind.LISTED.stream().flatMap(kind -> subject.model().declarations(kind).stream()), groupings)
                .toList();
        Set<Declaration> unknown = new HashSet<>();
        for (Declaration declaration : all) {
            checkClass(declaration).ifPresent(finding -> {
                unknown.add(declaration);
                findings.accept(finding);
            });
        }
        for (Failure failure : subject.assembly().failures()) {
            if (!unknown.contains(failure.declaration())) {
                new ConstructionDiagnosis(subject.assembly(), failure).tell(findings);
            }
        }
        for (Declaration declaration : all) {
            subject.assembly().built(declaration).ifPresent(built -> {
                checkKind(declaration, built, findings);
                checkConstructor(subject, declaration, findings);
            });
        }
    }

    /** Whether there is such a class; asked of those too that are not tried for want of what they refer to. */
    private Optional<Finding> checkClass(Declaration declaration) {
        String name = declaration.className();
        if (name.isBlank() || name.contains("${")) {
            return Optional.empty();
        }
        try {
            Class.forName(name);
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            Finding unknown = Finding.error(
                    declaration.classPlace(), "class.unknown", "no class '" + name + "' on the class path");
            return Optional.of(classes.nearest(name)
                    .map(near -> unknown.hinting("did you mean '" + near + "'?"))
                    .orElse(unknown));
        } catch (LinkageError e) {
            return Optional.of(Finding.error(
                    declaration.classPlace(), "class.load", "class '" + name + "' cannot be loaded: " + e));
        }
    }

    /** Storm takes a spout for a spout, and a bolt for a bolt, and sends both over the network. */
    private static void checkKind(Declaration declaration, Object built, Consumer<Finding> findings) {
        List<Class<?>> kinds =
                switch (declaration.kind()) {
                    case COMPONENT -> List.of();
                    case SPOUT -> List.of(IRichSpout.class);
                    case BOLT -> List.of(IRichBolt.class, IBasicBolt.class, IWindowedBolt.class, IStatefulBolt.class);
                    case WORKER_HOOK -> List.of(IWorkerHook.class);
                    case GROUPING -> List.of(CustomStreamGrouping.class);
                };
        if (kinds.isEmpty()) {
            return;
        } else if (kinds.stream().noneMatch(kind -> kind.isInstance(built))) {
            findings.accept(Finding.error(
                    declaration.classPlace(),
                    "class.kind",
                    built.getClass().getSimpleName() + " is no "
                            + declaration.kind().word() + ": it is not an "
                            + kinds.stream().map(Class::getSimpleName).collect(Collectors.joining(", nor an "))));
            return;
        }
        try {
            Utils.javaSerialize(built);
        } catch (RuntimeException e) {
            String culprit = Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                    .filter(NotSerializableException.class::isInstance)
                    .map(Throwable::getMessage)
                    .findFirst()
                    .orElseGet(e::toString);
            findings.accept(Finding.error(
                    declaration.classPlace(),
                    "class.serializable",
                    declaration.told() + " cannot be sent to a worker: not serializable: " + culprit));
        }
    }

    private static void checkConstructor(CheckedTopology subject, Declaration declaration, Consumer<Finding> findings) {
        BeanDef bean = declaration.bean().orElseThrow();
        if (!bean.hasConstructorArgs()) {
            return;
        }
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), subject.assembly());
        List<Constructor<?>> fitting = Stream.of(load(declaration).getDeclaredConstructors())
                .filter(constructor -> FluxArguments.fit(arguments, constructor.getParameterTypes()))
                .toList();
        if (fitting.size() > 1) {
            findings.accept(Finding.warning(
                    declaration.classPlace(),
                    "constructor.ambiguous",
                    "Flux takes any one of these for the arguments given: " + FluxArguments.signatures(fitting)));
        } else if (fitting.size() == 1) {
            ListElementCheck.misfits(subject.assembly(), declaration, fitting.get(0))
                    .forEach(findings);
        }
    }

    private static Class<?> load(Declaration declaration) {
        try {
            return Class.forName(declaration.className());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("it was built of this class", e);
        }
    }
}
