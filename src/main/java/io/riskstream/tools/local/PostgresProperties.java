package io.riskstream.tools.local;

import java.util.Properties;

/** The properties of a Flux file that name a PostgreSQL. They are not in {@link PostgresServer}, because a class path may lack the server. */
final class PostgresProperties {
    private static final String SUPERUSER = "postgres";

    private PostgresProperties() {}

    /** Sets the properties for a server that trusts its clients. */
    static void add(Properties properties, String hosts) {
        properties.setProperty("postgres.hosts", hosts);
        properties.setProperty("postgres.database", SUPERUSER);
        properties.setProperty("postgres.user", SUPERUSER);
        properties.setProperty("postgres.password", "");
        properties.setProperty("postgres.tls", "false");
    }
}
