package io.riskstream.tools.local;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Resolves a test's parameter of type Kafka, Redis or Storm to the server that all tests of this JVM share. A server starts with the first test that
 * needs it and stops after the last test, so each test uses its own topics, keys and topology names, and kills the topologies that it submits.
 */
public final class LocalServers implements ParameterResolver {
    private static final Map<Class<?>, Supplier<? extends AutoCloseable>> SERVERS = Map.of(
            EmbeddedKafka.class, EmbeddedKafka::start,
            EmbeddedRedis.class, EmbeddedRedis::start,
            LocalStorm.class, LocalServers::storm);

    private static LocalStorm storm() {
        // detects objects that cannot be serialized, although all workers are in this JVM
        return LocalStorm.start(Map.of(
                "topology.testing.always.try.serialize",
                true,
                // by default the components report their counts to Nimbus once per minute
                "executor.metrics.frequency.secs",
                1));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return SERVERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return context.getRoot()
                .getStore(Namespace.create(LocalServers.class))
                .computeIfAbsent(type, server -> SERVERS.get(server).get());
    }
}
