package io.riskstream.text;

import java.util.List;
import java.util.stream.Collectors;

/** Reports every mistake that was found in the configuration of a pipeline, in order. The message has one line for each mistake. */
public class ConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<ConfigurationProblem> problems;

    /** Creates an exception for one problem. */
    public ConfigurationException(ConfigurationProblem problem) {
        this(List.of(problem));
    }

    /**
     * Creates an exception for one or more problems.
     *
     * @param problems at least one
     */
    public ConfigurationException(List<ConfigurationProblem> problems) {
        this(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")), problems);
    }

    /** Creates an exception for one problem that has a cause. */
    public ConfigurationException(ConfigurationProblem problem, Throwable cause) {
        this(problem);
        initCause(cause);
    }

    /** Creates an exception with a message of its own, such as one that shows the lines of a file. */
    protected ConfigurationException(String message, List<ConfigurationProblem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** Returns the problems, at least one. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
