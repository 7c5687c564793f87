package io.riskstream.api.http;

import io.riskstream.api.settings.SettingsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Where the server listens, and its limits.
 *
 * @param host the address to listen at
 * @param port the port; 0 for any free one
 * @param tls the certificate; empty for HTTP without TLS
 */
public record ServerSettings(String host, int port, Optional<Tls> tls, Limits limits, Timeouts timeouts) {
    /** The key of {@link Limits#bodiesBytes}. */
    public static final String MAX_BODIES = "server.max.bodies.bytes";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

    /**
     * The certificate of the server. Both files are read again when one has changed, so that a renewed certificate is used without a restart.
     *
     * @param certificate a PEM file: the certificate of the server, then those of its issuers
     * @param key a PEM file with the private key in PKCS #8, not encrypted
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * The resources that the server uses at most.
     *
     * @param connections connections beyond it wait in the system's queue
     * @param headerBytes the largest request line with all headers; beyond it 431
     * @param bodiesBytes the memory that the bodies of all requests in progress may take; beyond it 503
     * @param threads the largest number of threads
     */
    public record Limits(int connections, int headerBytes, int bodiesBytes, int threads) {}

    /**
     * How long the server waits.
     *
     * @param headers how long a connection may take for a TLS handshake and for the headers of a request; then it is closed
     * @param body how long a body may take; then 408
     * @param idle how long a connection without a request, or a client that does not read, is kept
     * @param stop how long requests in progress may take when the server stops
     */
    public record Timeouts(Duration headers, Duration body, Duration idle, Duration stop) {}

    /** Returns settings with the default limits, for plain HTTP. */
    public static ServerSettings of(String host, int port) {
        return new ServerSettings(
                host,
                port,
                Optional.empty(),
                new Limits(2_000, 16_384, 100_000_000, 64),
                new Timeouts(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10)));
    }

    /** Returns the settings of a file: the keys that begin with {@code server.}. */
    public static ServerSettings of(SettingsFile file) {
        ServerSettings defaults = of("127.0.0.1", 8080);
        String host = file.text("server.host").orElse(defaults.host());
        Optional<Path> certificate = file.path("server.tls.certificate");
        Optional<Path> key = file.path("server.tls.key");
        if (certificate.isPresent() != key.isPresent()) {
            file.problem("server.tls.certificate", "and 'server.tls.key' must be set together");
        }
        boolean plain = file.bool("server.plain.http", false);
        if (certificate.isEmpty() && !plain && !LOOPBACK.contains(host)) {
            file.problem(
                    "server.tls.certificate",
                    "is missing, so that keys and events would cross the network unencrypted; set it and 'server.tls.key', or set"
                            + " 'server.plain.http' to true if a gateway before this server terminates TLS");
        }
        return new ServerSettings(
                host,
                file.integer("server.port", 0, 65_535, defaults.port()),
                certificate.flatMap(chain -> key.map(secret -> new Tls(chain, secret))),
                limits(file, defaults.limits()),
                timeouts(file, defaults.timeouts()));
    }

    private static Limits limits(SettingsFile file, Limits defaults) {
        return new Limits(
                file.integer("server.max.connections", 1, 1_000_000, defaults.connections()),
                file.integer("server.max.header.bytes", 1_024, 1_000_000, defaults.headerBytes()),
                file.integer(MAX_BODIES, 16_384, Integer.MAX_VALUE, defaults.bodiesBytes()),
                file.integer("server.threads", 8, 10_000, defaults.threads()));
    }

    private static Timeouts timeouts(SettingsFile file, Timeouts defaults) {
        return new Timeouts(
                file.duration("server.header.timeout", defaults.headers()),
                file.duration("server.body.timeout", defaults.body()),
                file.duration("server.idle.timeout", defaults.idle()),
                file.duration("server.stop.timeout", defaults.stop()));
    }

    /** Returns these settings with TLS. */
    public ServerSettings withTls(Tls files) {
        return new ServerSettings(host, port, Optional.of(files), limits, timeouts);
    }

    /** Returns these settings with other times for the headers and the body of a request. */
    public ServerSettings withTimeouts(Duration headers, Duration body) {
        return new ServerSettings(
                host, port, tls, limits, new Timeouts(headers, body, timeouts.idle(), timeouts.stop()));
    }

    /** Returns these settings with another limit of the bodies in progress. */
    public ServerSettings withMaxBodiesBytes(int bytes) {
        return new ServerSettings(
                host,
                port,
                tls,
                new Limits(limits.connections(), limits.headerBytes(), bytes, limits.threads()),
                timeouts);
    }

    /** Returns these settings with another time for requests in progress when the server stops. */
    public ServerSettings withStopTimeout(Duration stop) {
        return new ServerSettings(
                host, port, tls, limits, new Timeouts(timeouts.headers(), timeouts.body(), timeouts.idle(), stop));
    }
}
