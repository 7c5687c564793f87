package io.riskstream.api.read;

import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.OutputOrder;
import io.riskstream.text.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** The parameters of a request that reads. An unknown parameter is an error, because a misspelt filter would select everything. */
final class ReadQuery {
    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 500;

    private static final int MAX_LENGTH = 1_000;
    /** PostgreSQL's times end in the year 294276; a time of an event is not beyond this one. */
    private static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

    static final Instant MIN_TIME = Instant.EPOCH.minus(Duration.ofDays(700_000));

    private final ApiRequest request;

    private ReadQuery(ApiRequest request) {
        this.request = request;
    }

    /**
     * Returns the parameters of a request.
     *
     * @param names the names that the route has
     * @throws ProblemException 400 if the request has another one
     */
    static ReadQuery of(ApiRequest request, Set<String> names) {
        for (String name : request.queryParameters().keySet()) {
            if (!names.contains(name)) {
                throw problem("the route has no parameter '" + shown(name) + "'; " + Nearest.hint(name, names));
            }
        }
        return new ReadQuery(request);
    }

    private static String shown(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "..." : name;
    }

    private static ProblemException problem(String detail) {
        return new ProblemException(Problem.of(400, detail));
    }

    /** Returns a text; empty if the parameter is absent or has no value. */
    Optional<String> text(String name) {
        return request.query(name).filter(value -> !value.isEmpty()).map(value -> checked(name, value));
    }

    /**
     * Returns a value of the path.
     *
     * @throws ProblemException 400 if it cannot be a value of an event or record
     */
    String path(String name) {
        return checked(name, request.pathParameter(name));
    }

    private static String checked(String name, String value) {
        if (value.length() > MAX_LENGTH) {
            throw problem("the parameter '" + name + "' has more than " + MAX_LENGTH + " characters");
        }
        if (value.indexOf('\0') >= 0) {
            throw problem("the parameter '" + name + "' contains U+0000");
        }
        return value;
    }

    /** True if the parameter is present, and not {@code false}. */
    boolean flag(String name) {
        return request.hasQuery(name) && !request.query(name).equals(Optional.of("false"));
    }

    /** Returns the time of a parameter; empty if it is absent. */
    Optional<Instant> time(String name) {
        return text(name).map(value -> {
            try {
                Instant time = Instant.parse(value);
                if (time.isBefore(MAX_TIME) && time.isAfter(MIN_TIME)) {
                    return time;
                }
            } catch (DateTimeParseException e) {
                throw new ProblemException(notATime(name), e);
            }
            throw new ProblemException(notATime(name));
        });
    }

    private static Problem notATime(String name) {
        return Problem.of(400, "the parameter '" + name + "' must be a time such as 2026-03-01T00:00:00Z");
    }

    /** Returns the maximum number of items. */
    int limit() {
        return text("limit")
                .map(value -> {
                    try {
                        int limit = Integer.parseInt(value);
                        if (limit >= 1 && limit <= MAX_LIMIT) {
                            return limit;
                        }
                    } catch (NumberFormatException e) {
                        throw new ProblemException(notALimit(), e);
                    }
                    throw new ProblemException(notALimit());
                })
                .orElse(DEFAULT_LIMIT);
    }

    private static Problem notALimit() {
        return Problem.of(400, "the parameter 'limit' must be a whole number from 1 to " + MAX_LIMIT);
    }

    /** Returns the position of the last item of the page before. */
    Optional<OutputOrder> after() {
        return text("after").map(Cursor::parse);
    }
}
