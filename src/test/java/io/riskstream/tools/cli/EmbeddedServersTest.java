package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedServersTest {
    @Test
    void namesTheDependenciesOfServersThatAreNotOnTheClassPath() {
        assertDoesNotThrow(EmbeddedServers::require);
        assertDoesNotThrow(EmbeddedServers::requirePostgres);
        List<String> missing = EmbeddedServers.missing(ClassLoader.getPlatformClassLoader());
        assertEquals(2, missing.size());
        assertTrue(missing.get(0).startsWith("org.apache.storm:storm-server:"), missing.get(0));
        assertTrue(missing.get(1).startsWith("org.apache.kafka:kafka_2.13:"), missing.get(1));
    }
}
