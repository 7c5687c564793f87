package io.riskstream.tools.cli;

import io.riskstream.tools.local.RunService;
import io.riskstream.tools.local.SparkProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/**
 * The Spark companion during a run: it reads what the pipeline publishes, and writes records to the Redis of the run, and windows to its PostgreSQL if there is
 * one. At the end of the run it writes what it has not read yet, and prints a report.
 */
final class RunSpark implements RunService {
    private static final Duration TO_START = Duration.ofSeconds(90);
    private static final Duration TO_FINISH = Duration.ofSeconds(90);
    private static final String CHECKPOINT = "checkpoint";
    private static final String POSTGRES = "postgres.";
    /** Short, because a run is. */
    private static final String TRIGGER = "1s";

    private final Path settings;
    private final Path directory;
    private final PrintStream out;
    private CompletableFuture<Optional<SparkProcess>> job = CompletableFuture.completedFuture(Optional.empty());

    /**
     * Creates the service.
     *
     * @param settings the settings of the job; pipeline, servers and checkpoint are replaced by those of the run
     * @param directory the directory for its settings, its checkpoint and its log
     */
    RunSpark(Path settings, Path directory, PrintStream out) {
        this.settings = settings;
        this.directory = directory;
        this.out = out;
    }

    private record Started(Optional<SparkProcess> job, String line) {}

    @Override
    public CompletableFuture<String> start(Path flux, Properties properties, Optional<Path> store) {
        CompletableFuture<Started> starting =
                CompletableFuture.supplyAsync(() -> launch(flux, properties, store.isPresent()));
        job = starting.thenApply(Started::job);
        return starting.thenApply(Started::line);
    }

    private Started launch(Path flux, Properties properties, boolean store) {
        long begun = System.nanoTime();
        try {
            Files.createDirectories(directory);
            SparkProcess.deleteCheckpoint(directory.resolve(CHECKPOINT)); // the topics are new
            Path file = write(flux, properties, store);
            SparkProcess process = SparkProcess.start(directory, "run", file.toString(), "--until-input-ends");
            String problem = process.awaitStarted(TO_START);
            if (!problem.isEmpty()) {
                process.close();
                return failed(problem);
            }
            return new Started(
                    Optional.of(process),
                    String.format(
                            Locale.ROOT,
                            "Spark: started in %.1f s; log: %s",
                            (System.nanoTime() - begun) / 1e9,
                            directory.resolve("spark.log")));
        } catch (IOException | RuntimeException e) {
            return failed(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private static Started failed(String reason) {
        return new Started(Optional.empty(), "no Spark: " + reason);
    }

    /** Writes the settings of the job for the servers of the run. */
    private Path write(Path flux, Properties properties, boolean store) throws IOException {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(settings, StandardCharsets.UTF_8)) {
            values.load(reader);
        }
        Path filter = directory.resolve("filter.properties");
        store(properties, filter);
        values.setProperty("pipeline", flux.toString());
        values.setProperty("filter", filter.toString());
        values.setProperty("checkpoint", directory.resolve(CHECKPOINT).toString());
        values.setProperty("trigger", TRIGGER);
        values.setProperty("start", "earliest");
        for (String key : List.of("hosts", "database", "user", "password", "tls")) {
            values.setProperty(POSTGRES + key, store ? properties.getProperty(POSTGRES + key) : "");
        }
        Path file = directory.resolve("spark.properties");
        store(values, file);
        return file;
    }

    private static void store(Properties properties, Path file) throws IOException {
        // a stream, because then every character that is not ASCII is escaped
        try (OutputStream stream = Files.newOutputStream(file)) {
            properties.store(stream, null);
        }
    }

    @Override
    public boolean continues() {
        return false;
    }

    @Override
    public void close() {
        Optional<SparkProcess> started = job.join();
        if (started.isEmpty()) {
            return;
        }
        try (SparkProcess process = started.get()) {
            process.finish(TO_FINISH)
                    .lines()
                    .filter(line -> !line.equals("started"))
                    .forEach(line -> out.println("Spark: " + line));
        } catch (IllegalStateException | UncheckedIOException e) {
            out.println("Spark: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
