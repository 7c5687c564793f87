package io.riskstream.api.http;

import java.util.Set;

/**
 * Who sent a request.
 *
 * @param name the name of the API key, or the subject of the token; {@code anonymous} for a request without either
 * @param roles what the caller may do
 */
public record Caller(String name, Set<Role> roles) {
    /** The caller of an open route. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** True if the caller has the role. */
    public boolean has(Role role) {
        return roles.contains(role);
    }
}
