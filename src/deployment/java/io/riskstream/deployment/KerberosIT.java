package io.riskstream.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.LocalStorm;
import io.riskstream.tools.topic.TopicReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline with {@code conf/hdinsight.properties} on a Kafka that requires Kerberos, as {@code conf/HDINSIGHT.md} describes it. */
class KerberosIT {
    private static final Path ENVIRONMENT = Path.of("conf/hdinsight.properties");
    private static final Path DESCRIPTION = Path.of("conf/HDINSIGHT.md");
    private static final String KERBEROS_PROPERTY = "java.security.krb5.conf";
    private static final String PRINCIPAL = "riskstream";
    private static final String SERVICE = "kafka/localhost";
    private static final List<String> TOPICS = List.of("flood-claims", "flood-scores", "flood-dead-letters");
    private static final int CLAIMS = 50;

    @TempDir
    private static Path directory;

    private static KerberosRealm realm;
    private static Path keytab;
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(KerberosRealm.isPossible(), "there is no KDC; install krb5-kdc and krb5-admin-server");
        realm = KerberosRealm.start(Files.createDirectory(directory.resolve("realm")));
        Path broker = realm.addPrincipal(SERVICE);
        keytab = realm.addPrincipal(PRINCIPAL);
        System.setProperty(KERBEROS_PROPERTY, realm.configuration().toString());
        kafka = EmbeddedKafka.start(Map.of(
                "listener.security.protocol.map",
                "BROKER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "GSSAPI",
                "sasl.mechanism.inter.broker.protocol",
                "GSSAPI",
                "sasl.kerberos.service.name",
                "kafka",
                "listener.name.broker.gssapi.sasl.jaas.config",
                "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"" + broker
                        + "\" principal=\"" + SERVICE + "@" + KerberosRealm.REALM + "\";"));
    }

    @AfterAll
    static void end() {
        if (kafka != null) {
            kafka.close();
        }
        if (realm != null) {
            realm.close();
        }
        System.clearProperty(KERBEROS_PROPERTY);
    }

    @Test
    void scoresClaimsAsAPrincipal() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                LocalStorm storm = LocalStorm.start()) {
            Properties environment = environment(redis.port());
            Kafka client = client(environment);
            try (Admin admin = Admin.create(client.consumerProperties())) {
                admin.createTopics(TOPICS.stream()
                                .map(topic -> new NewTopic(topic, 1, (short) 1))
                                .toList())
                        .all()
                        .get();
            }
            Set<String> sent = send(client);

            storm.submit(Pipeline.read(Path.of("flux/flood-claims.yaml"), environment));

            Awaitility.await("scores")
                    .pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertEquals(sent, scoredKeys(client)));
            storm.kill("flood-claims");
        }
    }

    /** Without it, the test above could pass on a broker that accepts everyone. */
    @Test
    void theBrokerRefusesAClientWithoutATicket() {
        Map<String, Object> plain =
                new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers())).consumerProperties();
        plain.put("request.timeout.ms", "3000");
        plain.put("default.api.timeout.ms", "5000");
        try (Admin admin = Admin.create(plain)) {
            ExecutionException refused = assertThrows(
                    ExecutionException.class, () -> admin.listTopics().names().get(60, TimeUnit.SECONDS));
            assertEquals(TimeoutException.class, refused.getCause().getClass());
        }
    }

    /** Returns the properties that the description requires for a cluster with Kerberos. */
    private static Properties described() throws IOException {
        Properties properties = new Properties();
        for (String line : Files.readAllLines(DESCRIPTION)) {
            if (line.startsWith("    kafka.")) {
                properties.load(new StringReader(line));
            }
        }
        assertEquals(
                Set.of("kafka.security.protocol", "kafka.sasl.mechanism", "kafka.sasl.username", "kafka.sasl.password"),
                properties.keySet());
        return properties;
    }

    private static Properties environment(int redisPort) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(ENVIRONMENT)) {
            properties.load(reader);
        }
        properties.putAll(described());
        properties.setProperty("kafka.sasl.username", PRINCIPAL + "@" + KerberosRealm.REALM);
        properties.setProperty("kafka.sasl.password", "file:" + keytab);
        properties.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
        // this test's Redis has no TLS and no password
        properties.setProperty("redis.host", "127.0.0.1");
        properties.setProperty("redis.port", String.valueOf(redisPort));
        properties.setProperty("redis.tls", "false");
        properties.setProperty("redis.cluster", "false");
        properties.setProperty("redis.password", "");
        properties.setProperty("workers", "1");
        return properties;
    }

    private static Kafka client(Properties environment) {
        return new Kafka(Map.of(
                "bootstrap.servers", environment.getProperty("kafka.bootstrap.servers"),
                "security.protocol", environment.getProperty("kafka.security.protocol"),
                "sasl.mechanism", environment.getProperty("kafka.sasl.mechanism"),
                "sasl.username", environment.getProperty("kafka.sasl.username"),
                "sasl.password", environment.getProperty("kafka.sasl.password")));
    }

    /** Sends claims. Returns their keys. */
    private static Set<String> send(Kafka client) {
        Set<String> keys =
                IntStream.range(0, CLAIMS).mapToObj(i -> "claim-" + i).collect(Collectors.toCollection(TreeSet::new));
        Map<String, Object> properties = client.producerProperties();
        // a bolt's producer never waits longer than 50 ms for metadata; this one waits until it has logged in
        properties.put("max.block.ms", "30000");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            keys.forEach(key -> producer.send(new ProducerRecord<>(
                    "flood-claims",
                    key.getBytes(StandardCharsets.UTF_8),
                    ImagesIT.claim(key).getBytes(StandardCharsets.UTF_8))));
        }
        return keys;
    }

    private static Set<String> scoredKeys(Kafka client) {
        Set<String> keys = new TreeSet<>();
        try (TopicReader reader = new TopicReader(client.consumerProperties())) {
            reader.read("flood-scores", record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
        }
        return keys;
    }
}
