package io.riskstream.connect.postgres;

import io.riskstream.stage.Options;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Secret;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * A PostgreSQL database (14 or newer) that stores verdicts and dead letters. {@link io.riskstream.publish.PublishScore} and {@link
 * io.riskstream.publish.PublishDeadLetter} write to it: their option {@code topic} is the name of the table, and the key of the message is the key of
 * the row. The command {@code store init} creates the tables.
 *
 * <p>An event that is delivered twice, or replayed, leaves one row: a row is replaced only by a verdict on a later record of the same key, by the Kafka
 * timestamp and then the offset of the record.
 *
 * <p>All stages of a worker share one connection and one thread, which writes the rows that wait, at most 500 with one statement. Several hosts may be
 * given; the connection is made to the primary. The worker resolves the password again for each connection, so a changed secret, such as a token,
 * takes effect without a restart.
 */
public final class Postgres implements Sink {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("postgres")
            .optional("name", Options.Kind.TEXT, "postgres", "name in metrics and reports")
            .required(
                    "hosts",
                    Options.Kind.TEXT,
                    "host or host:port of the server; of all servers of a replicated database, separated by commas")
            .required("database", Options.Kind.TEXT, "name of the database")
            .optional("schema", Options.Kind.TEXT, "riskstream", "schema with the tables")
            .required("user", Options.Kind.TEXT, "user of the database")
            .optional(
                    "password",
                    Options.Kind.TEXT,
                    "",
                    "where the worker finds the password: env:NAME or file:PATH; empty for no password")
            .optional("tls", Options.Kind.BOOLEAN, false, "encrypts connections and verifies certificate and host name")
            .optional(
                    "caCertificates",
                    Options.Kind.TEXT,
                    "",
                    "with tls: PEM file on the worker with the trusted certificates; they replace those of the JVM")
            .choice(
                    "channelBinding",
                    ChannelBinding.PREFER,
                    "with tls and a password: whether the login must prove that no other host decrypts the connection (SCRAM-SHA-256-PLUS); REQUIRE refuses a server that does not offer it")
            .optional("connectTimeoutMillis", Options.Kind.MILLISECONDS, 5_000, "time limit for a connection attempt")
            .optional(
                    "statementTimeoutMillis",
                    Options.Kind.MILLISECONDS,
                    10_000,
                    "time limit for a statement, also for its wait for locks")
            .optional(
                    "queueRows",
                    Options.Kind.INTEGER,
                    10_000,
                    "how many rows of a worker may wait; a further row is retried by its stage");

    private static final Pattern HOSTS = Pattern.compile("[\\w.-]+(?::\\d{1,5})?(?:,[\\w.-]+(?::\\d{1,5})?)*");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    /** Names of partitions and indexes are up to twelve characters longer, and PostgreSQL cuts a name after 63. */
    private static final int MAX_TABLE = 51;

    private static final Optional<String> TABLE_RULE = Optional.of("the name of a table has at most " + MAX_TABLE
            + " lower-case letters, digits and underscores, and no digit at its start");
    private static final int MAX_TIMEOUT_MILLIS = 600_000;
    private static final int MAX_QUEUE_ROWS = 1_000_000;
    /** The socket's limit is longer than the statement's, so that the server normally ends a statement. */
    private static final int SOCKET_MARGIN_MILLIS = 5_000;

    /** Whether a login is bound to the TLS connection. */
    public enum ChannelBinding {
        /** No login is possible without it. */
        REQUIRE,
        /** It is used if the server offers it. */
        PREFER,
        /** It is not used. */
        DISABLE
    }

    private final String name;
    private final String hosts;
    private final String database;
    private final String schema;
    private final String user;
    /** Reference to the password; empty for no password. */
    private final String password;

    private final boolean tls;
    private final String caCertificates;
    private final ChannelBinding channelBinding;
    private final int connectTimeoutMillis;
    private final int statementTimeoutMillis;
    private final int queueRows;

    /**
     * Creates a database from the options in a Flux file.
     *
     * @throws ConfigurationException if an option is unknown, missing or invalid, or the password is a literal; the message does not contain the
     *     password
     */
    public Postgres(Map<String, Object> options) {
        Options values = OPTIONS.readWithPassword(options);
        name = values.text("name");
        hosts = values.text("hosts");
        if (!HOSTS.matcher(hosts).matches()) {
            // the value is not quoted: a URL could contain the password
            throw values.problem(
                    "hosts",
                    "",
                    "option 'hosts' must be host or host:port, several separated by commas, without scheme and user");
        }
        database = values.text("database");
        schema = identifier(values, "schema");
        user = values.text("user");
        password = values.text("password");
        tls = values.bool("tls");
        caCertificates = values.text("caCertificates");
        if (!caCertificates.isEmpty() && !tls) {
            throw values.problem("caCertificates", "option 'caCertificates' needs option 'tls' set to true");
        }
        channelBinding = values.choice("channelBinding", ChannelBinding.class);
        if (channelBinding == ChannelBinding.REQUIRE && !(tls && !password.isEmpty())) {
            throw values.problem(
                    "channelBinding",
                    "option 'channelBinding' can be REQUIRE only with option 'tls' set to true and a 'password'");
        }
        connectTimeoutMillis = values.integer("connectTimeoutMillis", 1_000, MAX_TIMEOUT_MILLIS);
        statementTimeoutMillis = values.integer("statementTimeoutMillis", 1, MAX_TIMEOUT_MILLIS);
        queueRows = values.integer("queueRows", 1, MAX_QUEUE_ROWS);
    }

