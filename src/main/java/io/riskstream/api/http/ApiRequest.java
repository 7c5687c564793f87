package io.riskstream.api.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A request of an admitted caller, with its whole body.
 *
 * @param method the method, in upper case; {@code HEAD} arrives as {@code GET}
 * @param route the template of its path, such as {@code /v1/scores/{id}}; for logs, since a path may contain personal data
 * @param pathParameters the values of the template's names, decoded
 * @param queryParameters the values of the query, decoded, in order
 * @param headers the values of the headers by name in lower case, in order
 * @param body the body; an empty array if there is none. It is shared, not copied
 * @param caller who sent it
 * @param admission makes the check of {@link #stillAdmitted}
 */
public record ApiRequest(
        String method,
        String route,
        Map<String, String> pathParameters,
        Map<String, List<String>> queryParameters,
        Map<String, List<String>> headers,
        byte[] body,
        Caller caller,
        Supplier<BooleanSupplier> admission) {
    public ApiRequest {
        pathParameters = Map.copyOf(pathParameters);
    }

    /**
     * Returns whether the credentials of the caller are still valid, for an endpoint whose response lasts. Called before the endpoint returns; the result may be asked
     * as long as the response lasts.
     */
    public BooleanSupplier stillAdmitted() {
        return admission.get();
    }

    /**
     * Returns the value of a name of the path's template.
     *
     * @throws IllegalArgumentException if the template has no such name, which is a bug
     */
    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException(route + " has no parameter " + name);
        }
        return value;
    }

    /**
     * Returns the value of a parameter of the query; empty if it is absent.
     *
     * @throws ProblemException 400 if the query has it more than once
     */
    public Optional<String> query(String name) {
        List<String> values = queryParameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new ProblemException(Problem.of(400, "the query has the parameter '" + name + "' more than once"));
        }
        return values.stream().findFirst();
    }

    /** True if the query has a parameter, with or without a value. */
    public boolean hasQuery(String name) {
        return queryParameters.containsKey(name);
    }

    /**
     * Returns the value of a header; empty if it is absent.
     *
     * @param name in any case
     * @throws ProblemException 400 if the request has it more than once
     */
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        if (values.size() > 1) {
            throw new ProblemException(Problem.of(400, "the request has the header '" + name + "' more than once"));
        }
        return values.stream().findFirst();
    }

    /** Returns all values of a header, in order. */
    public List<String> headerValues(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /**
     * Decodes the query of a URI.
     *
     * @param query without the question mark; null if there is none
     * @throws ProblemException 400 if it is not valid
     */
    static Map<String, List<String>> decodedQuery(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
            if (!name.isEmpty()) {
                parameters.computeIfAbsent(name, ignored -> new ArrayList<>()).add(value);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        String value;
        try {
            value = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(400, "the query has an invalid percent encoding"), e);
        }
        if (value.indexOf('\uFFFD') >= 0) {
            throw new ProblemException(Problem.of(400, "the query is not UTF-8"));
        }
        return value;
    }

    /** Returns an empty map of headers that keeps their order by name. */
    static Map<String, List<String>> newHeaders() {
        return new TreeMap<>();
    }

    /** Returns the method and the route alone, because the rest may be personal data or a secret. */
    @Override
    public String toString() {
        return method + " " + route;
    }
}
