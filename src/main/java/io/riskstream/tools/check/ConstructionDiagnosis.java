package io.riskstream.tools.check;

import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxBuild.Failure;
import io.riskstream.tools.flux.FluxNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.storm.flux.model.BeanDef;
import org.apache.storm.flux.model.ConfigMethodDef;
import org.apache.storm.flux.model.PropertyDef;

/** Why Flux could not build one declaration, in words that help. */
final class ConstructionDiagnosis {
    private final FluxBuild assembly;
    private final Declaration declaration;
    private final BeanDef bean;
    private final Throwable cause;

    ConstructionDiagnosis(FluxBuild assembly, Failure failure) {
        this.assembly = assembly;
        this.declaration = failure.declaration();
        this.bean = declaration.bean().orElseThrow();
        this.cause = failure.cause();
    }

    void tell(Consumer<Finding> findings) {
        Class<?> type;
        try {
            type = Class.forName(declaration.className());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class that is there", e);
        }
        if (cause instanceof InvocationTargetException && cause.getCause() != null) {
            List<Finding> misfits = cause.getCause() instanceof ClassCastException ? misfits(type) : List.of();
            misfits.forEach(findings);
            if (misfits.isEmpty()) {
                refusedByItself(cause.getCause(), findings);
            }
            return;
        }
        Optional<Finding> found = nullArgument()
                .or(() -> construction(type))
                .or(() -> badChoice(type))
                .or(() -> property(type))
                .or(() -> configMethod(type));
        findings.accept(found.orElseGet(() ->
                Finding.error(declaration.place(), "flux.refused", declaration.told() + " cannot be built: " + cause)));
    }

