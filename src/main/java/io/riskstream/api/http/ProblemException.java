package io.riskstream.api.http;

/** Ends a request with a problem. It has no stack trace, because it is an answer and not a bug. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    /** Creates an exception. */
    public ProblemException(Problem problem) {
        this(problem, null);
    }

    /** Creates an exception with its cause. */
    public ProblemException(Problem problem, Throwable cause) {
        super(problem.detail(), cause, false, false);
        this.problem = problem;
    }

    /** Returns the problem. */
    public Problem problem() {
        return problem;
    }
}
