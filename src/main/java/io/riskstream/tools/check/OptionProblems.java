package io.riskstream.tools.check;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the further wrong options of a component whose constructor has reported one: a constructor ends at the first value that it cannot use. Without the options that
 * were reported, it reaches the next one. An option that must be given is replaced by the text {@value #ANY_TEXT}, which is a valid name, topic and key.
 *
 * <p>A problem that mentions an option which was left out is not reported: it may be there only because that one is missing.
 */
final class OptionProblems {
    private static final String ANY_TEXT = "x";

    private final Constructor<?> constructor;
    private final List<Object> arguments;
    private final Map<Object, Object> options;

    private OptionProblems(Constructor<?> constructor, List<Object> arguments, Map<?, ?> options) {
        this.constructor = constructor;
        this.arguments = arguments;
        this.options = new LinkedHashMap<>(options);
    }

    /**
     * Returns all problems of a component.
     *
     * @param arguments the arguments that Flux passed, with references resolved
     * @param first what the constructor has thrown
     */
    static ConfigurationException all(Class<?> type, List<Object> arguments, ConfigurationException first) {
        List<Constructor<?>> fitting = Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> Modifier.isPublic(constructor.getModifiers())
                        && FluxArguments.fit(arguments, constructor.getParameterTypes()))
                .toList();
        if (fitting.size() != 1 || !(arguments.get(arguments.size() - 1) instanceof Map<?, ?> options)) {
            return first;
        }
        return new ConfigurationException(new OptionProblems(fitting.get(0), arguments, options).all(first));
    }

    private List<ConfigurationProblem> all(ConfigurationException first) {
        List<ConfigurationProblem> all = new ArrayList<>(first.problems());
        Set<String> reported = new LinkedHashSet<>();
        List<ConfigurationProblem> latest = first.problems();
        while (leaveOut(latest, reported)) {
            latest = problems();
            latest.stream()
                    .filter(problem -> options.containsKey(problem.option()) && !reported.contains(problem.option()))
                    .filter(problem -> reported.stream().noneMatch(option -> mentions(problem, option)))
                    .forEach(all::add);
        }
        return all;
    }

    /** Leaves the options of problems out. Returns false if that changes nothing. */
    private boolean leaveOut(List<ConfigurationProblem> problems, Set<String> reported) {
        boolean changed = false;
        for (ConfigurationProblem problem : problems) {
            String option = problem.option();
            if (reported.add(option)) {
                changed |= options.remove(option) != null;
            } else if (!option.isEmpty() && !options.containsKey(option)) {
                options.put(option, ANY_TEXT); // it is missing now
                changed = true;
            }
        }
        return changed;
    }

    private List<ConfigurationProblem> problems() {
        List<Object> changed = new ArrayList<>(arguments);
        changed.set(changed.size() - 1, new LinkedHashMap<>(options));
        try {
            Object unused = constructor.newInstance(changed.toArray());
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof ConfigurationException structured ? structured.problems() : List.of();
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return List.of();
        }
        return List.of();
    }

    private static boolean mentions(ConfigurationProblem problem, String option) {
        String text = problem.message() + " " + problem.hint().orElse("");
        return Arrays.asList(text.split("[^A-Za-z0-9_.]+", -1)).contains(option);
    }
}
