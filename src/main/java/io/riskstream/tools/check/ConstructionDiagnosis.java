package io.riskstream.tools.check;

import io.riskstream.text.ConfigurationException;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxBuild.Failure;
import io.riskstream.tools.flux.FluxNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.storm.flux.model.BeanDef;
import org.apache.storm.flux.model.ConfigMethodDef;
import org.apache.storm.flux.model.PropertyDef;

/** Finds out why Flux could not build one declaration. */
final class ConstructionDiagnosis {
    private final FluxBuild build;
    private final Declaration declaration;
    private final BeanDef bean;
    private final Throwable cause;

    ConstructionDiagnosis(FluxBuild build, Failure failure) {
        this.build = build;
        this.declaration = failure.declaration();
        this.bean = declaration.bean().orElseThrow();
        this.cause = failure.cause();
    }

    void report(Consumer<Finding> findings) {
        Class<?> type;
        try {
            type = Class.forName(declaration.className());
        } catch (ClassNotFoundException | LinkageError e) {
            findings.accept(Finding.error(
                    declaration.classPosition(), "class.unknown", ClassPathIndex.message(declaration.className())));
            return;
        }
        if (!bean.hasFactory() && !ConstructionCheck.isOfItsKind(declaration, type)) {
            findings.accept(ConstructionCheck.wrongKind(declaration, type));
            return;
        }
        if (cause instanceof InvocationTargetException && cause.getCause() != null) {
            List<Finding> misfits = cause.getCause() instanceof ClassCastException ? misfits(type) : List.of();
            misfits.forEach(findings);
            if (misfits.isEmpty()) {
                new ErrorLocator(build, declaration).findings(allProblems(type)).forEach(findings);
            }
            return;
        }
        Optional<Finding> found = nullArgument()
                .or(() -> construction(type))
                .or(() -> unknownConstant(type))
                .or(() -> property(type))
                .or(() -> configMethod(type));
        findings.accept(found.orElseGet(() -> Finding.error(
                declaration.position(), "flux.refused", declaration.description() + " cannot be built: " + cause)));
    }

    /** Returns what the constructor has thrown, with the problems of the options that it did not reach. */
    private Throwable allProblems(Class<?> type) {
        return cause.getCause() instanceof ConfigurationException first && bean.hasConstructorArgs()
                ? OptionProblems.all(type, FluxArguments.resolved(bean.getConstructorArgs(), build), first)
                : cause.getCause();
    }

