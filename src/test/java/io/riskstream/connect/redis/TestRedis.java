package io.riskstream.connect.redis;

import java.util.HashMap;
import java.util.Map;

/** Creates {@link Redis} components for tests. */
final class TestRedis {
    private TestRedis() {}

    /** Returns the options with a host, followed by alternating names and values. */
    static Map<String, Object> options(String host, Object... namesAndValues) {
        Map<String, Object> options = new HashMap<>(Map.of("host", host));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }

    static Redis redis(String host, int port, Object... namesAndValues) {
        Map<String, Object> options = options(host, namesAndValues);
        options.put("port", port);
        return new Redis(options);
    }
}
