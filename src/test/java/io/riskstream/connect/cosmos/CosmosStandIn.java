package io.riskstream.connect.cosmos;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that answers as Cosmos DB does, in a process of Node: {@code @vercel/cosmosdb-server}, with the versions of {@code src/test/cosmos-server}. It throttles
 * nothing; {@link FaultyCosmosProxy} does. The first use installs it under {@code target}.
 */
final class CosmosStandIn implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/cosmos-server");
    private static final Path INSTALLED = Path.of("target/cosmos-server");
    private static final Path MAIN = INSTALLED.resolve("node_modules/@vercel/cosmosdb-server/lib/cli.js");
    private static final Pattern PORT = Pattern.compile("connections at .*:(\\d+)");

    private final Process process;
    private final int port;

    private CosmosStandIn(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the server, or skips the test if the machine has no Node. */
    static CosmosStandIn start() {
        assumeTrue(isOnPath("node") && isOnPath("npm"), "there is no node and npm on the path");
        try {
            if (!Files.exists(MAIN)) {
                install();
            }
            Process process = new ProcessBuilder("node", MAIN.toString(), "--no-ssl", "--host", "127.0.0.1", "-p", "0")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher port = PORT.matcher(line);
                if (port.find()) {
                    return new CosmosStandIn(process, Integer.parseInt(port.group(1)));
                }
            }
            throw new IllegalStateException("the stand-in for Cosmos DB did not start");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot start the stand-in for Cosmos DB", e);
        }
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
        Process npm = new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(INSTALLED.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IllegalStateException("`npm ci` failed; see " + INSTALLED.resolve("npm.log"));
        }
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        try (Stream<String> directories = Arrays.stream(path.split(java.io.File.pathSeparator))) {
            return directories.anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