    private List<Finding> misfits(Class<?> type) {
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), build);
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> FluxArguments.fit(arguments, constructor.getParameterTypes()))
                .flatMap(constructor -> ListElementCheck.misfits(build, declaration, constructor).stream())
                .distinct()
                .toList();
    }

    private Optional<Finding> nullArgument() {
        List<FluxNode> nodes = declaration.arguments();
        for (int i = 0; bean.hasConstructorArgs() && i < nodes.size(); i++) {
            if (bean.getConstructorArgs().get(i) == null) {
                return Optional.of(Finding.error(
                        nodes.get(i).position(), "argument.null", "Flux rejects an argument without a value"));
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> construction(Class<?> type) {
        String simple = type.getSimpleName();
        if (!bean.hasFactory() && (type.isInterface() || Modifier.isAbstract(type.getModifiers()))) {
            return Optional.of(Finding.error(
                    declaration.classPosition(),
                    "class.abstract",
                    "Flux cannot build " + simple + ", because it is abstract"));
        }
        if (bean.hasConstructorArgs()) {
            return noConstructor(type);
        } else if (bean.hasFactory()) {
            return noFactory(type);
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (Arrays.stream(constructors)
                .noneMatch(constructor -> constructor.getParameterCount() == 0
                        && Modifier.isPublic(constructor.getModifiers())
                        && Modifier.isPublic(type.getModifiers()))) {
            return Optional.of(Finding.error(
                            declaration.classPosition(),
                            "constructor.none",
                            simple + " has no constructor without arguments; constructorArgs are missing")
                    .withHint("there " + publicOnes(constructors)));
        }
        return Optional.empty();
    }

    private Optional<Finding> noConstructor(Class<?> type) {
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), build);
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        List<Constructor<?>> fitting = Arrays.stream(constructors)
                .filter(constructor -> FluxArguments.fit(arguments, constructor.getParameterTypes()))
                .toList();
        if (!fitting.isEmpty()) {
            return cause instanceof IllegalAccessException
                    ? Optional.of(Finding.error(
                                    declaration.classPosition(),
                                    "constructor.hidden",
                                    FluxArguments.signatures(fitting) + " is not public")
                            .withHint("make the class and the constructor public"))
                    : Optional.empty();
        }
        return Optional.of(misfit(type, arguments, constructors));
    }

    /** Returns the finding for the first argument that does not fit, in the constructor with the most fitting arguments. */
    private Finding misfit(Class<?> type, List<Object> arguments, Constructor<?>[] constructors) {
        Constructor<?> best = null;
        int fitting = -1;
        for (Constructor<?> constructor : candidates(constructors)) {
            Class<?>[] parameters = constructor.getParameterTypes();
            int fits = 0;
            while (fits < Math.min(arguments.size(), parameters.length)
                    && FluxArguments.fits(arguments.get(fits), parameters[fits])) {
                fits++;
            }
            boolean sameCount = parameters.length == arguments.size();
            if (fits > fitting || fits == fitting && sameCount) {
                fitting = fits;
                best = constructor;
            }
        }
        String simple = type.getSimpleName();
        String there = "there " + publicOnes(constructors);
        List<FluxNode> nodes = declaration.arguments();
        Optional<Constructor<?>> ordered = candidates(constructors).stream()
                .filter(constructor -> FluxArguments.fitInAnotherOrder(arguments, constructor.getParameterTypes()))
                .findFirst();
        if (ordered.isPresent()) {
            int wrong = firstMisfit(arguments, ordered.get().getParameterTypes());
            FluxNode node = nodes.get(wrong);
            return Finding.error(
                            node.only("ref").orElse(node).position(),
                            "constructor.none",
                            "argument " + (wrong + 1) + " of " + simple + " is "
                                    + FluxArguments.description(arguments.get(wrong))
                                    + ": the arguments are in the wrong order")
                    .withHint("expected " + FluxArguments.signature(ordered.get()));
        }
        int count = best == null ? 0 : best.getParameterCount();
        if (fitting < count && fitting < nodes.size()) {
            FluxNode node = nodes.get(fitting);
            Type expected = FluxArguments.types(best)[fitting];
            return Finding.error(
                            node.only("ref").orElse(node).position(),
                            "constructor.none",
                            "argument " + (fitting + 1) + " of " + simple + " is "
                                    + FluxArguments.description(arguments.get(fitting)) + ", and should be "
                                    + FluxArguments.name(expected))
                    .withHint(listHint(expected, node, arguments.get(fitting))
                            .map(list -> list + "; " + there)
                            .orElse(there));
        } else if (fitting >= 0 && fitting < nodes.size()) {
            return Finding.error(
                            nodes.get(fitting).position(),
                            "constructor.none",
                            simple + " takes no argument " + (fitting + 1))
                    .withHint(there);
        }
        return Finding.error(
                        nodes.get(nodes.size() - 1).position(),
                        "constructor.none",
                        simple + " needs an argument after this: "
                                + FluxArguments.name(FluxArguments.types(best)[Math.min(fitting, count - 1)]))
                .withHint(there);
    }

    /** Returns how to write a list of components; empty if the expected argument is none. */
    private static Optional<String> listHint(Type expected, FluxNode node, Object argument) {
        return ListElementCheck.element(expected)
                .map(element -> element.isInstance(argument)
                        ? node.only("ref")
                                .map(id -> "write 'reflist: [" + id.text() + "]'")
                                .orElse("write it in a list")
                        : "write the list as '- reflist: [ID, ID]'");
    }

    private static int firstMisfit(List<Object> arguments, Class<?>[] parameters) {
        int fits = 0;
        while (FluxArguments.fits(arguments.get(fits), parameters[fits])) {
            fits++;
        }
        return fits;
    }

    /** Returns the public constructors, or all if there is none, in an order that does not depend on the JVM. */
    private static List<Constructor<?>> candidates(Constructor<?>[] constructors) {
        boolean open =
                Arrays.stream(constructors).anyMatch(constructor -> Modifier.isPublic(constructor.getModifiers()));
        return Arrays.stream(constructors)
                .filter(constructor -> !open || Modifier.isPublic(constructor.getModifiers()))
                .sorted(Comparator.<Constructor<?>>comparingInt(Constructor::getParameterCount)
                        .thenComparing(Constructor::toString))
                .toList();
    }

    private String publicOnes(Constructor<?>[] constructors) {
        List<Constructor<?>> open = Arrays.stream(constructors)
                .filter(constructor -> Modifier.isPublic(constructor.getModifiers()))
                .toList();
        return open.isEmpty()
                ? "is no public constructor"
                : (open.size() == 1 ? "is " : "are ") + FluxArguments.signatures(open);
    }

    private Optional<Finding> noFactory(Class<?> type) {
        FluxNode node = declaration.node().get("factory").orElseThrow();
        List<Method> named = methodsNamed(type, bean.getFactory());
        List<Object> arguments =
                bean.hasFactoryArgs() ? FluxArguments.resolved(bean.getFactoryArgs(), build) : List.of();
        if (named.isEmpty()) {
            return Optional.of(Finding.error(
                            node.position(),
                            "factory.unknown",
                            type.getSimpleName() + " has no static method '" + bean.getFactory() + "'")
                    .withHint(
                            bean.getFactory(),
                            Arrays.stream(type.getMethods())
                                    .filter(method -> Modifier.isStatic(method.getModifiers()))
                                    .map(Method::getName)
                                    .collect(Collectors.toCollection(TreeSet::new))));
        }
        List<Method> fitting = named.stream()
                .filter(method -> FluxArguments.fit(arguments, method.getParameterTypes()))
                .toList();
        if (fitting.isEmpty()) {
            return Optional.of(Finding.error(
                            node.position(),
                            "factory.arguments",
                            "'" + bean.getFactory() + "' does not accept these factoryArgs")
                    .withHint("there is " + methods(named)));
        } else if (fitting.stream().noneMatch(method -> Modifier.isStatic(method.getModifiers()))) {
            return Optional.of(
                    Finding.error(node.position(), "factory.static", "'" + bean.getFactory() + "' is not static"));
        }
        return Optional.empty();
    }

    /** Returns the finding for a text that is no constant of an enum. */
    private Optional<Finding> unknownConstant(Class<?> type) {
        if (!bean.hasConstructorArgs()) {
            return Optional.empty();
        }
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), build);
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (FluxArguments.fit(arguments, constructor.getParameterTypes())) {
                for (int i = 0; i < arguments.size(); i++) {
                    Optional<Finding> bad = unknownConstant(
                            constructor.getParameterTypes()[i],
                            arguments.get(i),
                            declaration.arguments().get(i));
                    if (bad.isPresent()) {
                        return bad;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> unknownConstant(Class<?> parameter, Object argument, FluxNode node) {
        if (!parameter.isEnum() || !(argument instanceof String name)) {
            return Optional.empty();
        }
        List<String> constants = Arrays.stream(parameter.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
        return constants.contains(name)
                ? Optional.empty()
                : Optional.of(Finding.error(
                                node.position(),
                                "value.choice",
                                parameter.getSimpleName() + " has no constant '" + name + "'")
                        .withHint(name, constants));
    }

    private Optional<Finding> property(Class<?> type) {
        List<PropertyDef> properties = bean.getProperties() == null ? List.of() : bean.getProperties();
        List<FluxNode> nodes =
                declaration.node().get("properties").map(FluxNode::list).orElse(List.of());
        for (int i = 0; i < properties.size(); i++) {
            Optional<Finding> bad = property(type, properties.get(i), nodes.get(i));
            if (bad.isPresent()) {
                return bad;
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> property(Class<?> type, PropertyDef property, FluxNode node) {
        FluxNode name = node.get("name").orElse(node);
        FluxNode valueNode = node.get("value").or(() -> node.get("ref")).orElse(name);
        Object value =
                property.isReference() ? build.component(property.getRef()).orElse(null) : property.getValue();
        String setter = "set" + property.getName().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + property.getName().substring(1);
        List<Method> setters = methodsNamed(type, setter).stream()
                .filter(method -> method.getParameterCount() == 1)
                .toList();
        boolean field = Arrays.stream(type.getFields())
                .anyMatch(known -> known.getName().equals(property.getName()));
        if (setters.isEmpty() && !field) {
            return Optional.of(Finding.error(
                            name.position(),
                            "property.unknown",
                            type.getSimpleName() + " has no property '" + property.getName() + "'")
                    .withHint(property.getName(), properties(type)));
        } else if (value == null) {
            return Optional.of(Finding.error(
                    valueNode.position(), "argument.null", "property '" + property.getName() + "' has no value"));
        } else if (!setters.isEmpty()
                && setters.stream().noneMatch(method -> FluxArguments.fits(value, method.getParameterTypes()[0]))) {
            return Optional.of(Finding.error(
                            valueNode.position(),
                            "property.type",
                            "property '" + property.getName() + "' is " + FluxArguments.description(value))
                    .withHint("there is " + methods(setters)));
        }
        return setters.stream()
                .map(method -> unknownConstant(method.getParameterTypes()[0], value, valueNode))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Finding> configMethod(Class<?> type) {
        List<ConfigMethodDef> configMethods = bean.getConfigMethods() == null ? List.of() : bean.getConfigMethods();
        List<FluxNode> nodes =
                declaration.node().get("configMethods").map(FluxNode::list).orElse(List.of());
        for (int i = 0; i < configMethods.size(); i++) {
            Optional<Finding> bad = configMethod(type, configMethods.get(i), nodes.get(i));
            if (bad.isPresent()) {
                return bad;
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> configMethod(Class<?> type, ConfigMethodDef configMethod, FluxNode node) {
        FluxNode name = node.get("name").orElse(node);
        List<Method> named = methodsNamed(type, configMethod.getName());
        if (named.isEmpty()) {
            return Optional.of(Finding.error(
                            name.position(),
                            "method.unknown",
                            type.getSimpleName() + " has no method '" + configMethod.getName() + "'")
                    .withHint(
                            configMethod.getName(),
                            Arrays.stream(type.getMethods())
                                    .filter(method -> method.getDeclaringClass() != Object.class)
                                    .map(Method::getName)
                                    .collect(Collectors.toCollection(TreeSet::new))));
        }
        List<Object> arguments = FluxArguments.resolved(configMethod.getArgs(), build);
        FluxNode argumentsNode = node.get("args").orElse(name);
        List<Method> fitting = named.stream()
                .filter(method -> FluxArguments.fit(arguments, method.getParameterTypes()))
                .toList();
        if (fitting.isEmpty()) {
            return Optional.of(Finding.error(
                            argumentsNode.position(),
                            "method.arguments",
                            "'" + configMethod.getName() + "' does not accept these args")
                    .withHint("there is " + methods(named)));
        }
        for (Method method : fitting) {
            for (int i = 0; i < arguments.size(); i++) {
                FluxNode argument =
                        argumentsNode.isList() ? argumentsNode.list().get(i) : argumentsNode;
                Optional<Finding> bad = unknownConstant(method.getParameterTypes()[i], arguments.get(i), argument);
                if (bad.isPresent()) {
                    return bad;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Method> methodsNamed(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name))
                .toList();
    }

    private static String methods(List<Method> methods) {
        return methods.stream()
                .map(method -> FluxArguments.signature(method.getName(), method.getParameterTypes()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static List<String> properties(Class<?> type) {
        List<String> properties = new ArrayList<>();
        for (Method method : type.getMethods()) {
            String name = method.getName();
            if (name.startsWith("set") && name.length() > 3 && method.getParameterCount() == 1) {
                properties.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
            }
        }
        Arrays.stream(type.getFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .forEach(field -> properties.add(field.getName()));
        return properties;
    }
}
