package io.riskstream.connect.cosmos;

import io.riskstream.stage.Options;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Secret;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.TopicName;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A database of Azure Cosmos DB (API for NoSQL) that stores verdicts and dead letters. {@link io.riskstream.publish.PublishScore} and {@link
 * io.riskstream.publish.PublishDeadLetter} write to it: their option {@code topic} is the name of the container, which must exist, with the partition key path
 * {@code /pk} or the one of option {@code partitionKeyName}.
 *
 * <p>With {@code keep: ALL}, the container has one document for each input record, under its origin: the audit of what was decided. With {@code keep: LATEST}, it
 * has one document for each key, that of the latest record: a conditional patch, and if there is no document yet, a creation. A dead letter is always stored under
 * its origin. A replay leaves the same documents.
 *
 * <p>All stages of a worker share one client, in gateway mode (HTTPS on port 443), and one thread for each of these components, which writes what waits, at most
 * 200 documents together. The worker reads the secret again when it connects, and again when the server refuses it.
 *
 * <p>The client library is not in the topology jar by default: build it with {@code ./mvnw -Pcosmos package}.
 */
public final class Cosmos implements Sink {
    private static final long serialVersionUID = 1;

    /** The documents that a container keeps. */
    public enum Keep {
        /** One document for each input record. */
        ALL,
        /** One document for each key: that of the latest input record. */
        LATEST
    }

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("cosmos")
            .optional("name", Options.Kind.TEXT, "cosmos", "name in metrics and reports")
            .required("endpoint", Options.Kind.TEXT, "address of the account, such as https://NAME.documents.azure.com")
            .required("database", Options.Kind.TEXT, "name of the database")
            .optional(
                    "accountKey",
                    Options.Kind.TEXT,
                    "",
                    "where the worker finds the key of the account: env:NAME or file:PATH")
            .optional(
                    "token",
                    Options.Kind.TEXT,
                    "",
                    "where the worker finds a token of Microsoft Entra ID, instead of a key; a file that another"
                            + " process renews")
            .choice("keep", Keep.ALL, "the documents of a container: one for each record, or the latest of each key")
            .optional(
                    "partitionKey",
                    Options.Kind.TEXT,
                    "{key}",
                    "template of the partition key, with {key}, {topic}, {partition}, {day} and {month} of the input"
                            + " record; with keep: LATEST {key} alone")
            .optional(
                    "partitionKeyName",
                    Options.Kind.TEXT,
                    "pk",
                    "property with the partition key: the path of the container without its slash")
            .optional(
                    "ttlSeconds",
                    Options.Kind.INTEGER,
                    0,
                    "how long a document is kept after it was written; 0 for the container's default. The container"
                            + " must have a default time to live, which may be off (-1)")
            .optional(
                    "maxBytes",
                    Options.Kind.INTEGER,
                    1_900_000,
                    "a larger document is refused: its event becomes a dead letter. Cosmos DB allows 2 MB")
            .optional("requestTimeoutMillis", Options.Kind.MILLISECONDS, 10_000, "time limit for an answer")
            .optional(
                    "retryMillis",
                    Options.Kind.MILLISECONDS,
                    30_000,
                    "how long the sink repeats a request, after the time that the server asks for, before the stage"
                            + " does")
            .optional(
                    "queueDocuments",
                    Options.Kind.INTEGER,
                    10_000,
                    "how many documents of a worker may wait; a further document is retried by its stage")
            .optional(
                    "endpointDiscovery",
                    Options.Kind.BOOLEAN,
                    true,
                    "false to use the endpoint alone, not the regions of the account: for an emulator or a proxy");

    /** The class whose presence means that of the library. */
    private static final String LIBRARY = "com.azure.cosmos.CosmosAsyncClient";

    private static final Pattern ENDPOINT = Pattern.compile("https?://[\\w.-]+(?::\\d{1,5})?/?");
    private static final Pattern PROPERTY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern DATABASE = Pattern.compile("[^/\\\\#?]{1,255}");
    private static final Optional<String> TOPIC_RULE = Optional.of(TopicName.RULE);
    private static final int MAX_TTL_SECONDS = Integer.MAX_VALUE;
    private static final int MAX_MAX_BYTES = 2_000_000;
    private static final int MAX_TIMEOUT_MILLIS = 600_000;
    private static final int MAX_QUEUE = 1_000_000;

    private final String name;
    private final String endpoint;
    private final String database;
    /** References to secrets; one of them is empty. */
    private final String accountKey;

    private final String token;
    private final Keep keep;
    private final String partitionKey;
    private final String partitionKeyName;
    private final int ttlSeconds;
    private final int maxBytes;
    private final int requestTimeoutMillis;
    private final int retryMillis;
    private final int queueDocuments;
    private final boolean endpointDiscovery;
    private final Map<String, Object> options;

