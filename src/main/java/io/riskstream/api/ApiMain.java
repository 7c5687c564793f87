package io.riskstream.api;

import io.riskstream.api.access.ApiKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The entry point of {@code target/riskstream-api.jar}: serves the API, or creates an API key. */
public final class ApiMain {
    private static final String LOGGING = "log4j2.configurationFile";
    private static final String USAGE = """
            Usage: java -jar riskstream-api.jar SETTINGS             serves the API, with a file such as conf/api.properties
                   java -jar riskstream-api.jar key NAME ROLES       creates an API key with roles such as submit,read
            """;

    private static final Set<String> HELP = Set.of("--help", "-h");

    private ApiMain() {}

    /**
     * Serves the API until the process is asked to end, or creates a key.
     *
     * @param arguments see the usage
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "classpath:io/riskstream/api/logging.xml");
        }
        int status = run(arguments, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
        if (serves(arguments)) {
            new CountDownLatch(1).await();
        }
    }

    private static boolean serves(String[] arguments) {
        return arguments.length == 1 && !arguments[0].startsWith("-");
    }

    /** Starts what the arguments ask for. Returns the status of the process: 0 if it could, 1 after a failure, 2 after a wrong argument. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        try {
            if (arguments.length == 3 && arguments[0].equals("key")) {
                ApiKeys.NewKey created = ApiKeys.create(arguments[1], arguments[2]);
                out.println("The key, for the client alone; it is stored nowhere:");
                out.println(created.key());
                out.println("The line for the file of 'keys.file':");
                out.println(created.line());
                return 0;
            } else if (serves(arguments)) {
                serve(Path.of(arguments[0]), out);
                return 0;
            } else if (arguments.length == 1 && HELP.contains(arguments[0])) {
                out.print(USAGE);
                return 0;
            }
        } catch (IllegalArgumentException | UncheckedIOException | IOException e) {
            err.println(e.getMessage());
            return 1;
        }
        err.print(USAGE);
        return 2;
    }

    private static void serve(Path settings, PrintStream out) throws IOException {
        Api api = Api.start(ApiSettings.read(settings));
        Runtime.getRuntime().addShutdownHook(new Thread(api::close, "stop"));
        out.println("Riskstream API at " + api.server().uri());
    }
}
