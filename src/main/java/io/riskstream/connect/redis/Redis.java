package io.riskstream.connect.redis;

import io.riskstream.stage.Options;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.Secret;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Records in a Redis, one server or a cluster: each a text or a hash under its key. Redis 6 or newer; with TLS and a user of its access control
 * list, if wanted. The user needs {@code mget} (on a cluster {@code get}, {@code asking} and {@code cluster|slots}; {@code hmget} for hashes), and
 * for {@link InvalidationMode#TRACKING} {@code client|tracking}, with RESP2 also {@code client|id} and {@code subscribe} on the channel {@code
 * __redis__:invalidate}. {@code ping} and {@code client|setname} may be missing.
 *
 * <p>All stages of a worker share one connection to each server, one thread that asks for what they want together, and a second connection on
 * which the server tells of changes. The password is found on the worker, anew for each connection, so that a changed secret is taken up.
 */
public final class Redis implements RecordStore {
    private static final long serialVersionUID = 1;

    /** What may stand in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("redis")
            .optional("name", Options.Kind.TEXT, "redis", "what metrics and reports call it")
            .required(
                    "host",
                    Options.Kind.TEXT,
                    "the server's name, or that of any server of a cluster; with TLS its certificate must bear it")
            .optional("port", Options.Kind.INTEGER, 6379, "the server's port")
            .optional("user", Options.Kind.TEXT, "", "a user of the access control list; empty for the default user")
            .optional("password", Options.Kind.TEXT, "", "env:NAME or file:PATH on the worker; empty for none")
            .optional("database", Options.Kind.INTEGER, 0, "the database's number")
            .optional("tls", Options.Kind.BOOLEAN, false, "whether to encrypt; the host's name is then always verified")
            .optional(
                    "caCertificates",
                    Options.Kind.TEXT,
                    "",
                    "with tls: a PEM file on the worker with the certificates to trust, in place of those the JVM trusts")
            .optional(
                    "cluster",
                    Options.Kind.BOOLEAN,
                    false,
                    "whether the records are spread over the servers of a cluster")
            .choice(
                    "freshness",
                    InvalidationMode.TRACKING,
                    "what keeps records in memory true: the server tells of every change, or their age alone")
            .optional("connectTimeoutMillis", Options.Kind.MILLISECONDS, 2_000, "how long connecting may take")
            .optional("socketTimeoutMillis", Options.Kind.MILLISECONDS, 1_000, "how long an answer may take")
            .optional(
                    "clientName", Options.Kind.TEXT, "riskstream", "what CLIENT LIST on the server calls the workers");

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final int LONGEST_REFUSAL = 100;
    private static final Pattern HOST = Pattern.compile("[\\w.:%-]+");
    private static final Pattern QUOTING = Pattern.compile("['`\"]|with args");
    private static final Pattern FORBIDDEN = Pattern.compile("'[a-z|]+' command");
    private static final int MOST_DATABASES = 1_000_000;
    private static final int LONGEST_TIMEOUT = 600_000;

    private final String name;
    private final String host;
    private final int port;
    private final String user;
    /** Where the password is found; empty for none. */
    private final String password;

