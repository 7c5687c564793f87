package io.riskstream.tools.check;

import io.riskstream.tools.flux.FluxBuild;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.storm.flux.model.BeanListReference;
import org.apache.storm.flux.model.BeanReference;

/** The rules by which Flux 2.8.3 matches arguments with parameters. */
final class FluxArguments {
    /** Of more arguments the number of orders is too large. */
    private static final int MAX_ORDERED = 7;

    private FluxArguments() {}

    /** Returns the arguments that Flux passes, with references resolved. */
    static List<Object> resolved(List<Object> arguments, FluxBuild build) {
        List<Object> resolved = new ArrayList<>();
        if (arguments != null) {
            for (Object argument : arguments) {
                if (argument instanceof BeanReference reference) {
                    resolved.add(build.component(reference.getId()).orElse(null));
                } else if (argument instanceof BeanListReference references) {
                    List<Object> list = new ArrayList<>();
                    if (references.getIds() != null) { // null if nothing follows reflist
                        references
                                .getIds()
                                .forEach(id -> list.add(build.component(id).orElse(null)));
                    }
                    resolved.add(list);
                } else {
                    resolved.add(argument);
                }
            }
        }
        return resolved;
    }

    static boolean fit(List<Object> arguments, Class<?>[] parameters) {
        if (arguments.size() != parameters.length) {
            return false;
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!fits(arguments.get(i), parameters[i])) {
                return false;
            }
        }
        return true;
    }

    /** True if the arguments do not fit as they are, but do in another order. */
    static boolean fitInAnotherOrder(List<Object> arguments, Class<?>[] parameters) {
        return arguments.size() == parameters.length
                && parameters.length <= MAX_ORDERED
                && !fit(arguments, parameters)
                && fitInAnyOrder(new ArrayList<>(arguments), parameters, 0);
    }

    private static boolean fitInAnyOrder(List<Object> remaining, Class<?>[] parameters, int next) {
        if (next == parameters.length) {
            return true;
        }
        for (int i = 0; i < remaining.size(); i++) {
            if (fits(remaining.get(i), parameters[next])) {
                List<Object> others = new ArrayList<>(remaining);
                others.remove(i);
                if (fitInAnyOrder(others, parameters, next + 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean fits(Object argument, Class<?> parameter) {
        if (argument == null) {
            return false;
        } else if (parameter.isInstance(argument)) {
            return true;
        } else if (parameter == boolean.class) {
            return argument instanceof Boolean;
        } else if (parameter.isPrimitive()) {
            return argument instanceof Number;
        } else if (Number.class.isAssignableFrom(parameter)) {
            return argument instanceof Number;
        } else if (parameter.isEnum()) {
            return argument instanceof String;
        }
        return parameter.isArray() && argument instanceof List<?> list && !list.isEmpty();
    }

    /** Returns a signature such as {@code Kafka(Map)}. */
    static String signature(String name, Class<?>[] parameters) {
        return name + Arrays.stream(parameters).map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Returns a signature such as {@code StageBolt(List<Stage>, Map)}. */
    static String signature(Constructor<?> constructor) {
        return constructor.getDeclaringClass().getSimpleName()
                + Arrays.stream(types(constructor))
                        .map(FluxArguments::name)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    static String signatures(List<? extends Constructor<?>> constructors) {
        return constructors.stream().map(FluxArguments::signature).sorted().collect(Collectors.joining(", "));
    }

    /** Returns the types of the parameters, generic if the class file has them for all. */
    static Type[] types(Constructor<?> constructor) {
        Type[] generic = constructor.getGenericParameterTypes();
        return generic.length == constructor.getParameterCount() ? generic : constructor.getParameterTypes();
    }

    /** Returns the simple name of a parameter's type; of a list with the class of its elements. */
    static String name(Type type) {
        Class<?> raw = type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : type instanceof Class<?> plain ? plain : Object.class;
        return raw.getSimpleName()
                + ListElementCheck.element(type)
                        .map(element -> "<" + element.getSimpleName() + ">")
                        .orElse("");
    }

    /** Returns the type of an argument, for messages. */
    static String description(Object argument) {
        if (argument == null) {
            return "nothing";
        } else if (argument instanceof Map) {
            return "a map";
        } else if (argument instanceof List) {
            return "a list";
        } else if (argument instanceof String) {
            return "a text";
        } else if (argument instanceof Boolean) {
            return "true or false";
        } else if (argument instanceof Integer || argument instanceof Long) {
            return "a whole number";
        } else if (argument instanceof Number) {
            return "a number";
        }
        return "of class " + argument.getClass().getSimpleName();
    }
}
