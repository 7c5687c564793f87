package io.riskstream.connect.kafka;

import io.riskstream.stage.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Looks secrets up for Kafka's clients, on the worker: {@code ${secret:env:NAME}} and {@code ${secret:file:PATH}}. Kafka's own providers would
 * do, but for the line end that most secret files have, and that would become part of the password. {@code ${secret:quoted-env:NAME}} and
 * {@code ${secret:quoted-file:PATH}} are for a place between quotes, as in {@code sasl.jaas.config}.
 */
public final class SecretConfigProvider implements ConfigProvider {
    static final String NAME = "secret";
    static final String QUOTED = "quoted-";

    @Override
    public ConfigData get(String path) {
        throw new UnsupportedOperationException("a secret is asked for by name");
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

    /** As it stands between the quotes of a JAAS entry. */
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
