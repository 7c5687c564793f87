package io.riskstream.tools.flux;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out which argument of a constructor is a secret, although no name stands beside it in a Flux file. */
public final class SecretArguments {
    /** The positions of the secrets, from 0, in the constructors of classes that Flux files use and that were compiled without the names of parameters. */
    private static final Map<String, Set<Integer>> KNOWN = Map.of(
            "org.apache.storm.redis.common.config.JedisPoolConfig", Set.of(3),
            "org.apache.storm.redis.common.config.JedisClusterConfig", Set.of(3),
            "org.apache.storm.eventhubs.spout.EventHubSpoutConfig", Set.of(1),
            "org.apache.storm.eventhubs.bolt.EventHubBoltConfig", Set.of(1),
            "org.apache.storm.starter.spout.TwitterSampleSpout", Set.of(0, 1, 2, 3),
            "com.amazonaws.auth.BasicAWSCredentials", Set.of(1),
            "redis.clients.jedis.JedisPool", Set.of(4),
            "java.net.PasswordAuthentication", Set.of(1));

    private SecretArguments() {}

    /** True if an argument of a declared object is a secret: by its position in a known class, or by the name of its parameter. */
    public static boolean isSecret(FluxNode object, int argument) {
        String className = object.get("className").map(FluxNode::text).orElse("");
        if (KNOWN.containsKey(className)) {
            return KNOWN.get(className).contains(argument);
        }
        int count = object.get("constructorArgs")
                .map(FluxNode::list)
                .map(List::size)
                .orElse(0);
        try {
            Class<?> type = Class.forName(className, false, SecretArguments.class.getClassLoader());
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == count
                        && constructor.getParameters()[argument].isNamePresent()
                        && constructor.getParameterTypes()[argument] == String.class
                        && SecretNames.named(constructor.getParameters()[argument].getName())) {
                    return true;
                }
            }
            return false;
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // another check reports the class
        }
    }
}
