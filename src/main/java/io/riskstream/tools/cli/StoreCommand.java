package io.riskstream.tools.cli;

import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.postgres.PostgresTables;
import io.riskstream.connect.postgres.PostgresTables.Contents;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.stage.Stage;
import io.riskstream.tools.flux.Pipeline;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        Map<String, Contents> tables = tables(pipeline.get(), databases.get(0));
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

    private Map<String, Contents> tables(Pipeline pipeline, Postgres database) {
        Map<String, Contents> tables = new LinkedHashMap<>();
        for (Stage stage : pipeline.stages().toList()) {
            if (stage instanceof PublishScore publish && publish.sink().equals(database)) {
                List<String> topics = new ArrayList<>(publish.topicsByDecision().values());
                topics.add(0, publish.topic());
                for (String topic : topics) {
                    addScores(tables, topic);
                }
            } else if (stage instanceof PublishDeadLetter publish
                    && publish.sink().equals(database)) {
                add(tables, publish.topic(), Contents.DEAD_LETTERS);
            }
        }
        for (String table : scores) {
            database.topicProblem(table).ifPresent(problem -> {
                throw new IllegalArgumentException("--scores: '" + table + "': " + problem);
            });
            add(tables, table, Contents.SCORES);
        }
        if (tables.isEmpty()) {
            throw new IllegalArgumentException(flux + ": no stage writes to its Postgres");
        }
        return tables;
    }

    private void addScores(Map<String, Contents> tables, String table) {
        if (table.indexOf('{') < 0) {
            add(tables, table, Contents.SCORES);
        } else if (scores.isEmpty()) {
            throw new IllegalArgumentException(
                    flux + ": the table '" + table + "' depends on the event; name each of its tables with --scores");
        }
    }

    private void add(Map<String, Contents> tables, String table, Contents contents) {
        Contents other = tables.putIfAbsent(table, contents);
        if (other != null && other != contents) {
            throw new IllegalArgumentException(flux + ": the table '" + table
                    + "' is named for verdicts and for dead letters, which have different columns; name two tables");
        }
    }
}
