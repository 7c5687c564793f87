package io.riskstream.tools.local;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test, by the type of its parameter, the one Kafka, Redis or Storm that all tests of this JVM share. They start when first asked for
 * and end after the last test; so a test takes topics, keys and topology names of its own, and kills what it submitted.
 */
public final class LocalServers implements ParameterResolver {
    private static final Map<Class<?>, Supplier<? extends AutoCloseable>> SERVERS = Map.of(
            EmbeddedKafka.class, EmbeddedKafka::start,
            EmbeddedRedis.class, EmbeddedRedis::start,
            LocalStorm.class, LocalServers::storm);

    private static LocalStorm storm() {
        // finds what cannot travel between workers, although all are in this JVM
        return LocalStorm.start(Map.of(
                "topology.testing.always.try.serialize",
                true,
                // by default Nimbus hears of the components' counts once a minute
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
