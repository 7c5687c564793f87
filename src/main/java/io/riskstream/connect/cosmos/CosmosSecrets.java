package io.riskstream.connect.cosmos;

import io.riskstream.stage.Secret;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The check of options that refer to secrets, before anything quotes their values. */
final class CosmosSecrets {
    private static final List<String> NAMES = List.of("accountKey", "token");

    private CosmosSecrets() {}

    /**
     * Returns the options without those that a properties file leaves empty.
     *
     * @throws ConfigurationException if an option that refers to a secret is not a reference; the message does not contain it
     */
    static Map<String, Object> withoutLiterals(Map<String, Object> options) {
        Map<String, Object> present = options == null ? new LinkedHashMap<>() : new LinkedHashMap<>(options);
        present.values().removeIf(Objects::isNull);
        for (String name : NAMES) {
            Object value = present.getOrDefault(name, "");
            if (!(value instanceof String text) || !text.isEmpty() && !Secret.isReference(text)) {
                throw new ConfigurationException(ConfigurationProblem.ofOption(
                        "cosmos",
                        name,
                        "",
                        "option '" + name
                                + "' must be env:NAME or file:PATH, where the worker finds the secret; it must"
                                + " not be the secret itself"));
            }
        }
        return present;
    }
}
