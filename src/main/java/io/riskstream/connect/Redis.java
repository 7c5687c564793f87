package io.riskstream.connect;

import io.riskstream.Options;
import io.riskstream.RecordStore;
import io.riskstream.Records;
import io.riskstream.Secret;
import io.riskstream.StageContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Records in one Redis server: each a string under its key. Redis 6 or newer; with TLS and a user of its access control list, if wanted.
 *
 * <p>All stages of a worker share one connection, and one thread that asks for what they want together. The password is found on the worker, anew
 * for each connection, so that a changed secret is taken up.
 */
public final class Redis implements RecordStore {
    private static final long serialVersionUID = 1;

    /** What may stand in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("redis")
            .required("host", Options.Kind.TEXT, "the server's name; with TLS its certificate must bear it")
            .optional("port", Options.Kind.INTEGER, 6379, "the server's port")
            .optional("user", Options.Kind.TEXT, "", "a user of the access control list; empty for the default user")
            .optional("password", Options.Kind.TEXT, "", "env:NAME or file:PATH on the worker; empty for none")
            .optional("database", Options.Kind.INTEGER, 0, "the database's number")
            .optional("tls", Options.Kind.BOOLEAN, false, "whether to encrypt; the host's name is then always verified")
            .optional("connectTimeoutMillis", Options.Kind.MILLISECONDS, 2_000, "how long connecting may take")
            .optional("socketTimeoutMillis", Options.Kind.MILLISECONDS, 1_000, "how long an answer may take")
            .optional(
                    "clientName", Options.Kind.TEXT, "riskstream", "what CLIENT LIST on the server calls the workers");

    private static final int MOST_DATABASES = 1_000_000;
    private static final int LONGEST_TIMEOUT = 600_000;

    private final String host;
    private final int port;
    private final String user;
    /** Where the password is found; empty for none. */
    private final String password;

    private final int database;
    private final boolean tls;
    private final int connectTimeoutMillis;
    private final int socketTimeoutMillis;
    private final String clientName;

    /**
     * A server as declared in a Flux file.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or wrong; a password written out is refused, and not shown
     */
    public Redis(Map<String, Object> options) {
        Options given = OPTIONS.read(login(options));
        host = given.text("host");
        port = given.integer("port", 1, 65_535);
        user = given.text("user");
        password = given.text("password");
        database = given.integer("database", 0, MOST_DATABASES);
        tls = given.bool("tls");
        connectTimeoutMillis = given.integer("connectTimeoutMillis", 1, LONGEST_TIMEOUT);
        socketTimeoutMillis = given.integer("socketTimeoutMillis", 1, LONGEST_TIMEOUT);
        clientName = given.text("clientName");
        if (!user.isEmpty() && password.isEmpty()) {
            throw given.fault("option 'user' needs option 'password'");
        }
        if (!password.isEmpty() && !Secret.isReference(password)) {
            // what was written is not shown: it may be the password
            throw given.fault(
                    "option 'password' takes env:NAME or file:PATH, where the worker finds the password, and never the password itself");
        }
    }

    /** The options, with an empty user or password left out, and nothing for a password that could be quoted in an error. */
    private static Map<String, Object> login(Map<String, Object> options) {
        if (options == null) {
            return Map.of();
        }
        Map<String, Object> checked = new HashMap<>(options);
        // `password:` with nothing behind it, as a properties file may leave it
        checked.values().removeIf(Objects::isNull);
        if (checked.containsKey("password") && !(checked.get("password") instanceof String)) {
            throw new IllegalArgumentException("redis: option 'password' takes a text: env:NAME or file:PATH");
        }
        return checked;
    }

    /** Shares one connection among all stages of the worker; a server that cannot be reached yet fails the look-ups alone. */
    @Override
    public Records connect(StageContext context) {
        // a secret that is not there is a fault of the worker, and shows at once
        secret();
        RedisRecords shared = context.shared(
                Redis.class.getName() + " " + this + " " + password + " " + connectTimeoutMillis + " "
                        + socketTimeoutMillis,
                () -> new RedisRecords(this, context));
        shared.awaitFirstTry(Duration.ofMillis(connectTimeoutMillis));
        return new Records() {
            @Override
            public CompletionStage<List<Optional<byte[]>>> fetch(List<String> keys) {
                return shared.fetch(keys);
            }

            @Override
            public void close() {
                // the worker closes what is shared, after its last user
            }
        };
    }

    private String secret() {
        return password.isEmpty() ? "" : new Secret(password).resolve();
    }

    /**
     * Connects and logs in.
     *
     * @throws Unavailable if that fails
     */
    Jedis open() {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(connectTimeoutMillis)
                .socketTimeoutMillis(socketTimeoutMillis)
                .database(database)
                .clientName(clientName)
                // one round trip less, and one command less that a user must be allowed
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (tls) {
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        }
        String secret = secret();
        if (!secret.isEmpty()) {
            config.password(secret);
        }
        if (!user.isEmpty()) {
            config.user(user);
        }
        try {
            return new Jedis(new HostAndPort(host, port), config.build());
        } catch (JedisDataException e) {
            throw new Unavailable(address() + " refuses: " + withoutArguments(e.getMessage(), secret));
        } catch (JedisException e) {
            throw new Unavailable(address() + " cannot be reached: " + Unavailable.causeOf(e));
        }
    }

    /** Some of the server's error messages quote the command, and so the password. */
    private static String withoutArguments(String message, String secret) {
        int arguments = message.indexOf(", with args");
        String text = arguments < 0 ? message : message.substring(0, arguments);
        return secret.isEmpty() ? text : text.replace(secret, "***");
    }

    /** The server, for messages. */
    String address() {
        return "Redis " + host + ":" + port;
    }

    /** The server and the user: what tells two of them apart. No secret. */
    @Override
    public String toString() {
        return "Redis[" + (tls ? "rediss" : "redis") + "://" + (user.isEmpty() ? "" : user + "@") + host + ":" + port
                + "/" + database + " " + clientName + "]";
    }
}
