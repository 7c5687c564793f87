package io.riskstream.connect.kafka;

import io.riskstream.stage.Publisher;
import io.riskstream.stage.Secret;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import io.riskstream.text.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka cluster or an Event Hubs namespace. A Flux file declares it once; the spout and the publishing stages refer to it.
 *
 * <p>The argument is a map of Kafka's client properties, which must contain {@code bootstrap.servers}. A property with the prefix {@code consumer.} or
 * {@code producer.} applies to that client only. Secrets are references: a password is {@code env:NAME} or {@code file:PATH}, and the client resolves
 * it on the worker ({@link SecretConfigProvider}). {@code sasl.username} and {@code sasl.password} are converted to the {@code sasl.jaas.config} of
 * the mechanism: for PLAIN and SCRAM a user and a password, for GSSAPI (Kerberos) a principal and, as {@code file:PATH}, its keytab. So a JVM needs no
 * JAAS file, which would change the ZooKeeper client of Storm's worker too. A property without a value is ignored, so one Flux file serves
 * environments with and without it.
 *
 * <p>These defaults differ from Kafka's: the producer is idempotent with {@code acks=all}, never blocks its caller for more than 50 ms and lingers 1
 * ms. A client gives up a request after 10 s and an attempt to connect after 3 s, not after 30 s each, so that it uses a broker whose machine was away
 * within 5 s of its return. The price is that a broker that needs longer than 10 s for a reply is asked again: set {@code request.timeout.ms} for it.
 */
