package io.riskstream.spark;

import io.riskstream.connect.postgres.Postgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** The entry point of {@code target/riskstream-spark.jar}, for {@code spark-submit} and for a process with Spark's jars on its class path. */
public final class SparkMain {
    private static final String MASTER = "spark.master";
    private static final String LOGGING = "log4j2.configurationFile";
    /** For the job of a local run: it creates its tables, and ends when its standard input does, after it has written what the topics contain. */
    private static final String UNTIL_INPUT_ENDS = "--until-input-ends";

    private static final String USAGE = """
            Usage: spark-submit riskstream-spark.jar run SETTINGS               runs the job, with a file such as conf/spark.properties
                   spark-submit riskstream-spark.jar init SETTINGS              creates its tables in PostgreSQL
                   spark-submit riskstream-spark.jar reference SETTINGS FILE    writes the distribution of the scores in Kafka, for 'reference'
            """;

    private SparkMain() {}

    /**
     * Runs a command.
     *
     * @param arguments see the usage
     */
    public static void main(String[] arguments) {
        // before any class of Spark is used, because the first one starts the logging; spark-submit sets a master and
        // its own logging
        if (System.getProperty(MASTER) == null && System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "classpath:io/riskstream/spark/logging.xml");
        }
        int status = run(List.of(arguments), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Returns the status of the process: 0 if the command succeeded, 1 if it failed, 2 after a wrong argument. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            if (arguments.size() == 2 && arguments.get(0).equals("run")) {
                runJob(arguments.get(1), false, out);
                return 0;
            } else if (arguments.size() == 3
                    && arguments.get(0).equals("run")
                    && arguments.get(2).equals(UNTIL_INPUT_ENDS)) {
                runJob(arguments.get(1), true, out);
                return 0;
            } else if (arguments.size() == 2 && arguments.get(0).equals("init")) {
                init(arguments.get(1), out);
                return 0;
            } else if (arguments.size() == 3 && arguments.get(0).equals("reference")) {
                writeReference(arguments.get(1), Path.of(arguments.get(2)), out);
                return 0;
            }
        } catch (StreamingQueryException e) {
            err.println("the query has failed: " + rootMessage(e));
            return 1;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            err.println(e.getMessage());
            return 1;
        } catch (SQLException e) {
            err.println("PostgreSQL refuses it: " + e.getMessage());
            return 1;
        } catch (Exception e) {
            // Spark throws exceptions that its methods do not declare
            err.println("failed: " + rootMessage(e));
            return 1;
        }
        err.print(USAGE);
        return 2;
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && !(cause instanceof SQLException)
                && !(cause instanceof StoreUnavailableException)) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static void runJob(String path, boolean untilInputEnds, PrintStream out)
            throws StreamingQueryException, TimeoutException, IOException, SQLException {
        SparkSettings settings = SparkSettings.read(Path.of(path));
        if (untilInputEnds && settings.postgres().isPresent()) {
            createTables(settings.postgres().get());
        }
        try (SparkSession session = session();
                SparkJob job = new SparkJob(session, settings)) {
            job.start();
            out.println("started");
            if (untilInputEnds) {
                endWithInput(job, out);
            } else {
                job.await();
            }
        }
    }

    private static void endWithInput(SparkJob job, PrintStream out) throws IOException, StreamingQueryException {
        System.in.transferTo(PrintStream.nullOutputStream());
        job.awaitInput();
        out.print(job.report());
    }

    private static void init(String path, PrintStream out) throws SQLException {
        SparkSettings settings = SparkSettings.read(Path.of(path));
        if (settings.postgres().isEmpty()) {
            throw new IllegalArgumentException(path + ": set 'postgres.hosts' and the keys beside it");
        }
        createTables(settings.postgres().get());
        out.println("the tables exist in " + settings.postgres().get());
    }

    private static void createTables(Postgres postgres) throws SQLException {
        new WindowStore(postgres, "").createTables();
    }

    private static void writeReference(String path, Path file, PrintStream out) throws IOException {
        SparkSettings settings = SparkSettings.read(Path.of(path));
        try (SparkSession session = session();
                SparkJob job = new SparkJob(session, settings)) {
            Map<Double, Long> counts = job.scoreCounts();
            if (counts.isEmpty()) {
                throw new IllegalArgumentException("the topics contain no scores");
            }
            ReferenceScores.write(file, counts);
            out.println(file + ": "
                    + counts.values().stream().mapToLong(Long::longValue).sum() + " scores");
        }
    }

    /** Returns the session of spark-submit, or one in this process if no master is set. */
    private static SparkSession session() {
        SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "riskstream");
        if (!conf.contains(MASTER)) {
            conf.setMaster("local[2]")
                    .set("spark.ui.enabled", "false")
                    // the name of this machine may not resolve
                    .set("spark.driver.host", "127.0.0.1")
                    .set("spark.driver.bindAddress", "127.0.0.1");
        }
        return SparkSession.builder().config(conf).getOrCreate();
    }
}
