package io.riskstream.tools.local;

import com.google.gson.Gson;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The directory of a Storm installation with the layout of Storm's distribution: {@code lib-worker} contains the class path of a worker and a
 * submitter, without this project. The daemons use the class path of the tests.
 */
record StormHome(Path path) {
    /** The runtime dependencies of storm-client. Their versions are those of the tests' class path, which are Storm's. */
    private static final List<String> WORKER_LIBRARIES = List.of(
            "storm-client",
            "storm-shaded-deps",
            "slf4j-api",
            "log4j-api",
            "log4j-core",
            "log4j-slf4j2-impl",
            "log4j-over-slf4j",
            "kryo",
            "reflectasm",
            "minlog",
            "objenesis",
            "bcpkix-jdk18on",
            "bcprov-jdk18on",
            "bcutil-jdk18on",
            "jakarta.activation",
            "jakarta.activation-api",
            "jakarta.xml.bind-api",
            "javax.annotation-api",
            "metrics-core",
            "metrics-graphite",
            "metrics-jmx",
            "metrics-jvm",
            "amqp-client");

    /** Two artifacts have the name metrics-core: Storm uses that of Dropwizard, and Kafka's broker an older one. */
    private static final Map<String, String> FOLDERS = Map.of("metrics-core", "dropwizard");

    private static final String DAEMON_LOG = """
            <Configuration status="warn">
              <Appenders>
                <Console name="out"><PatternLayout pattern="%d{HH:mm:ss.SSS} %-5level %logger{1.} %msg%n"/></Console>
              </Appenders>
              <Loggers>
                <Logger name="org.apache.storm.shade" level="warn"/>
                <Root level="info"><AppenderRef ref="out"/></Root>
              </Loggers>
            </Configuration>
            """;

    /** The worker and the process that logs its output share this file, as in Storm's distribution. */
    private static final String WORKER_LOG = """
            <Configuration status="warn">
              <Properties>
                <Property name="file">${sys:workers.artifacts}/${sys:storm.id}/${sys:worker.port}/${sys:logfile.name}</Property>
                <Property name="line">%d{HH:mm:ss.SSS} %-5level %logger{1.} [%t] %msg%n</Property>
              </Properties>
              <Appenders>
                <File name="log" fileName="${file}"><PatternLayout pattern="${line}"/></File>
                <File name="out" fileName="${file}.out"><PatternLayout pattern="%msg%n"/></File>
                <File name="err" fileName="${file}.err"><PatternLayout pattern="%msg%n"/></File>
              </Appenders>
              <Loggers>
                <Logger name="org.apache.storm.shade" level="warn"/>
                <Logger name="STDOUT" level="info" additivity="false"><AppenderRef ref="out"/></Logger>
                <Logger name="STDERR" level="info" additivity="false"><AppenderRef ref="err"/></Logger>
                <Root level="info"><AppenderRef ref="log"/></Root>
              </Loggers>
            </Configuration>
            """;

    /** Creates a home. Deletes an earlier one with the same name and its logs. */
    static StormHome create(Path path, Map<String, Object> settings) {
        TemporaryDirectory.delete(path);
        StormHome home = new StormHome(path.toAbsolutePath());
        try {
            for (String folder : List.of("conf", "log4j2", "lib-worker", "extlib", "bin", "logs")) {
                Files.createDirectories(home.path.resolve(folder));
            }
            // JSON is YAML
            Files.writeString(home.path.resolve("conf/storm.yaml"), new Gson().toJson(settings));
            Files.writeString(home.path.resolve("log4j2/daemon.xml"), DAEMON_LOG);
            Files.writeString(home.path.resolve("log4j2/worker.xml"), WORKER_LOG);
            for (String library : WORKER_LIBRARIES) {
                Path jar = onClassPath(library);
                Files.createSymbolicLink(
                        home.path
                                .resolve("lib-worker")
                                .resolve(jar.getFileName().toString()),
                        jar);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a Storm home in " + path, e);
        }
    }

    private static Path onClassPath(String library) {
        Pattern name = Pattern.compile(Pattern.quote(library) + "-\\d.*\\.jar");
        List<Path> found = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> name.matcher(String.valueOf(jar.getFileName())).matches())
                .filter(jar -> jar.toString().contains(FOLDERS.getOrDefault(library, "")))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(
                    "a Storm worker needs one " + library + ".jar; the class path has " + found);
        }
        return found.get(0).toAbsolutePath();
    }

    Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }

    /** Writes a further directory of configuration, for a daemon whose settings differ from those of the others. */
    Path configuration(String name, Map<String, Object> settings) {
        try {
            Path directory = Files.createDirectories(path.resolve(name));
            Files.writeString(directory.resolve("storm.yaml"), new Gson().toJson(settings));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path.resolve(name), e);
        }
    }

    /** Returns the class path of a daemon. */
    String daemonClassPath(Path configuration) {
        return configuration + File.pathSeparator + System.getProperty("java.class.path");
    }

    /** Returns the class path of a process that submits a jar. */
    String clientClassPath(Path jar) {
        return List.of(path.resolve("lib-worker") + "/*", path.resolve("extlib") + "/*", jar, path.resolve("conf"))
                .stream()
                .map(String::valueOf)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