public final class Kafka implements Sink {
    private static final long serialVersionUID = 1;
    private static final Optional<String> TOPIC_RULE = Optional.of(TopicName.RULE);
    private static final String CONSUMER = "consumer.";
    private static final String PRODUCER = "producer.";
    private static final String USERNAME = "sasl.username";
    private static final String PASSWORD = "sasl.password";
    private static final String FILE = "file:";
    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String KERBEROS_MODULE = "com.sun.security.auth.module.Krb5LoginModule";
    /** Properties with fixed values, which at-least-once delivery and non-blocking bolts depend on. */
    private static final Set<String> FIXED = Set.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG);

    private static final long LINGER_MILLIS = 1;

    private static final Pattern QUOTED_REFERENCE = Pattern.compile("\"((?:env|file):[^\"]+)\"");
    /**
     * An option of a JAAS entry with a secret as its value instead of a quoted reference. Kafka also accepts values in single quotes and without
     * quotes.
     */
    private static final Pattern LITERAL_SECRET =
            Pattern.compile("(?i)(?:password|secret)\\w*+\\s*+=\\s*+(?!\"(?:env|file):[^\"]+\")");

    private final TreeMap<String, Object> common = new TreeMap<>();
    private final TreeMap<String, Object> consumerOnly = new TreeMap<>();
    private final TreeMap<String, Object> producerOnly = new TreeMap<>();

    /**
     * Creates a cluster that clients connect to with these properties.
     *
     * @throws ConfigurationException if a property is unknown or has a value that Kafka rejects, if {@code bootstrap.servers} is missing, or if a
     *     secret is a literal; the message does not contain the secret
     */
    public Kafka(Map<String, Object> properties) {
        if (properties == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    "kafka", "the properties are missing; expected a map of Kafka client properties"));
        }
        List<ConfigurationProblem> problems = new ArrayList<>();
        withJaas(properties, problems).forEach((name, value) -> add(name, value, problems));
        if (!common.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            problems.add(
                    problem(
                            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                            "",
                            "property 'bootstrap.servers' is missing; set it to host:port of one or more brokers, separated by commas"));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /** True if a name is that of a property of Kafka's consumer or producer, with or without its prefix. */
    public static boolean isClientProperty(String name) {
        return name.startsWith(CONSUMER)
                || name.startsWith(PRODUCER)
                || ConsumerConfig.configNames().contains(name)
                || ProducerConfig.configNames().contains(name);
    }

    private static ConfigurationProblem problem(String property, String value, String message) {
        return ConfigurationProblem.ofOption("kafka", property, value, message);
    }

    private void add(String name, String value, List<ConfigurationProblem> problems) {
        if (name.startsWith(CONSUMER)) {
            put(consumerOnly, name, CONSUMER.length(), value, ConsumerConfig.configDef(), problems);
        } else if (name.startsWith(PRODUCER)) {
            put(producerOnly, name, PRODUCER.length(), value, ProducerConfig.configDef(), problems);
        } else {
            ConfigDef both = new ConfigDef(ConsumerConfig.configDef());
            ProducerConfig.configDef().configKeys().values().stream()
                    .filter(key -> !both.names().contains(key.name))
                    .forEach(both::define);
            put(common, name, 0, value, both, problems);
        }
    }

    private static void put(
            Map<String, Object> target,
            String name,
            int prefix,
            String value,
            ConfigDef known,
            List<ConfigurationProblem> problems) {
        String property = name.substring(prefix);
        ConfigDef.ConfigKey key = known.configKeys().get(property);
        if (key == null) {
            Set<String> names = new TreeSet<>();
            known.names().forEach(n -> names.add(name.substring(0, prefix) + n));
            problems.add(problem(name, name, "unknown property '" + name + "'")
                    .withHint(Nearest.suggestion(name, names).orElse("it is not a Kafka client property")));
            return;
        }
        if (FIXED.contains(property)) {
            problems.add(problem(
                    name,
                    value,
                    "property '" + name
                            + "' cannot be set; its value is fixed so that no event is lost and no bolt blocks"));
            return;
        }
        boolean secret = key.type == ConfigDef.Type.PASSWORD;
        if (property.equals(SaslConfigs.SASL_JAAS_CONFIG)) {
            if (!Secret.isReference(value) && LITERAL_SECRET.matcher(value).find()) {
                problems.add(
                        problem(
                                name,
                                "",
                                "property '" + name
                                        + "' contains a literal secret; write a reference: password=\"env:NAME\" or password=\"file:PATH\""));
                return;
            }
            target.put(property, Secret.isReference(value) ? placeholder(value) : withReferences(value));
        } else if (secret && !Secret.isReference(value)) {
            problems.add(problem(
                    name, "", "property '" + name + "' is a literal secret; write a reference: env:NAME or file:PATH"));
        } else if (secret) {
            target.put(property, placeholder(value));
        } else {
            try {
                Object parsed = ConfigDef.parseType(name, value, key.type);
                if (key.validator != null) {
                    key.validator.ensureValid(name, parsed);
                }
            } catch (ConfigException e) {
                problems.add(problem(name, value, e.getMessage()));
            }
            target.put(property, value);
        }
    }

    /** Returns the properties that have a value as strings, as in a properties file. */
    private static Map<String, String> strings(Map<String, Object> properties) {
        Map<String, String> strings = new TreeMap<>();
        properties.forEach((name, value) -> {
            String text = value instanceof Collection<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                    : String.valueOf(value);
            if (value != null && !text.isBlank()) {
                // Java keeps the spaces at the end of a line of a properties file, and Kafka ignores them in a number
                strings.put(String.valueOf(name), text.strip());
            }
        });
        return strings;
    }

    private static Map<String, String> withJaas(Map<String, Object> properties, List<ConfigurationProblem> problems) {
        Map<String, String> strings = strings(properties);
        String user = strings.remove(USERNAME);
        String password = strings.remove(PASSWORD);
        if (user == null && password == null) {
            return strings;
        }
        if (user == null || password == null || strings.containsKey(SaslConfigs.SASL_JAAS_CONFIG)) {
            problems.add(problem(
                    user == null ? PASSWORD : USERNAME,
                    "",
                    "properties '" + USERNAME + "' and '" + PASSWORD
                            + "' must be set together, and without 'sasl.jaas.config'"));
            return strings;
        }
        if (!Secret.isReference(password)) {
            problems.add(problem(
                    PASSWORD,
                    "",
                    "property '" + PASSWORD + "' is a literal secret; write a reference: env:NAME or file:PATH"));
            return strings;
        }
        String mechanism = strings.getOrDefault(SaslConfigs.SASL_MECHANISM, "");
        switch (mechanism) {
            case "PLAIN" -> strings.put(SaslConfigs.SASL_JAAS_CONFIG, passwordJaas(PLAIN_MODULE, user, password));
            case "SCRAM-SHA-256", "SCRAM-SHA-512" ->
                strings.put(SaslConfigs.SASL_JAAS_CONFIG, passwordJaas(SCRAM_MODULE, user, password));
            case "GSSAPI" -> {
                if (password.startsWith(FILE)) {
                    strings.put(SaslConfigs.SASL_JAAS_CONFIG, keytabJaas(user, password.substring(FILE.length())));
                    strings.putIfAbsent(SaslConfigs.SASL_KERBEROS_SERVICE_NAME, "kafka");
                } else {
                    problems.add(problem(
                            PASSWORD,
                            "",
                            "with 'sasl.mechanism' GSSAPI property '" + PASSWORD
                                    + "' names the keytab of the principal; write file:PATH"));
                }
            }
            default ->
                problems.add(problem(
                        SaslConfigs.SASL_MECHANISM,
                        mechanism,
                        "property '" + USERNAME
                                + "' needs 'sasl.mechanism' PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or GSSAPI"
                                + (mechanism.isEmpty() ? "" : ", not " + mechanism)));
        }
        return strings;
    }

    private static String passwordJaas(String module, String user, String password) {
        return module + " required username=\"" + SecretConfigProvider.escaped(user) + "\" password=\"" + password
                + "\";";
    }

    private static String keytabJaas(String principal, String keytab) {
        return KERBEROS_MODULE
                + " required useKeyTab=true storeKey=true useTicketCache=false doNotPrompt=true keyTab=\""
                + SecretConfigProvider.escaped(keytab) + "\" principal=\"" + SecretConfigProvider.escaped(principal)
                + "\";";
    }

    private static String withReferences(String jaas) {
        return QUOTED_REFERENCE
                .matcher(jaas)
                .replaceAll(match -> Matcher.quoteReplacement(
                        "\"" + placeholder(SecretConfigProvider.QUOTED + match.group(1)) + "\""));
    }

    private static String placeholder(String reference) {
        return "${" + SecretConfigProvider.NAME + ":" + reference + "}";
    }

    private Kafka(Kafka other, Map<String, Object> ofProducer) {
        common.putAll(other.common);
        consumerOnly.putAll(other.consumerOnly);
        producerOnly.putAll(other.producerOnly);
        producerOnly.putAll(ofProducer);
    }

    /**
     * Returns the same cluster with a producer that gives up a message after this time, at least 1 s. It repeats a request after half of it.
     */
    public Kafka withDeliveryTimeout(Duration time) {
        return new Kafka(
                this,
                Map.of(
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        Long.toString(time.toMillis()),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        Long.toString(time.toMillis() / 2 - LINGER_MILLIS)));
    }

    public String bootstrapServers() {
        return String.valueOf(common.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** Returns the properties of a consumer. They contain references to secrets, which the client resolves. */
    public Map<String, Object> consumerProperties() {
        Map<String, Object> properties = clientProperties();
        properties.putAll(commonProperties(ConsumerConfig.configNames()));
        properties.putAll(consumerOnly);
        properties.putIfAbsent(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, properties.get(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG));
        return properties;
    }

    /** Returns the properties of a producer. They contain references to secrets, which the client resolves. */
    public Map<String, Object> producerProperties() {
        Map<String, Object> properties = clientProperties();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, Long.toString(LINGER_MILLIS));
        properties.putAll(commonProperties(ProducerConfig.configNames()));
        properties.putAll(producerOnly);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "50");
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return properties;
    }

    private Map<String, Object> clientProperties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(AbstractConfig.CONFIG_PROVIDERS_CONFIG, SecretConfigProvider.NAME);
        properties.put(
                AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + SecretConfigProvider.NAME + ".class",
                SecretConfigProvider.class.getName());
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        properties.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, "3000");
        properties.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, "3000");
        return properties;
    }

    private Map<String, Object> commonProperties(Set<String> names) {
        Map<String, Object> properties = new HashMap<>(common);
        properties.keySet().retainAll(names);
        return properties;
    }

    /** Returns a publisher. All tasks of a worker share one producer. */
    @Override
    public Publisher connect(StageContext context) {
        Map<String, Object> properties = producerProperties();
        KafkaPublisher shared =
                context.shared("kafka-producer-" + new TreeMap<>(properties), () -> new KafkaPublisher(properties));
        return shared.forStage();
    }

    @Override
    public Optional<String> topicProblem(String topic) {
        return TopicName.isValid(topic) ? Optional.empty() : TOPIC_RULE;
    }

    /** Returns the brokers and no other property. */
    @Override
    public String toString() {
        return "Kafka[" + bootstrapServers() + "]";
    }
}
