package io.riskstream.connect.kafka;

import io.riskstream.stage.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Resolves secrets for Kafka's clients on the worker: {@code ${secret:env:NAME}} and {@code ${secret:file:PATH}}. Kafka's own providers are not
 * used because they keep the line end of a secret file as part of the password. {@code ${secret:quoted-env:NAME}} and {@code
 * ${secret:quoted-file:PATH}} escape the secret for use between quotes, as in {@code sasl.jaas.config}.
 */
public final class SecretConfigProvider implements ConfigProvider {
    static final String NAME = "secret";
    static final String QUOTED = "quoted-";

    @Override
    public ConfigData get(String path) {
        throw new UnsupportedOperationException(
                "a secret needs a name; write ${secret:env:NAME} or ${secret:file:PATH}");
    }

    @Override
    public ConfigData get(String path, Set<String> keys) {
        Map<String, String> secrets = new HashMap<>();
        boolean quoted = path.startsWith(QUOTED);
        String kind = quoted ? path.substring(QUOTED.length()) : path;
        for (String key : keys) {
            String secret = new Secret(kind + ":" + key).resolve();
            secrets.put(key, quoted ? escaped(secret) : secret);
        }
        return new ConfigData(secrets);
    }

    /** Escapes a value for use between the quotes of a JAAS entry. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @Override
    public void configure(Map<String, ?> configuration) {
        // nothing to configure
    }

    @Override
    public void close() {
        // nothing is open
    }
}
