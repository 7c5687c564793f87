package io.riskstream.api.http;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Decides whether a request is admitted, before its body is read. Called by many threads at once. */
public interface Access {
    /** The headers of a request that decide. */
    interface Credentials {
        /** Returns the value of a header; empty if it is absent. */
        Optional<String> header(String name);

        /** Returns the address that the connection comes from. */
        String remoteAddress();
    }

    /**
     * Returns the caller of a request.
     *
     * @param role the role that the route needs; empty for an open route
     * @throws ProblemException 401 without valid credentials, 403 without the role, 429 if the caller sends too many requests
     */
    Caller admit(Credentials credentials, Optional<Role> role);

    /**
     * Returns whether an admitted caller may still read a response that lasts, such as a stream. It is asked once a second, and does not wait for another server.
     *
     * @param role the role that the route needs
     */
    default BooleanSupplier lasting(Credentials credentials, Role role) {
        return () -> true;
    }
}