    private List<Finding> misfits(Class<?> type) {
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), assembly);
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> FluxArguments.fit(arguments, constructor.getParameterTypes()))
                .flatMap(constructor -> ListElementCheck.misfits(assembly, declaration, constructor).stream())
                .distinct()
                .toList();
    }

    /** What the class's own code says of its arguments. */
    private void refusedByItself(Throwable refusal, Consumer<Finding> findings) {
        String message = refusal.getMessage() == null ? refusal.toString() : refusal.getMessage();
        if (!(refusal instanceof IllegalArgumentException) && refusal.getMessage() != null) {
            message = refusal.getClass().getSimpleName() + ": " + message;
        }
        new ErrorLocator(assembly).findings(declaration, message).forEach(findings);
    }

    private Optional<Finding> nullArgument() {
        List<FluxNode> nodes = declaration.arguments();
        for (int i = 0; bean.hasConstructorArgs() && i < nodes.size(); i++) {
            if (bean.getConstructorArgs().get(i) == null) {
                return Optional.of(Finding.error(
                        nodes.get(i).place(), "argument.null", "an argument without a value, which Flux refuses"));
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> construction(Class<?> type) {
        String simple = type.getSimpleName();
        if (!bean.hasFactory() && (type.isInterface() || Modifier.isAbstract(type.getModifiers()))) {
            return Optional.of(Finding.error(
                    declaration.classPlace(), "class.abstract", simple + " is abstract, and cannot be built"));
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
                            declaration.classPlace(),
                            "constructor.none",
                            simple + " cannot be built without constructorArgs")
                    .hinting("there " + among(constructors)));
        }
        return Optional.empty();
    }

    private Optional<Finding> noConstructor(Class<?> type) {
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), assembly);
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        List<Constructor<?>> fitting = Arrays.stream(constructors)
                .filter(constructor -> FluxArguments.fit(arguments, constructor.getParameterTypes()))
                .toList();
        if (!fitting.isEmpty()) {
            return cause instanceof IllegalAccessException
                    ? Optional.of(Finding.error(
                            declaration.classPlace(),
                            "constructor.hidden",
                            FluxArguments.signatures(fitting) + " is not public"))
                    : Optional.empty();
        }
        return Optional.of(misfit(type, arguments, constructors).hinting("there " + among(constructors)));
    }

    /** The first argument that does not fit the constructor that most of them fit. */
    private Finding misfit(Class<?> type, List<Object> arguments, Constructor<?>[] constructors) {
        Class<?>[] best = {};
        int fitting = -1;
        for (Constructor<?> constructor : constructors) {
            Class<?>[] parameters = constructor.getParameterTypes();
            int fits = 0;
            while (fits < Math.min(arguments.size(), parameters.length)
                    && FluxArguments.fits(arguments.get(fits), parameters[fits])) {
                fits++;
            }
            boolean sameCount = parameters.length == arguments.size();
            if (fits > fitting || fits == fitting && sameCount) {
                fitting = fits;
                best = parameters;
            }
        }
        String simple = type.getSimpleName();
        List<FluxNode> nodes = declaration.arguments();
        if (fitting < best.length && fitting < nodes.size()) {
            FluxNode node = nodes.get(fitting);
            return Finding.error(
                    node.only("ref").orElse(node).place(),
                    "constructor.none",
                    "argument " + (fitting + 1) + " of " + simple + " is " + FluxArguments.told(arguments.get(fitting))
                            + ", and should be " + best[fitting].getSimpleName());
        } else if (fitting >= 0 && fitting < nodes.size()) {
            return Finding.error(
                    nodes.get(fitting).place(), "constructor.none", simple + " takes no argument " + (fitting + 1));
        }
        return Finding.error(
                nodes.get(nodes.size() - 1).place(),
                "constructor.none",
                simple + " needs an argument after this: " + best[Math.min(fitting, best.length - 1)].getSimpleName());
    }

    private String among(Constructor<?>[] constructors) {
        List<Constructor<?>> open = Arrays.stream(constructors)
                .filter(constructor -> Modifier.isPublic(constructor.getModifiers()))
                .toList();
        return open.isEmpty()
                ? "is no public constructor"
                : (open.size() == 1 ? "is " : "are ") + FluxArguments.signatures(open);
    }

    private Optional<Finding> noFactory(Class<?> type) {
        FluxNode node = declaration.node().get("factory").orElseThrow();
        List<Method> named = named(type, bean.getFactory());
        List<Object> arguments =
                bean.hasFactoryArgs() ? FluxArguments.resolved(bean.getFactoryArgs(), assembly) : List.of();
        if (named.isEmpty()) {
            return Optional.of(Finding.error(
                            node.place(),
                            "factory.unknown",
                            type.getSimpleName() + " has no static method '" + bean.getFactory() + "'")
                    .hinting(
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
                            node.place(),
                            "factory.arguments",
                            "'" + bean.getFactory() + "' does not take these factoryArgs")
                    .hinting("there is " + methods(named)));
        } else if (fitting.stream().noneMatch(method -> Modifier.isStatic(method.getModifiers()))) {
            return Optional.of(
                    Finding.error(node.place(), "factory.static", "'" + bean.getFactory() + "' is not static"));
        }
        return Optional.empty();
    }

    /** A text for an enum that does not have it. */
    private Optional<Finding> badChoice(Class<?> type) {
        if (!bean.hasConstructorArgs()) {
            return Optional.empty();
        }
        List<Object> arguments = FluxArguments.resolved(bean.getConstructorArgs(), assembly);
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (FluxArguments.fit(arguments, constructor.getParameterTypes())) {
                for (int i = 0; i < arguments.size(); i++) {
                    Optional<Finding> bad = badChoice(
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

    private static Optional<Finding> badChoice(Class<?> parameter, Object argument, FluxNode node) {
        if (!parameter.isEnum() || !(argument instanceof String word)) {
            return Optional.empty();
        }
        List<String> words = Arrays.stream(parameter.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
        return words.contains(word)
                ? Optional.empty()
                : Optional.of(Finding.error(
                                node.place(), "value.choice", parameter.getSimpleName() + " has no '" + word + "'")
                        .hinting(word, words));
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
        FluxNode given = node.get("value").or(() -> node.get("ref")).orElse(name);
        Object value =
                property.isReference() ? assembly.component(property.getRef()).orElse(null) : property.getValue();
        String setter = "set" + property.getName().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + property.getName().substring(1);
        List<Method> setters = named(type, setter).stream()
                .filter(method -> method.getParameterCount() == 1)
                .toList();
        boolean field = Arrays.stream(type.getFields())
                .anyMatch(known -> known.getName().equals(property.getName()));
        if (setters.isEmpty() && !field) {
            return Optional.of(Finding.error(
                            name.place(),
                            "property.unknown",
                            type.getSimpleName() + " has no property '" + property.getName() + "'")
                    .hinting(property.getName(), properties(type)));
        } else if (value == null) {
            return Optional.of(Finding.error(
                    given.place(), "argument.null", "property '" + property.getName() + "' has no value"));
        } else if (!setters.isEmpty()
                && setters.stream().noneMatch(method -> FluxArguments.fits(value, method.getParameterTypes()[0]))) {
            return Optional.of(Finding.error(
                            given.place(),
                            "property.type",
                            "property '" + property.getName() + "' is " + FluxArguments.told(value))
                    .hinting("there is " + methods(setters)));
        }
        return setters.stream()
                .map(method -> badChoice(method.getParameterTypes()[0], value, given))
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
        List<Method> named = named(type, configMethod.getName());
        if (named.isEmpty()) {
            return Optional.of(Finding.error(
                            name.place(),
                            "method.unknown",
                            type.getSimpleName() + " has no method '" + configMethod.getName() + "'")
                    .hinting(
                            configMethod.getName(),
                            Arrays.stream(type.getMethods())
                                    .filter(method -> method.getDeclaringClass() != Object.class)
                                    .map(Method::getName)
                                    .collect(Collectors.toCollection(TreeSet::new))));
        }
        List<Object> arguments = FluxArguments.resolved(configMethod.getArgs(), assembly);
        FluxNode given = node.get("args").orElse(name);
        List<Method> fitting = named.stream()
                .filter(method -> FluxArguments.fit(arguments, method.getParameterTypes()))
                .toList();
        if (fitting.isEmpty()) {
            return Optional.of(Finding.error(
                            given.place(),
                            "method.arguments",
                            "'" + configMethod.getName() + "' does not take these args")
                    .hinting("there is " + methods(named)));
        }
        for (Method method : fitting) {
            for (int i = 0; i < arguments.size(); i++) {
                FluxNode argument = given.isList() ? given.list().get(i) : given;
                Optional<Finding> bad = badChoice(method.getParameterTypes()[i], arguments.get(i), argument);
                if (bad.isPresent()) {
                    return bad;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Method> named(Class<?> type, String name) {
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
