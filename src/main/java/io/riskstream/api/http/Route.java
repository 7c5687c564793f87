package io.riskstream.api.http;

import java.util.Optional;

/**
 * One operation of the API.
 *
 * @param method {@code GET}, which serves {@code HEAD} too, or {@code POST}
 * @param template the path, with names in braces for segments, such as {@code /v1/scores/{id}}
 * @param role the role that the caller needs; empty if the route is open to everyone
 * @param maxBody the largest body in bytes; 0 if a request has none
 * @param endpoint answers the requests
 */
public record Route(String method, String template, Optional<Role> role, long maxBody, Endpoint endpoint) {
    /** Returns a route for reading, with the role {@link Role#READ}. */
    public static Route get(String template, Endpoint endpoint) {
        return new Route("GET", template, Optional.of(Role.READ), 0, endpoint);
    }

    /** Returns a route for reading that is open to everyone. */
    public static Route open(String template, Endpoint endpoint) {
        return new Route("GET", template, Optional.empty(), 0, endpoint);
    }

    /** Returns a route that receives a body, or changes something. */
    public static Route post(String template, Role role, long maxBody, Endpoint endpoint) {
        return new Route("POST", template, Optional.of(role), maxBody, endpoint);
    }

    /** Returns the method and the template. */
    @Override
    public String toString() {
        return method + " " + template;
    }
}
