package io.riskstream.connect.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaTest {
    private static final String JAAS = "sasl.jaas.config";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    @TempDir
    private Path directory;

    private static Map<String, Object> properties(Object... namesAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", "broker:9092"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    private static Kafka kafka(Object... namesAndValues) {
        return new Kafka(properties(namesAndValues));
    }

    private static String problem(Object... namesAndValues) {
        return assertThrows(IllegalArgumentException.class, () -> kafka(namesAndValues))
                .getMessage();
    }

    private static Map<String, Object> withDeserializers(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return all;
    }

    /** Returns the options of the JAAS entry with resolved secrets, as Kafka's client uses them. */
    private static Map<String, ?> login(Kafka kafka) {
        ProducerConfig config = new ProducerConfig(kafka.producerProperties());
        List<AppConfigurationEntry> entries = JaasContext.loadClientContext(Map.of(JAAS, config.getPassword(JAAS)))
                .configurationEntries();
        assertEquals(1, entries.size());
        return entries.get(0).getOptions();
    }

    @Test
    void rejectsAnUnknownPropertyWithTheNearestName() {
        assertEquals("kafka: unknown property 'linger.mss'; did you mean 'linger.ms'?", problem("linger.mss", 5));
        assertEquals(
                "kafka: unknown property 'consumer.fetch.min.byte'; did you mean 'consumer.fetch.min.bytes'?",
                problem("consumer.fetch.min.byte", 5));
        assertEquals(
                "kafka: unknown property 'consumer.linger.ms'; it is not a Kafka client property",
                problem("consumer.linger.ms", 5),
                "a consumer has no properties of a producer");
        assertEquals(
                "kafka: property 'bootstrap.servers' is missing; set it to host:port of one or more brokers, separated by commas",
                problem("bootstrap.servers", " "));
        assertEquals(
                "kafka: the properties are missing; expected a map of Kafka client properties",
                assertThrows(IllegalArgumentException.class, () -> new Kafka(null))
                        .getMessage());
    }

    @Test
    void rejectsAnInvalidValueWhenTheTopologyIsBuilt() {
        assertTrue(problem("linger.ms", "soon").contains("linger.ms"), problem("linger.ms", "soon"));
        assertTrue(problem("security.protocol", "SASL_SLL").contains("security.protocol"));
        assertTrue(problem("producer.batch.size", -1).contains("producer.batch.size"));
    }

    @Test
    void rejectsALiteralSecretAndDoesNotShowIt() {
        for (String message : List.of(
                problem("ssl.truststore.password", "hunter2"),
                problem("consumer.ssl.key.password", "hunter2"),
                problem("sasl.mechanism", "PLAIN", "sasl.username", "u", "sasl.password", "hunter2"),
                problem(JAAS, PLAIN + "username=\"u\" password=\"hunter2\";"),
                problem(JAAS, PLAIN + "username=\"u\" password='hunter2';"),
                problem(JAAS, PLAIN + "username=\"u\" password = hunter2;"),
                problem(JAAS, PLAIN + "clientId=\"u\" clientSecret=\"hunter2\";"),
                problem(JAAS, PLAIN + "PASSWORD=\"\" password=\"hunter2\";"),
                problem("producer." + JAAS, PLAIN + "password=\"hunter2\";"))) {
            assertTrue(message.contains("env:NAME"), message);
            assertFalse(message.contains("hunter2"), message);
        }
    }

    @Test
    void leavesTheResolutionOfASecretToTheClient() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "hunter2\n");
        Kafka kafka = kafka("ssl.truststore.password", "env:PATH", "ssl.key.password", "file:" + file);
        assertEquals("${secret:env:PATH}", kafka.consumerProperties().get("ssl.truststore.password"));
        ProducerConfig producer = new ProducerConfig(kafka.producerProperties());
        assertEquals(
                System.getenv("PATH"),
                producer.getPassword("ssl.truststore.password").value());
        ConsumerConfig consumer = new ConsumerConfig(withDeserializers(kafka.consumerProperties()));
        assertEquals(
                System.getenv("PATH"),
                consumer.getPassword("ssl.truststore.password").value());
        assertEquals("hunter2", consumer.getPassword("ssl.key.password").value());
    }

    @Test
    void convertsUserAndPasswordToAJaasEntry() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "a\"b\\c;=${d}\n");
        for (String mechanism : List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")) {
            Kafka kafka = kafka(
                    "sasl.mechanism",
                    mechanism,
                    "sasl.username",
                    "$Connection\"String\\",
                    "sasl.password",
                    "file:" + file);
            String jaas = (String) kafka.producerProperties().get(JAAS);
            String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
            assertTrue(jaas.startsWith("org.apache.kafka.common.security." + module + " required "), jaas);
            assertEquals(jaas, kafka.consumerProperties().get(JAAS));
            assertFalse(jaas.contains("a\"b"), jaas);
            assertEquals(Map.of("username", "$Connection\"String\\", "password", "a\"b\\c;=${d}"), login(kafka));
        }
    }

    @Test
    void resolvesReferencesInAJaasEntry() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "hun\"ter2");
        Kafka named = kafka(JAAS, PLAIN + "username=\"u\" password=\"file:" + file + "\";");
        assertEquals(Map.of("username", "u", "password", "hun\"ter2"), login(named));

        Path whole = Files.writeString(directory.resolve("jaas"), PLAIN + "username=\"u\" password=\"hunter2\";\n");
        assertEquals(Map.of("username", "u", "password", "hunter2"), login(kafka(JAAS, "file:" + whole)));
    }

    @Test
    void rejectsAUserWithoutAPasswordOrWithAJaasEntry() {
        String together =
                "kafka: properties 'sasl.username' and 'sasl.password' must be set together, and without 'sasl.jaas.config'";
        assertEquals(together, problem("sasl.mechanism", "PLAIN", "sasl.username", "u"));
        assertEquals(together, problem("sasl.mechanism", "PLAIN", "sasl.password", "env:PATH"));
        assertEquals(
                together,
                problem(
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.username",
                        "u",
                        "sasl.password",
                        "env:PATH",
                        JAAS,
                        "env:PATH"));
        assertEquals(
                "kafka: property 'sasl.username' needs 'sasl.mechanism' PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or GSSAPI",
                problem("sasl.username", "u", "sasl.password", "env:PATH"));
        assertEquals(
                "kafka: property 'sasl.username' needs 'sasl.mechanism' PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or GSSAPI, not OAUTHBEARER",
                problem("sasl.mechanism", "OAUTHBEARER", "sasl.username", "u", "sasl.password", "env:PATH"));
    }

    @Test
    void takesAPrincipalAndItsKeytabForKerberos() {
        Map<String, Object> consumer = kafka(
                        "sasl.mechanism",
                        "GSSAPI",
                        "sasl.username",
                        "riskstream@EXAMPLE.COM",
                        "sasl.password",
                        "file:/etc/riskstream/riskstream.keytab")
                .consumerProperties();
        assertEquals(
                "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true useTicketCache=false doNotPrompt=true"
                        + " keyTab=\"/etc/riskstream/riskstream.keytab\" principal=\"riskstream@EXAMPLE.COM\";",
                consumer.get(JAAS));
        assertEquals("kafka", consumer.get("sasl.kerberos.service.name"));
        assertEquals(
                "broker",
                kafka(
                                "sasl.mechanism",
                                "GSSAPI",
                                "sasl.username",
                                "u",
                                "sasl.password",
                                "file:/keytab",
                                "sasl.kerberos.service.name",
                                "broker")
                        .producerProperties()
                        .get("sasl.kerberos.service.name"));
        assertEquals(
                "kafka: with 'sasl.mechanism' GSSAPI property 'sasl.password' names the keytab of the principal; write file:PATH",
                problem("sasl.mechanism", "GSSAPI", "sasl.username", "u", "sasl.password", "env:KEYTAB"));
    }

    @Test
    void ignoresAPropertyWithoutAValue() {
        Kafka kafka = kafka("sasl.mechanism", "", "sasl.username", " ", "sasl.password", null);
        assertEquals(kafka().producerProperties(), kafka.producerProperties());
        assertEquals(kafka().consumerProperties(), kafka.consumerProperties());
    }

    @Test
    void ignoresSpacesAroundAValue() {
        Kafka kafka = new Kafka(Map.of("bootstrap.servers", "broker:9092", "metadata.max.age.ms", "180000 "));
        assertEquals("180000", kafka.consumerProperties().get("metadata.max.age.ms"));
    }

    @Test
    void givesEachClientOnlyItsOwnProperties() {
        Kafka kafka = kafka(
                "client.id",
                "risk",
                "producer.client.id",
                "risk-out",
                "consumer.fetch.min.bytes",
                7,
                "linger.ms",
                9,
                "fetch.max.wait.ms",
                11,
                "ssl.enabled.protocols",
                List.of("TLSv1.3", "TLSv1.2"));
        Map<String, Object> consumer = kafka.consumerProperties();
        Map<String, Object> producer = kafka.producerProperties();
        assertEquals("risk", consumer.get("client.id"));
        assertEquals("risk-out", producer.get("client.id"));
        assertEquals("7", consumer.get("fetch.min.bytes"));
        assertEquals("11", consumer.get("fetch.max.wait.ms"));
        assertEquals("9", producer.get("linger.ms"));
        assertFalse(consumer.containsKey("linger.ms"));
        assertFalse(producer.containsKey("fetch.max.wait.ms") || producer.containsKey("fetch.min.bytes"));
        assertEquals(
                Arrays.asList("TLSv1.3", "TLSv1.2"), new ProducerConfig(producer).getList("ssl.enabled.protocols"));
    }

    @Test
    void losesNothingAndBlocksOnlyBrieflyByDefault() {
        ProducerConfig producer = new ProducerConfig(kafka().producerProperties());
        assertEquals("-1", producer.getString("acks"));
        assertTrue(producer.getBoolean("enable.idempotence"));
        assertEquals(50, producer.getLong("max.block.ms"));
        assertEquals(1, producer.getLong("linger.ms"));
        assertEquals(10_000, producer.getInt("request.timeout.ms"));
        assertEquals(3_000, producer.getLong("socket.connection.setup.timeout.max.ms"));
        ConsumerConfig consumer = new ConsumerConfig(withDeserializers(kafka().consumerProperties()));
        assertEquals(10_000, consumer.getInt("request.timeout.ms"));
        assertEquals(10_000, consumer.getInt("default.api.timeout.ms"));
        ConsumerConfig slow = new ConsumerConfig(
                withDeserializers(kafka("request.timeout.ms", 60_000).consumerProperties()));
        assertEquals(60_000, slow.getInt("default.api.timeout.ms"));
    }

    @Test
    void rejectsPropertiesWithAFixedValue() {
        for (String property : List.of(
                "acks", "enable.idempotence", "producer.max.block.ms", "consumer.enable.auto.commit", "group.id")) {
            String message = assertThrows(IllegalArgumentException.class, () -> kafka(property, "1"))
                    .getMessage();
            assertTrue(message.contains("property '" + property + "' cannot be set"), message);
        }
    }

    @Test
    void serializesWithoutSecretsAndShowsOnlyTheBrokers() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "hunter2");
        Kafka kafka = kafka("sasl.mechanism", "PLAIN", "sasl.username", "jane", "sasl.password", "file:" + file);
        assertEquals("Kafka[broker:9092]", kafka.toString());
        login(kafka);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(kafka);
        assertFalse(new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1).contains("hunter2"));
        Kafka copy = (Kafka) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertEquals(kafka.producerProperties(), copy.producerProperties());
        assertEquals(kafka.consumerProperties(), copy.consumerProperties());
    }

    @Test
    void failsToConfigureAClientWithoutItsSecret() {
        Kafka kafka = kafka("ssl.key.password", "env:NO_SUCH_VARIABLE_1");
        String message = assertThrows(IllegalStateException.class, () -> new ProducerConfig(kafka.producerProperties()))
                .getMessage();
        assertTrue(message.contains("NO_SUCH_VARIABLE_1"), message);
    }
}