    private final int database;
    private final boolean tls;
    private final String caCertificates;
    private final boolean cluster;
    private final InvalidationMode freshness;
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
        name = given.text("name");
        host = given.text("host");
        if (!HOST.matcher(host).matches()) {
            // not shown: a whole address would have the password in it
            throw given.problem(
                    "host", "", "option 'host' takes a server's name or address alone, without scheme, user and port");
        }
        port = given.integer("port", 1, 65_535);
        user = given.text("user");
        password = given.text("password");
        database = given.integer("database", 0, MOST_DATABASES);
        tls = given.bool("tls");
        caCertificates = given.text("caCertificates");
        cluster = given.bool("cluster");
        freshness = given.choice("freshness", InvalidationMode.class);
        connectTimeoutMillis = given.integer("connectTimeoutMillis", 1, LONGEST_TIMEOUT);
        socketTimeoutMillis = given.integer("socketTimeoutMillis", 1, LONGEST_TIMEOUT);
        clientName = given.text("clientName");
        if (!caCertificates.isEmpty() && !tls) {
            throw given.problem("caCertificates", "option 'caCertificates' is for tls: true");
        }
        if (cluster && database != 0) {
            throw given.problem("database", "option 'database' must be 0: a cluster has no other");
        }
        if (!user.isEmpty() && password.isEmpty()) {
            throw given.problem("user", "option 'user' needs option 'password'");
        }
        if (!password.isEmpty() && !Secret.isReference(password)) {
            // what was written is not shown: it may be the password
            throw given.problem(
                    "password",
                    "",
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
            throw new ConfigurationException(ConfigurationProblem.ofOption(
                    "redis", "password", "", "option 'password' takes a text: env:NAME or file:PATH"));
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
        shared.awaitFirstTry();
        return new Records() {
            @Override
            public void fetch(List<? extends RecordRequest> requests) {
                shared.fetch(requests);
            }

            @Override
            public void watch(Set<String> prefixes, RecordChangeListener changes) {
                shared.watch(prefixes, changes);
            }

            @Override
            public void close() {
                // the worker closes what is shared, after its last user
            }
        };
    }

    private String secret() {
        if (password.isEmpty()) {
            return "";
        }
        String secret = new Secret(password).resolve();
        if (secret.isEmpty()) {
            throw new UnavailableException(address() + ": the secret " + password + " is empty");
        }
        return secret;
    }

    /**
     * Connects to the server, or the one named of a cluster, and logs in.
     *
     * @throws UnavailableException if that fails
     */
    Jedis open() {
        return open(seed());
    }

    /**
     * Connects to a server of the cluster, and logs in.
     *
     * @throws UnavailableException if that fails
     */
    Jedis open(HostAndPort server) {
        try {
            JedisClientConfig login = login(Optional.empty());
            return new Jedis(sockets(server, login), login);
        } catch (JedisException e) {
            throw reason(server, e);
        }
    }

    /** How to reach a server. */
    JedisSocketFactory sockets(HostAndPort server, JedisClientConfig login) {
        return tls
                ? new RedisTlsSockets(server, login, host, caCertificates)
                : new DefaultJedisSocketFactory(server, login);
    }

    /**
     * How a connection introduces itself; the password is found anew.
     *
     * @param protocol what it asks to speak; if it does not ask, it speaks RESP2, and needs one command less
     */
    JedisClientConfig login(Optional<RedisProtocol> protocol) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .protocol(protocol.orElse(null))
                .connectionTimeoutMillis(connectTimeoutMillis)
                .socketTimeoutMillis(socketTimeoutMillis)
                .database(database)
                .clientName(clientName)
                // one round trip less, and one command less that a user must be allowed
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        String secret = secret();
        if (!secret.isEmpty()) {
            config.password(secret);
        }
        if (!user.isEmpty()) {
            config.user(user);
        }
        return config.build();
    }

    /** Ends a connection at once, whatever goes on in it. */
    static void cut(Jedis connection) {
        try {
            connection.getConnection().forceDisconnect();
        } catch (IOException | JedisException e) {
            LOG.debug("the connection was gone already", e);
        }
    }

    /** What went wrong with a server, without keys, values and secrets. */
    UnavailableException reason(HostAndPort server, RuntimeException failure) {
        if (failure instanceof UnavailableException unavailable) {
            return unavailable;
        }
        return failure instanceof JedisDataException refusal
                ? new UnavailableException("Redis " + server + " refuses: " + told(refusal))
                : new UnavailableException(
                        "Redis " + server + " does not answer: " + UnavailableException.causeOf(failure));
    }

    /** As much of a refusal as can hold nothing secret: some of them quote the command, and so keys, values or the password. */
    private static String told(JedisDataException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.length() <= LONGEST_REFUSAL && !QUOTING.matcher(message).find()) {
            return message;
        }
        Matcher command = FORBIDDEN.matcher(message);
        return code(refusal) + (command.find() ? " " + command.group() : "");
    }

    /** The first word of a server's refusal, such as NOPERM. */
    static String code(JedisDataException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.contains("max number of clients")) {
            return "MAXCLIENTS"; // it begins with ERR, as refusals of a single command do
        }
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    /** The server that is named; one of several, in a cluster. */
    HostAndPort seed() {
        return new HostAndPort(host, port);
    }

    String name() {
        return name;
    }

    boolean isCluster() {
        return cluster;
    }

    InvalidationMode freshness() {
        return freshness;
    }

    int connectTimeoutMillis() {
        return connectTimeoutMillis;
    }

    int socketTimeoutMillis() {
        return socketTimeoutMillis;
    }

    /** The server, for messages. */
    String address() {
        return "Redis " + host + ":" + port;
    }

    /** The server and the user: what tells two of them apart. No secret. */
    @Override
    public String toString() {
        return "Redis[" + (tls ? "rediss" : "redis") + "://" + (user.isEmpty() ? "" : user + "@") + host + ":" + port
                + "/" + database + (cluster ? " cluster " : " ") + freshness + " " + clientName + "]";
    }
}