    private static String identifier(Options values, String option) {
        String text = values.text(option);
        if (!IDENTIFIER.matcher(text).matches()) {
            throw values.problem(
                    option,
                    "option '" + option
                            + "' must have lower-case letters, digits and underscores, at most 63, and no digit at its start");
        }
        return text;
    }

    /** Returns a publisher. All stages of a worker share one connection. If the server cannot be reached yet, rows are retried. */
    @Override
    public Publisher connect(StageContext context) {
        PostgresPublisher shared = context.shared(
                Postgres.class.getName() + " " + this + " " + password + " " + channelBinding + " "
                        + statementTimeoutMillis + " " + queueRows,
                () -> new PostgresPublisher(this, context));
        return shared.forStage();
    }

    @Override
    public Optional<String> topicProblem(String table) {
        return isTable(table) ? Optional.empty() : TABLE_RULE;
    }

    /** True if a text is a name of a table that needs no quotes in SQL. Allocates nothing. */
    private static boolean isTable(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_TABLE || isDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || isDigit(c) || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Returns the servers as in the option {@code hosts}. */
    public String hosts() {
        return hosts;
    }

    String name() {
        return name;
    }

    /** Returns the schema of the tables. */
    public String schema() {
        return schema;
    }

    int queueRows() {
        return queueRows;
    }

    /** Returns the time limit for an attempt to connect to one host after the other. */
    int attemptMillis() {
        return connectTimeoutMillis * hosts.split(",").length;
    }

    int statementTimeoutMillis() {
        return statementTimeoutMillis;
    }

    /**
     * Opens a connection to the primary, with autocommit, and with the password as it is now. For programs beside the pipelines.
     *
     * @throws SQLException if no server accepts it; the message contains no secret
     */
    public Connection openConnection() throws SQLException {
        return open(Secret::resolve);
    }

    /** True if another attempt may succeed, on a new connection: the server is not available, or a deadlock or a time limit ended the statement. */
    public static boolean isTemporary(SQLException failure) {
        FailureKind kind = FailureKind.of(failure);
        return kind == FailureKind.CONNECTION || kind == FailureKind.TRANSIENT;
    }

    /**
     * Opens a connection to the primary, with autocommit.
     *
     * @param secrets returns the secret of a reference
     * @throws SQLException if no server accepts it; the message contains no secret
     */
    Connection open(Function<Secret, String> secrets) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (!password.isEmpty()) {
            properties.setProperty("password", secrets.apply(new Secret(password)));
        }
        properties.setProperty("ApplicationName", "riskstream");
        properties.setProperty("targetServerType", "primary");
        properties.setProperty("connectTimeout", Integer.toString(seconds(connectTimeoutMillis)));
        // of the whole attempt: without the time of all hosts, a first host that does not answer would hide the others
        properties.setProperty(
                "loginTimeout", Integer.toString(seconds(connectTimeoutMillis) * hosts.split(",").length + 1));
        // until the connection is open; a host may accept it and not answer
        properties.setProperty("socketTimeout", Integer.toString(seconds(connectTimeoutMillis)));
        properties.setProperty("tcpKeepAlive", "true");
        // the server's details quote values of rows, which are personal data
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("reWriteBatchedInserts", "false");
        properties.setProperty("channelBinding", channelBinding.name().toLowerCase(Locale.ROOT));
        properties.setProperty("sslmode", tls ? "verify-full" : "disable");
        if (tls && caCertificates.isEmpty()) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        } else if (tls) {
            properties.setProperty("sslrootcert", caCertificates);
        }
        Connection connection = new Driver().connect(url(), properties);
        try {
            connection.setNetworkTimeout(Runnable::run, statementTimeoutMillis + SOCKET_MARGIN_MILLIS);
            configure(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns the URL. The name of the database is encoded, since a URL may also contain properties. */
    String url() {
        return "jdbc:postgresql://" + hosts + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /**
     * Sets the time limits, and a safe commit, with one statement. They are not sent as startup options, which poolers such as PgBouncer refuse.
     */
    private void configure(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('statement_timeout', '" + statementTimeoutMillis
                    + "', false), set_config('lock_timeout', '" + statementTimeoutMillis
                    + "', false), set_config('idle_in_transaction_session_timeout', '"
                    + (statementTimeoutMillis + SOCKET_MARGIN_MILLIS)
                    // with `off`, a server that is killed loses rows that it has acknowledged
                    + "', false), CASE current_setting('synchronous_commit') WHEN 'off'"
                    + " THEN set_config('synchronous_commit', 'on', false) END");
        }
    }

    private static int seconds(int millis) {
        return Math.max(1, (millis + 999) / 1_000);
    }

    /** Returns user, hosts, database and schema, and no secret. */
    @Override
    public String toString() {
        return "Postgres[" + user + "@" + hosts + "/" + database + ", schema " + schema + (tls ? ", TLS" : "") + "]";
    }
}
