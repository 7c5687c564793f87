package io.riskstream.spark;

import io.riskstream.api.settings.SettingsFile;
import io.riskstream.connect.postgres.Postgres;
import io.riskstream.text.ConfigurationException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * All settings of the job. {@code conf/spark.properties} describes them.
 *
 * @param pipeline the Flux file
 * @param filter the values of {@code ${...}} in it
 * @param scores the topics of the scores; empty for those of the Flux file
 * @param deadLetters the topics of the dead letters; empty for those of the Flux file
 * @param maxRecords how many records of each kind a micro-batch reads at most
 * @param eventTime the field with the time of an event; empty for the time at which it arrived in Kafka
 * @param groups the fields by whose values scores are counted
 * @param reference the file of the reference distribution of scores
 * @param records the keys of the records in Redis
 * @param recordLife how long Redis keeps a record after it was written; empty for no limit
 * @param retryTimeout how long a write to a store that is not available is repeated
 * @param partitions the number of partitions of the state
 */
record SparkSettings(
        Path pipeline,
        Properties filter,
        List<String> scores,
        List<String> deadLetters,
        boolean fromEarliest,
        int maxRecords,
        boolean failOnDataLoss,
        String checkpoint,
        Duration trigger,
        Optional<String> eventTime,
        Duration window,
        Duration watermark,
        List<String> groups,
        Optional<Path> reference,
        List<RecordKeyTemplate> records,
        Optional<Duration> recordLife,
        Optional<Postgres> postgres,
        Duration retryTimeout,
        int partitions) {
    private static final String DESCRIPTION = "conf/spark.properties";
    /** The value of {@code records.ttl} for records that do not expire. */
    private static final String NEVER = "never";

    /**
     * Returns the settings of a file.
     *
     * @throws ConfigurationException if a key is unknown, or a value missing or wrong; the message has all mistakes
     * @throws UncheckedIOException if a file cannot be read
     */
    static SparkSettings read(Path path) {
        return of(SettingsFile.read(path, DESCRIPTION));
    }

    static SparkSettings of(SettingsFile file) {
        Optional<Path> filter = file.path("filter");
        Duration window = file.duration("window", Duration.ofHours(1));
        SparkSettings settings = new SparkSettings(
                Path.of(file.requiredText("pipeline", "the Flux file of the pipeline whose outputs are read")),
                new Properties(),
                file.texts("scores.topics"),
                file.texts("dead.letters.topics"),
                fromEarliest(file),
                file.integer("max.records", 1, 100_000_000, 50_000),
                file.bool("fail.on.data.loss", true),
                file.requiredText(
                        "checkpoint",
                        "a directory, or a URL such as abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/DIR"),
                file.duration("trigger", Duration.ofSeconds(10)),
                file.text("event.time"),
                window,
                file.duration("watermark", Duration.ofHours(1)),
                file.texts("groups"),
                file.path("reference"),
                records(file),
                recordLife(file, window),
                postgres(file),
                file.duration("retry.timeout", Duration.ofMinutes(10)),
                file.integer("shuffle.partitions", 1, 10_000, 2));
        if (window.toMillis() % 1_000 != 0) {
            file.problem("window", "must be whole seconds");
        }
        settings.records().stream()
                .filter(record -> !settings.groups().contains(record.field()))
                .forEach(record -> file.problem(
                        "records", "has the field '" + record.field() + "', which 'groups' must contain too"));
        file.check();
        filter.ifPresent(values -> SettingsFile.loadFilter(values, settings.filter()));
        return settings;
    }

    private static boolean fromEarliest(SettingsFile file) {
        String start = file.text("start").orElse("earliest");
        if (!start.equals("earliest") && !start.equals("latest")) {
            file.problem("start", "must be earliest or latest, not '" + start + "'");
        }
        return start.equals("earliest");
    }

    private static List<RecordKeyTemplate> records(SettingsFile file) {
        List<RecordKeyTemplate> templates = new ArrayList<>();
        for (String text : file.texts("records")) {
            try {
                templates.add(RecordKeyTemplate.of(text));
            } catch (IllegalArgumentException e) {
                file.problem("records", e.getMessage());
            }
        }
        return templates;
    }

    /** A record lives for two windows after it was written: while its window is the latest one, and while the next window may still be without events. */
    private static Optional<Duration> recordLife(SettingsFile file, Duration window) {
        return file.text("records.ttl").filter(NEVER::equals).isPresent()
                ? Optional.empty()
                : Optional.of(file.duration("records.ttl", window.multipliedBy(2)));
    }

    private static Optional<Postgres> postgres(SettingsFile file) {
        Map<String, Object> options = new LinkedHashMap<>();
        file.text("postgres.hosts").ifPresent(hosts -> options.put("hosts", hosts));
        file.text("postgres.database").ifPresent(database -> options.put("database", database));
        file.text("postgres.schema").ifPresent(schema -> options.put("schema", schema));
        file.text("postgres.user").ifPresent(user -> options.put("user", user));
        options.put("password", file.secret("postgres.password"));
        options.put("tls", file.bool("postgres.tls", false));
        options.put("caCertificates", file.text("postgres.ca.certificates").orElse(""));
        if (!options.containsKey("hosts")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Postgres(options));
        } catch (ConfigurationException e) {
            file.problem("postgres.hosts", "and the keys beside it are not valid: " + e.getMessage());
            return Optional.empty();
        }
    }
}
