package io.riskstream.connect.redis;

import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.Options;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.Secret;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
 * A Redis server or cluster that stores records, each one a string or a hash under its key, and the histories of entities, each one a hash. Redis 6 or newer,
 * optionally with TLS and a user of the access control list (ACL).
 *
 * <p>The user needs these commands:
 *
 * <ul>
 *   <li>{@code mget}; on a cluster instead {@code get}, {@code asking} and {@code cluster|slots}; {@code hmget} for hashes, and
 *       {@code hlen}, without which a hash of other members counts as a missing record
 *   <li>for {@link InvalidationMode#TRACKING} also {@code client|tracking}, and with RESP2 {@code client|id} and {@code subscribe} on the channel
 *       {@code __redis__:invalidate}
 *   <li>for histories {@code hset}, {@code hvals}, {@code hdel} and {@code expire} on the keys {@code riskstream-history:*}, and on a cluster {@code asking}
 *   <li>{@code ping} and {@code client|setname} are optional
 * </ul>
 *
 * <p>All stages of a worker share, for each server, one connection and one thread that fetches records and histories, and a second connection on which the server
 * sends invalidations. The worker resolves the password again for each connection, so a changed secret takes effect without a restart.
 */
public final class Redis implements RecordStore, HistoryStore {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("redis")
            .optional("name", Options.Kind.TEXT, "redis", "name in metrics and reports")
            .required(
                    "host",
                    Options.Kind.TEXT,
                    "host name of the server, or of any server of a cluster; with TLS the certificate must contain it")
            .optional("port", Options.Kind.INTEGER, 6379, "port of the server")
            .optional("user", Options.Kind.TEXT, "", "user of the access control list; empty for the default user")
            .optional(
                    "password",
                    Options.Kind.TEXT,
                    "",
                    "where the worker finds the password: env:NAME or file:PATH; empty for no password")
            .optional("database", Options.Kind.INTEGER, 0, "number of the database")
            .optional("tls", Options.Kind.BOOLEAN, false, "encrypts connections and verifies the host name")
            .optional(
                    "caCertificates",
                    Options.Kind.TEXT,
                    "",
                    "with tls: PEM file on the worker with the trusted certificates; they replace those of the JVM")
            .optional("cluster", Options.Kind.BOOLEAN, false, "true if the servers form a Redis cluster")
            .choice(
                    "freshness",
                    InvalidationMode.TRACKING,
                    "how cached records stay correct: the server sends invalidations, or records expire by age")
            .optional("connectTimeoutMillis", Options.Kind.MILLISECONDS, 2_000, "time limit for a connection attempt")
            .optional("socketTimeoutMillis", Options.Kind.MILLISECONDS, 1_000, "time limit for a reply")
            .optional("clientName", Options.Kind.TEXT, "riskstream", "name of the workers in the server's CLIENT LIST");

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final int MAX_REFUSAL_LENGTH = 100;
    private static final Pattern HOST = Pattern.compile("[\\w.:%-]+");
    private static final Pattern QUOTED_ARGUMENTS = Pattern.compile("['`\"]|with args");
    private static final Pattern FORBIDDEN_COMMAND = Pattern.compile("'[a-z|]+' command");
    private static final int MAX_DATABASE = 1_000_000;
    private static final int MAX_TIMEOUT_MILLIS = 600_000;

    private final String name;
    private final String host;
    private final int port;
    private final String user;
    /** Reference to the password; empty for no password. */
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
     * Creates a server or cluster from the options in a Flux file.
     *
     * @throws ConfigurationException if an option is unknown, missing or invalid, or the password is a literal; the message does not contain the
     *     password
     */
    public Redis(Map<String, Object> options) {
        Options values = OPTIONS.readWithPassword(options);
        name = values.text("name");
        host = values.text("host");
        if (!HOST.matcher(host).matches()) {
            // the value is not quoted: a URL could contain the password
            throw values.problem(
                    "host", "", "option 'host' must be a host name or IP address without scheme, user and port");
        }
        port = values.integer("port", 1, 65_535);
        user = values.text("user");
        password = values.text("password");
        database = values.integer("database", 0, MAX_DATABASE);
        tls = values.bool("tls");
        caCertificates = values.text("caCertificates");
        cluster = values.bool("cluster");
        freshness = values.choice("freshness", InvalidationMode.class);
        connectTimeoutMillis = values.integer("connectTimeoutMillis", 1, MAX_TIMEOUT_MILLIS);
        socketTimeoutMillis = values.integer("socketTimeoutMillis", 1, MAX_TIMEOUT_MILLIS);
        clientName = values.text("clientName");
        if (!caCertificates.isEmpty() && !tls) {
            throw values.problem("caCertificates", "option 'caCertificates' needs option 'tls' set to true");
        }
        if (cluster && database != 0) {
            throw values.problem("database", "option 'database' must be 0: a cluster has no other database");
        }
        if (!user.isEmpty() && password.isEmpty()) {
            throw values.problem("user", "option 'user' needs option 'password'");
        }
    }

    /**
     * Returns the records of this store. All stages of the worker share one connection to each server. If the server cannot be reached yet, only
     * look-ups fail.
     *
     * @throws IllegalStateException if the worker has no such secret
     */
    @Override
    public Records connect(StageContext context) {
        return shared(context).forStage();
    }

    /**
     * Returns the histories of this store, over the connections that the look-ups of the worker use.
     *
     * @throws IllegalStateException if the worker has no such secret
     */
    @Override
    public Histories connectHistories(StageContext context) {
        return shared(context).historiesForStage();
    }

    private RedisRecords shared(StageContext context) {
        // a missing secret is a configuration error of the worker, so it is reported at once
        String unused = resolvePassword(context::secret);
        RedisRecords shared =
                context.shared(Redis.class.getName() + " " + identity(), () -> new RedisRecords(this, context));
        shared.awaitFirstAttempt();
        return shared;
    }

    /** Returns what distinguishes two of these components in one worker. Contains no secret. */
    String identity() {
        return this + " " + password + " " + connectTimeoutMillis + " " + socketTimeoutMillis;
    }

    private String resolvePassword(Function<Secret, String> secrets) {
        if (password.isEmpty()) {
            return "";
        }
        String secret = secrets.apply(new Secret(password));
        if (secret.isEmpty()) {
            throw new UnavailableException(address() + ": the secret " + password + " is empty");
        }
        return secret;
    }

    /**
     * Connects to a server and logs in.
     *
     * @param secrets reads a secret, see {@link StageContext#secret}
     * @throws UnavailableException if that fails
     */
    Jedis open(HostAndPort server, Function<Secret, String> secrets) {
        try {
            JedisClientConfig clientConfig = clientConfig(Optional.empty(), secrets);
            return new Jedis(sockets(server, clientConfig), clientConfig);
        } catch (JedisException e) {
            throw unavailable(server, e);
        }
    }

    /** Returns the sockets to a server, with TLS if configured. */
    JedisSocketFactory sockets(HostAndPort server, JedisClientConfig clientConfig) {
        return tls
                ? new RedisTlsSockets(server, clientConfig, host, caCertificates)
                : new DefaultJedisSocketFactory(server, clientConfig);
    }

    /**
     * Returns the client settings of a new connection, with the password resolved now.
     *
     * @param protocol the protocol to request; if empty, the connection uses RESP2, which needs one command less
     * @param secrets reads a secret, see {@link StageContext#secret}
     */
    JedisClientConfig clientConfig(Optional<RedisProtocol> protocol, Function<Secret, String> secrets) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .protocol(protocol.orElse(null))
                .connectionTimeoutMillis(connectTimeoutMillis)
                .socketTimeoutMillis(socketTimeoutMillis)
                .database(database)
                .clientName(clientName)
                // saves a round trip, and one command that the user would need
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        String secret = resolvePassword(secrets);
        if (!secret.isEmpty()) {
            config.password(secret);
        }
        if (!user.isEmpty()) {
            config.user(user);
        }
        return config.build();
    }

    /** True if the server did not answer within the socket timeout. */
    static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Closes a connection at once, even if another thread uses it. */
    static void disconnectNow(Jedis connection) {
        try {
            connection.getConnection().forceDisconnect();
        } catch (IOException | JedisException e) {
            LOG.debug("the connection is closed already", e);
        }
    }

    /** Describes a server's failure without keys, values and secrets. */
    UnavailableException unavailable(HostAndPort server, RuntimeException failure) {
        if (failure instanceof UnavailableException unavailable) {
            return unavailable;
        }
        return failure instanceof JedisDataException refusal
                ? new UnavailableException("Redis " + server + " refuses: " + withoutArguments(refusal))
                : new UnavailableException(
                        "Redis " + server + " does not answer: " + UnavailableException.causeOf(failure),
                        isTimeout(failure));
    }

    /** Returns an error reply without quoted command arguments, which may be keys, values or the password. */
    private static String withoutArguments(JedisDataException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.length() <= MAX_REFUSAL_LENGTH
                && !QUOTED_ARGUMENTS.matcher(message).find()) {
            return message;
        }
        Matcher command = FORBIDDEN_COMMAND.matcher(message);
        return code(refusal) + (command.find() ? " " + command.group() : "");
    }

    /** Returns the code of an error reply, such as NOPERM. */
    static String code(JedisDataException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.contains("max number of clients")) {
            return "MAXCLIENTS"; // this reply starts with ERR, like the refusal of a single command
        }
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    /** Returns {@code host:port} as they are configured; of a cluster this is one of its servers. */
    public String hostAndPort() {
        return host + ":" + port;
    }

    /** Returns the server named in the Flux file. A cluster has others. */
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

    /** Returns the server for messages. */
    String address() {
        return "Redis " + host + ":" + port;
    }

    /** Returns the server, the user and the mode, which identify the store. Contains no secret. */
    @Override
    public String toString() {
        return "Redis[" + (tls ? "rediss" : "redis") + "://" + (user.isEmpty() ? "" : user + "@") + host + ":" + port
                + "/" + database + (cluster ? " cluster " : " ") + freshness + " " + clientName + "]";
    }
}
