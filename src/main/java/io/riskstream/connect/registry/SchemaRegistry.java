package io.riskstream.connect.registry;

import io.riskstream.stage.Options;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Secret;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A schema registry with Confluent's HTTP interface, such as those of Confluent, Redpanda and Karapace, optionally with TLS and basic authentication. It
 * reads schemas only, with {@code GET /schemas/ids/N}, {@code /schemas/guids/GUID} and, for references, {@code /subjects/S/versions/V}.
 *
 * <p>All stages of a worker share one client. A schema is fetched once and kept. The worker resolves the password again for each request, so a changed
 * secret takes effect without a restart.
 */
public final class SchemaRegistry implements SchemaStore {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("schema-registry")
            .required(
                    "url",
                    Options.Kind.TEXT,
                    "the address, such as `https://registry:8081`, or several of one registry, separated by commas; with"
                            + " https the certificate must contain the host name")
            .optional("user", Options.Kind.TEXT, "", "user of basic authentication; empty for none")
            .optional(
                    "password",
                    Options.Kind.TEXT,
                    "",
                    "where the worker finds the password: env:NAME or file:PATH; empty for none")
            .optional(
                    "caCertificates",
                    Options.Kind.TEXT,
                    "",
                    "with https: PEM file on the worker with the trusted certificates; they replace those of the JVM")
            .optional("connectTimeoutMillis", Options.Kind.MILLISECONDS, 2_000, "time limit for a connection attempt")
            .optional("requestTimeoutMillis", Options.Kind.MILLISECONDS, 5_000, "time limit for a whole answer")
            .optional("cacheEntries", Options.Kind.INTEGER, 1_000, "maximum number of schemas that a worker keeps");

    private static final int MAX_TIMEOUT_MILLIS = 600_000;
    private static final int MAX_ENTRIES = 1_000_000;

    private final List<String> urls;
    private final String user;
    /** Reference to the password; empty for no password. */
    private final String password;

    private final String caCertificates;
    private final int connectTimeoutMillis;
    private final int requestTimeoutMillis;
    private final int cacheEntries;

    /**
     * Creates a registry from the options in a Flux file.
     *
     * @throws ConfigurationException if an option is unknown, missing or invalid, or the password is a literal; the message does not contain the
     *     password
     */
    public SchemaRegistry(Map<String, Object> options) {
        Options values = OPTIONS.readWithPassword(options);
        urls = urls(values);
        user = values.text("user");
        password = values.text("password");
        caCertificates = values.text("caCertificates");
        connectTimeoutMillis = values.integer("connectTimeoutMillis", 1, MAX_TIMEOUT_MILLIS);
        requestTimeoutMillis = values.integer("requestTimeoutMillis", 1, MAX_TIMEOUT_MILLIS);
        cacheEntries = values.integer("cacheEntries", 1, MAX_ENTRIES);
        if (!caCertificates.isEmpty() && urls.stream().noneMatch(url -> url.startsWith("https:"))) {
            throw values.problem("caCertificates", "option 'caCertificates' needs an https address in option 'url'");
        }
        if (user.isEmpty() != password.isEmpty()) {
            throw values.problem(
                    user.isEmpty() ? "password" : "user",
                    "",
                    "options 'user' and 'password' must be set together: basic authentication needs both");
        }
        if (user.indexOf(':') >= 0) {
            // the value is not quoted: it may contain the password
            throw values.problem("user", "", "option 'user' must be the user alone, without a colon and a password");
        }
    }

    private static List<String> urls(Options options) {
        List<String> urls = new ArrayList<>();
        for (String each : options.text("url").split(",")) {
            String url = each.strip();
            while (url.endsWith("/")) {
                url = url.substring(0, url.length() - 1);
            }
            if (!isAddress(url)) {
                // the value is not quoted: a URL could contain the password
                throw options.problem(
                        "url",
                        "",
                        "option 'url' must be an http or https address of a host, such as https://registry:8081, without"
                                + " user, password and query");
            }
            urls.add(url);
        }
        return List.copyOf(urls);
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * Returns the schemas of this registry. All stages of the worker share one client. If the registry cannot be reached yet, only requests fail.
     *
     * @throws IllegalStateException if the worker has no such secret, or the trusted certificates cannot be read
     */
    @Override
    public Schemas connect(StageContext context) {
        if (!password.isEmpty()) {
            String unused = context.secret(
                    new Secret(password)); // a missing secret is an error of the worker: report it at once
        }
        RegistryClient shared = context.shared(
                SchemaRegistry.class.getName() + " " + this + " " + password + " " + caCertificates + " "
                        + connectTimeoutMillis + " " + requestTimeoutMillis + " " + cacheEntries,
                () -> new RegistryClient(this, context));
        return shared.forStage();
    }

    List<String> urls() {
        return urls;
    }

    String user() {
        return user;
    }

    /** Returns the reference to the password; empty for no password. */
    String password() {
        return password;
    }

    String caCertificates() {
        return caCertificates;
    }

    Duration connectTimeout() {
        return Duration.ofMillis(connectTimeoutMillis);
    }

    Duration requestTimeout() {
        return Duration.ofMillis(requestTimeoutMillis);
    }

    int cacheEntries() {
        return cacheEntries;
    }

    /** Returns the addresses and the user. Contains no secret. */
    @Override
    public String toString() {
        return "SchemaRegistry[" + String.join(",", urls) + (user.isEmpty() ? "" : " " + user) + "]";
    }
}
