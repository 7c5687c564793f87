package io.riskstream.connect.cosmos;

import io.riskstream.NodePackages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that answers as Cosmos DB does, in a process of Node: {@code @vercel/cosmosdb-server}, with the versions of {@code src/test/cosmos-server}. It throttles
 * nothing; {@link FaultyCosmosProxy} does. The first use installs it under {@code target}.
 */
final class CosmosStandIn implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("connections at .*:(\\d+)");

    private final Process process;
    private final int port;

    private CosmosStandIn(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the server, or skips the test if the machine has no Node. */
    static CosmosStandIn start() {
        Path main = NodePackages.installed("cosmos-server", "@vercel/cosmosdb-server/lib/cli.js");
        try {
            Process process = new ProcessBuilder("node", main.toString(), "--no-ssl", "--host", "127.0.0.1", "-p", "0")
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
        } catch (IOException e) {
            throw new IllegalStateException("cannot start the stand-in for Cosmos DB", e);
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
