package io.riskstream.api.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the route of a request by method and path. Of two templates that match a path, the one with a literal in the first segment that differs is taken.
 * The cost is one map look-up a segment.
 */
public final class Routes {
    /** A route, and the values of the names in its template. */
    public record Match(Route route, Map<String, String> parameters) {}

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private Node parameter;
        private final Map<String, Route> routes = new HashMap<>();
    }

    private final Node root = new Node();
    private final List<Route> all;

    /**
     * Creates the table.
     *
     * @throws IllegalArgumentException if two routes have the same method and path
     */
    public Routes(List<Route> routes) {
        all = List.copyOf(routes);
        routes.forEach(this::add);
    }

    /** Returns all routes, in order. */
    public List<Route> all() {
        return all;
    }

    private void add(Route route) {
        Node node = root;
        Set<String> names = new HashSet<>();
        for (String segment : segments(route.template())) {
            if (isName(segment)) {
                if (!names.add(segment)) {
                    throw new IllegalArgumentException(route + " has the name " + segment + " twice");
                }
                if (node.parameter == null) {
                    node.parameter = new Node();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, ignored -> new Node());
            }
        }
        if (node.routes.putIfAbsent(route.method(), route) != null) {
            throw new IllegalArgumentException("two routes are " + route);
        }
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int start = 1;
        for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', start)) {
            segments.add(path.substring(start, slash));
            start = slash + 1;
        }
        segments.add(path.substring(start));
        return segments;
    }

    private static boolean isName(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    /**
     * Returns the route of a request.
     *
     * @param method in upper case; {@code HEAD} finds the route of {@code GET}
     * @param path as it arrived, with percent encodings, without the query. It is divided at its slashes before it is decoded, so a value may contain an
     *     encoded slash, and no dot segment is ever resolved
     * @throws ProblemException 404 if no route has the path
     * @throws MethodNotAllowedException if none has the path with this method
     */
    public Match match(String method, String path) {
        List<String> segments = segments(path);
        Optional<Node> node = find(root, segments, 0);
        if (!path.startsWith("/") || node.isEmpty()) {
            throw new ProblemException(Problem.of(404, "the API has no such path; /openapi.json lists all"));
        }
        Route route = node.get().routes.get(method.equals("HEAD") ? "GET" : method);
        if (route == null) {
            throw new MethodNotAllowedException(new TreeSet<>(node.get().routes.keySet()));
        }
        Map<String, String> parameters = new HashMap<>();
        List<String> template = segments(route.template());
        for (int i = 0; i < template.size(); i++) {
            String name = template.get(i);
            if (isName(name)) {
                parameters.put(name.substring(1, name.length() - 1), decoded(segments.get(i)));
            }
        }
        return new Match(route, parameters);
    }

    private static Optional<Node> find(Node node, List<String> segments, int index) {
        if (index == segments.size()) {
            return node.routes.isEmpty() ? Optional.empty() : Optional.of(node);
        }
        String segment = segments.get(index);
        Node literal = node.literals.get(segment);
        Optional<Node> found = literal == null ? Optional.empty() : find(literal, segments, index + 1);
        if (found.isPresent() || node.parameter == null || segment.isEmpty()) {
            return found;
        }
        return find(node.parameter, segments, index + 1);
    }

    private static String decoded(String segment) {
        String value;
        try {
            value = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(400, "the path has an invalid percent encoding"), e);
        }
        if (value.indexOf('\uFFFD') >= 0) {
            throw new ProblemException(Problem.of(400, "the path is not UTF-8"));
        }
        return value;
    }

    /** The path exists, but not with the method of the request. */
    public static final class MethodNotAllowedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Set<String> methods;

        MethodNotAllowedException(Set<String> methods) {
            super("allowed: " + methods, null, false, false);
            this.methods = methods;
        }

        /** Returns the response, with the methods of the path in the header {@code Allow}. */
        public ApiResponse response() {
            String allowed = String.join(", ", methods) + (methods.contains("GET") ? ", HEAD" : "");
            return Problem.of(405, "the path takes " + allowed).response().with("Allow", allowed);
        }
    }
}
