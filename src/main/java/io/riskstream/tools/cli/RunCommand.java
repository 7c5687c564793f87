package io.riskstream.tools.cli;

import io.riskstream.tools.local.LocalRun;
import io.riskstream.tools.local.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description =
                "Runs a pipeline on this machine, on a Kafka, a Redis and a Storm of its own, and accounts for every event.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every event is accounted for",
            "1:events were lost, the run failed, or the Flux file has errors",
            "2:the arguments cannot be used"
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FLUX",
            defaultValue = "flux/flood-claims.yaml",
            description = "the pipeline's Flux file (${DEFAULT-VALUE})")
    private Path flux;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            defaultValue = "conf/local.properties",
            description = "the environment (${DEFAULT-VALUE}); the addresses in it are replaced")
    private Path filter;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "events to score, *.csv with a header line or *.jsonl; simulated if not given")
    private Path input;

    @Option(
            names = "--references",
            paramLabel = "DIR",
            description = "reference files for the look-ups; simulated if not given")
    private Path references;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "how many events at most (20000 simulated, or the whole file)")
    private Long events;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "events sent a second, 0 for as many as Kafka takes (${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "what is simulated is the same for the same seed (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "target/run",
            description = "where the results go (${DEFAULT-VALUE})")
    private Path output;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "when nothing moves for so long, what is missing is lost (${DEFAULT-VALUE})")
    private int patience;

    @Override
    public Integer call() throws IOException {
        needServers();
        checkArguments();
        if (!CheckedFluxFile.accepts(spec.commandLine(), flux, filter)) {
            return 1;
        }
        long most = events != null ? events : input != null ? Long.MAX_VALUE : 20_000;
        LocalRun.Settings settings = new LocalRun.Settings(
                flux,
                FilterFile.read(filter),
                Optional.ofNullable(input),
                Optional.ofNullable(references),
                most,
                rate,
                seed,
                output,
                Duration.ofSeconds(patience));
        @SuppressWarnings("SystemConsoleNull") // Console.isTerminal exists since Java 22 only
        boolean terminal = System.console() != null;
        RunSummary summary = new LocalRun(settings, System.out, terminal).run();
        return summary.lost() == 0 ? 0 : 1;
    }

    private void checkArguments() {
        require(events == null || events > 0, "--events must be at least 1");
        require(rate >= 0, "--rate must be 0 or more");
        require(patience > 0, "--patience must be at least 1");
        require(input == null || Files.isRegularFile(input), "--input: no such file: " + input);
        require(references == null || Files.isDirectory(references), "--references: no such directory: " + references);
        require(Files.isRegularFile(filter), "--filter: no such file: " + filter);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }

    /** The topology jar has no broker and no Storm daemons in it. */
    private static void needServers() {
        for (String server : List.of("kafka.server.KafkaRaftServer", "org.apache.storm.LocalCluster")) {
            try {
                Class.forName(server, false, RunCommand.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException(
                        "`run` needs servers that the topology jar does not carry; run it in the project: ./mvnw -q compile exec:java -Dexec.args=\"run ...\"");
            }
        }
    }
}
