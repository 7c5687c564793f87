package io.riskstream.tools.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.AbstractConfig;

/** The properties of a client that creates topics. */
public final class AdminProperties {
    private AdminProperties() {}

    /**
     * Returns the properties for the same cluster and login as those of a consumer or producer.
     *
     * @param client they may contain references to secrets, which the client resolves
     */
    public static Map<String, Object> of(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties
                .keySet()
                .removeIf(name -> !AdminClientConfig.configNames().contains(name)
                        && !name.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG));
        return properties;
    }
}
