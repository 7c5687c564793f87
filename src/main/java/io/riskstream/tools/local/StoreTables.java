package io.riskstream.tools.local;

import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.postgres.PostgresTables.Contents;
import io.riskstream.publish.ForwardOutput;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.stage.Stage;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of a database that the stages of a pipeline write to. */
public final class StoreTables {
    private final Path flux;
    private final Map<String, Contents> tables = new LinkedHashMap<>();

    private StoreTables(Path flux) {
        this.flux = flux;
    }

    /**
     * Returns the contents of each table by name.
     *
     * @param scores further tables of verdicts, those that a template of a stage's option {@code topic} names
     * @throws IllegalArgumentException if no stage writes to the database, a table is named by a template and {@code scores} is empty, a name is invalid, or
     *     one table would have two contents
     */
    public static Map<String, Contents> of(Pipeline pipeline, Postgres database, List<String> scores) {
        StoreTables result = new StoreTables(pipeline.path());
        pipeline.stages().forEach(stage -> result.add(stage, database, scores));
        for (String table : scores) {
            database.topicProblem(table).ifPresent(problem -> {
                throw new IllegalArgumentException("--scores: '" + table + "': " + problem);
            });
            result.add(table, Contents.SCORES);
        }
        if (result.tables.isEmpty()) {
            throw new IllegalArgumentException(result.flux + ": no stage writes to its Postgres");
        }
        return result.tables;
    }

    private void add(Stage stage, Postgres database, List<String> scores) {
        if (stage instanceof PublishScore publish && publish.sink().equals(database)) {
            publish.topics().forEach(table -> addScores(table, scores));
        } else if (stage instanceof PublishDeadLetter publish && publish.sink().equals(database)) {
            add(publish.topic(), Contents.DEAD_LETTERS);
        } else if (stage instanceof ForwardOutput forward && forward.sink().equals(database)) {
            forward.scores().ifPresent(table -> add(table, Contents.SCORES));
            forward.deadLetters().ifPresent(table -> add(table, Contents.DEAD_LETTERS));
        }
    }

    private void addScores(String table, List<String> scores) {
        if (table.indexOf('{') < 0) {
            add(table, Contents.SCORES);
        } else if (scores.isEmpty()) {
            throw new IllegalArgumentException(
                    flux + ": the table '" + table + "' depends on the event; name each of its tables with --scores");
        }
    }

    private void add(String table, Contents contents) {
        Contents other = tables.putIfAbsent(table, contents);
        if (other != null && other != contents) {
            throw new IllegalArgumentException(flux + ": the table '" + table
                    + "' is named for verdicts and for dead letters, which have different columns; name two tables");
        }
    }
}