    /**
     * Creates a database from the options in a Flux file.
     *
     * @throws ConfigurationException if an option is unknown, missing or invalid, a secret is a literal, or the class path lacks the client library; the message
     *     contains no secret
     */
    public Cosmos(Map<String, Object> options) {
        this(options, Cosmos.class.getClassLoader());
    }

    Cosmos(Map<String, Object> options, ClassLoader loader) {
        Map<String, Object> present = CosmosSecrets.withoutLiterals(options);
        Options values = OPTIONS.read(present);
        name = values.text("name");
        endpoint = values.text("endpoint");
        if (!ENDPOINT.matcher(endpoint).matches()) {
            // the value is not quoted: a connection string contains the key
            throw values.problem("endpoint", "", "option 'endpoint' must be https://HOST or https://HOST:PORT");
        }
        database = values.text("database");
        if (!DATABASE.matcher(database).matches()) {
            throw values.problem("database", "option 'database' must have 1 to 255 characters, none of them / \\ # ?");
        }
        accountKey = values.text("accountKey");
        token = values.text("token");
        if (accountKey.isEmpty() == token.isEmpty()) {
            throw values.problem("one of the options 'accountKey' and 'token' must be given, and not both");
        }
        keep = values.choice("keep", Keep.class);
        partitionKey = values.text("partitionKey");
        PartitionKeyTemplate unused = PartitionKeyTemplate.of(values, keep == Keep.LATEST);
        partitionKeyName = values.text("partitionKeyName");
        if (!PROPERTY.matcher(partitionKeyName).matches()) {
            throw values.problem(
                    "partitionKeyName",
                    "option 'partitionKeyName' must be the name of one property, of letters, digits and _, without a"
                            + " slash");
        }
        ttlSeconds = values.integer("ttlSeconds", 0, MAX_TTL_SECONDS);
        maxBytes = values.integer("maxBytes", 1_000, MAX_MAX_BYTES);
        requestTimeoutMillis = values.integer("requestTimeoutMillis", 100, MAX_TIMEOUT_MILLIS);
        retryMillis = values.integer("retryMillis", 0, MAX_TIMEOUT_MILLIS);
        queueDocuments = values.integer("queueDocuments", 1, MAX_QUEUE);
        endpointDiscovery = values.bool("endpointDiscovery");
        this.options = Map.copyOf(present);
        if (!isPresent(loader)) {
            throw values.problem(
                    "the class path lacks the client library of Azure Cosmos DB, which is not in the jar by"
                            + " default; build the topology jar with: ./mvnw -Pcosmos package");
        }
    }

    private static boolean isPresent(ClassLoader loader) {
        try {
            return Class.forName(LIBRARY, false, loader) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Returns a publisher. All stages of a worker share the client. If the account cannot be reached yet, documents are retried. */
    @Override
    public Publisher connect(StageContext context) {
        CosmosStore store = context.shared(
                Cosmos.class.getName() + " client " + client(), () -> new AzureCosmosStore(this, context));
        CosmosPublisher shared = context.shared(
                Cosmos.class.getName() + " " + client() + " " + name + " " + keep + " " + partitionKey + " "
                        + ttlSeconds + " " + maxBytes + " " + retryMillis + " " + queueDocuments,
                () -> new CosmosPublisher(this, store, context));
        return shared.forStage();
    }

    private String client() {
        return endpoint + " " + database + " " + accountKey + " " + token + " " + partitionKeyName + " "
                + requestTimeoutMillis + " " + endpointDiscovery;
    }

    @Override
    public Optional<String> topicProblem(String topic) {
        return TopicName.isValid(topic) ? Optional.empty() : TOPIC_RULE;
    }

    String name() {
        return name;
    }

    String endpoint() {
        return endpoint;
    }

    String database() {
        return database;
    }

    Optional<Secret> accountKey() {
        return accountKey.isEmpty() ? Optional.empty() : Optional.of(new Secret(accountKey));
    }

    Optional<Secret> token() {
        return token.isEmpty() ? Optional.empty() : Optional.of(new Secret(token));
    }

    Keep keep() {
        return keep;
    }

    /** Compiles the template of the partition key. */
    PartitionKeyTemplate partitionKey() {
        return PartitionKeyTemplate.of(OPTIONS.read(options), keep == Keep.LATEST);
    }

    String partitionKeyName() {
        return partitionKeyName;
    }

    int ttlSeconds() {
        return ttlSeconds;
    }

    int maxBytes() {
        return maxBytes;
    }

    int requestTimeoutMillis() {
        return requestTimeoutMillis;
    }

    int retryMillis() {
        return retryMillis;
    }

    int queueDocuments() {
        return queueDocuments;
    }

    boolean endpointDiscovery() {
        return endpointDiscovery;
    }

    /** Returns the endpoint and the database. Contains no secret. */
    @Override
    public String toString() {
        return "Cosmos[" + endpoint + " " + database + " " + keep + "]";
    }
}
