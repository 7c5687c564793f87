package io.riskstream.connect.cosmos;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The log of the client library. At level ERROR it writes the address of each document whose request failed, and the address contains the id, which may be the key of
 * an event and so personal data.
 */
final class ClientLog {
    private static final String NAME = "com.azure.cosmos";

    private ClientLog() {}

    /**
     * Switches the log off. A worker whose log configuration is changed while it runs reads the levels again from its file, so that file needs the same line; each
     * new connection switches it off again.
     */
    static void silence() {
        Configurator.setLevel(NAME, Level.OFF);
    }
}
