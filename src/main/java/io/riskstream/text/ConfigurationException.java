package io.riskstream.text;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration of a pipeline is wrong: every mistake that was found, in order. The message holds one line for each. */
public class ConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<ConfigurationProblem> problems;

    public ConfigurationException(ConfigurationProblem problem) {
        this(List.of(problem));
    }

    /**
     * The exception for one or more problems.
     *
     * @param problems at least one
     */
    public ConfigurationException(List<ConfigurationProblem> problems) {
        this(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")), problems);
    }

    /** The exception with a message of its own, such as one that shows the lines of a file. */
    protected ConfigurationException(String message, List<ConfigurationProblem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
