package io.riskstream.bench;

import io.riskstream.api.ApiBench;
import io.riskstream.bench.pipeline.PipelineCommand;
import io.riskstream.bench.pipeline.ScaleCommand;
import io.riskstream.bench.pipeline.SettingsCommand;
import io.riskstream.connect.postgres.StoresBench;
import io.riskstream.enrich.EnrichBench;
import io.riskstream.history.HistoryBench;
import io.riskstream.parse.FeedsBench;
import io.riskstream.parse.ParseBench;
import io.riskstream.storm.SerializerBench;
import io.riskstream.storm.SpoutBench;
import io.riskstream.storm.StagesBench;
import io.riskstream.validate.RejectionBench;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Compares the cost of parts of Riskstream with that of alternatives, in one run: {@code ./mvnw -q -Pbench test-compile exec:exec
 * -Dbench="enrich"}. Absolute numbers vary between machines and runs; use the ratios.
 */
@Command(
        name = "bench",
        description = "Compares a part of Riskstream with alternatives.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PipelineCommand.class,
            ScaleCommand.class,
            SettingsCommand.class,
            EnrichBench.class,
            HistoryBench.class,
            RulesCommand.class,
            ValidateCommand.class,
            RejectionBench.class,
            ParseBench.class,
            FeedsBench.class,
            StagesBench.class,
            SpoutBench.class,
            SerializerBench.class,
            StoresBench.class,
            ApiBench.class,
            JmhCommand.class
        })
public final class Bench implements Callable<Integer> {
    private Bench() {}

    /** Runs one benchmark and ends the JVM. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, System.err);
        return 2;
    }
}
