package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.diff.Difference;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.QuietFlux;
import io.riskstream.tools.flux.Substitution;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks literal secrets under the names and in the places where Flux files have them. */
@ExtendWith(QuietFlux.class)
class SecretCheckTest {
    private static final Checker CHECKER = new Checker();
    private static final String WORDS =
            SourceFile.read("check/stock/words.yaml").text();

    private static String withSetting(String setting) {
        return WORDS.replace("topology.workers: 1", "topology.workers: 1\n  " + setting);
    }

    private static String withComponent(String component) {
        return WORDS.replace("components:\n", "components:\n  - id: secret\n    className: " + component + "\n");
    }

    /** Asserts that the only finding is the secret, and that no report shows it. */
    private static void assertSecret(String text, String secret) {
        assertTrue(text.contains(secret));
        CheckReport report = CHECKER.check("words.yaml", text, new Properties());
        assertEquals(
                List.of("secret.literal"),
                report.findings().stream()
                        .map(Finding::code)
                        .filter(code -> !code.startsWith("class.") && !code.startsWith("property."))
                        .toList(),
                text);
        for (ReportFormat format : ReportFormat.values()) {
            assertFalse(format.of(List.of(report)).contains(secret), format.of(List.of(report)));
        }
        FluxModel before = FluxModel.of("words.yaml", WORDS, Substitution.by(new Properties()));
        FluxModel after = FluxModel.of("words.yaml", text, Substitution.by(new Properties()));
        String changes = String.join("\n", Difference.of(before, after));
        assertFalse(changes.contains(secret), changes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "es.password: hunter2",
                "es.password: 20041234",
                "db.passwd: hunter2",
                "ftp.pwd: hunter2",
                "clientSecret: hunter2",
                "oauth.client-secrets: hunter2",
                "refresh.token: hunter2",
                "azure.account.key: hunter2",
                "apiKey: hunter2",
                "twitter.consumerKey: hunter2",
                "shared_access_key: hunter2",
                "azure.cosmos.key: Xy7Zq2Lm9Kp4Wd8Rt1Vb6Nc3Hf5Gj0Sa==",
                "hmac.key: 0123456789abcdef0123456789abcdef",
                "es.url: 'https://user:hunter2@host:9200/'",
                "storage: 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter2;EndpointSuffix=x'",
                "hub: 'Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=hunter2'",
                "blob: 'https://a.blob.core.windows.net/c?sv=2024&sig=hunter2'",
                "jaas: 'org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"hunter2\";'",
                "aws: AKIAIOSFODNN7EXAMPLE",
            })
    void findsASecretUnderAnyNameThatMeansOne(String setting) {
        String value = setting.substring(setting.indexOf(": ") + 2);
        assertSecret(withSetting(setting), value.contains("hunter2") ? "hunter2" : value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "es.password: env:ES_PASSWORD",
                "es.password: file:/run/secrets/es",
                "es.password: ''",
                "partition.key: claim_id",
                "partition.key: 'county:{county_fips}'",
                "ssl.keystore.key: /etc/security/tls/Client1.pem",
                "message.key: policyNumberOfTheClaim",
                "token.endpoint.url: 'https://login.example.com/oauth2/v2.0/token'",
                "hub: 'Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root'",
                "es.url: 'https://host:9200/'",
                "es.url: 'https://user:env:PASSWORD@host:9200/'",
                "use.token: true",
            })
    void findsNoSecretInANameOrAReference(String setting) {
        assertEquals(
                List.of(),
                CHECKER.check("words.yaml", withSetting(setting), new Properties())
                        .findings());
    }

    @Test
    void findsABareArgumentThatIsASecret() {
        assertSecret(
                withComponent(
                        "org.apache.storm.redis.common.config.JedisPoolConfig\n    constructorArgs: [localhost, 6379, 2000, hunter2, 0]"),
                "hunter2");
        assertSecret(
                withComponent("com.amazonaws.auth.BasicAWSCredentials\n    constructorArgs: [id, hunter2]"), "hunter2");
        assertSecret(withComponent(Login.class.getName() + "\n    constructorArgs: [user, hunter2]"), "hunter2");
        assertSecret(
                withComponent("java.lang.Exception\n    constructorArgs: ['mongodb://u:hunter2@host/db']"), "hunter2");
    }

    @Test
    void findsASecretInAPropertyAndInAMethodThatSetsIt() {
        assertSecret(withComponent("java.lang.Object\n    properties: [{name: password, value: hunter2}]"), "hunter2");
        assertSecret(
                withComponent("java.lang.Object\n    properties:\n      - name: password\n        value: hunter2"),
                "hunter2");
        assertSecret(
                withComponent(
                        "java.util.Properties\n    configMethods:\n      - name: setProperty\n        args: [sasl.password, hunter2]"),
                "hunter2");
        String text = withComponent(
                "java.lang.Object\n    configMethods:\n      - name: withPassword\n        args: [hunter2]");
        assertTrue(CHECKER.check("words.yaml", text, new Properties()).findings().stream()
                .anyMatch(finding -> finding.code().equals("secret.literal")));
    }

    /** A component with a secret argument, compiled with the names of its parameters. */
    public static final class Login {
        private final String name;

        /** Creates a component. */
        public Login(String user, String clientSecret) {
            this.name = user + clientSecret.length();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
