package io.riskstream.tools.cli;

import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.postgres.PostgresTables;
import io.riskstream.connect.postgres.PostgresTables.Contents;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.StoreTables;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "store",
        description = "Creates the tables of a pipeline in PostgreSQL, and drops old months.",
        mixinStandardHelpOptions = true)
final class StoreCommand implements Callable<Integer> {
    /** What to do with the tables. */
    private enum Action {
        INIT,
        DROP
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "ACTION",
            description =
                    "init: creates what is missing, the tables and a partition for each month; drop: drops the partitions of old months with their rows")
    private Action action;

    @Parameters(
            index = "1",
            paramLabel = "FLUX",
            description = "the Flux file with the stages that write to PostgreSQL")
    private Path flux;

    @Option(
            names = "--months",
            paramLabel = "N",
            defaultValue = "13",
            description =
                    "init: partitions for the present month and the N-1 after it; drop: how many months to keep, with the present one (default: ${DEFAULT-VALUE})")
    private int months;

    @Option(
            names = "--scores",
            paramLabel = "TABLE",
            description = "a further table of verdicts, which a template of the option topic names (repeatable)")
    private List<String> scores = List.of();

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws SQLException {
        if (months < 1) {
            throw new IllegalArgumentException("--months: expected at least 1");
        }
        Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        List<Postgres> databases = pipeline.get().components(Postgres.class);
        if (databases.size() != 1) {
            throw new IllegalArgumentException(
                    flux + ": declares " + databases.size() + " Postgres databases; `store` needs exactly one");
        }
        Map<String, Contents> tables = StoreTables.of(pipeline.get(), databases.get(0), scores);
        PrintWriter out = spec.commandLine().getOut();
        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        try (PostgresTables database = new PostgresTables(databases.get(0))) {
            if (action == Action.INIT) {
                print(out, "created", database.create(tables, now, months));
            } else {
                for (String table : tables.keySet()) {
                    print(out, "dropped", database.dropBefore(table, now.minusMonths(months - 1L)));
                }
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, String verb, List<String> names) {
        names.forEach(name -> out.printf("%s %s%n", verb, name));
        if (names.isEmpty()) {
            out.printf("nothing %s%n", verb);
        }
    }
}
