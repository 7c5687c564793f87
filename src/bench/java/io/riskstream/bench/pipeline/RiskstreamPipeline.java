package io.riskstream.bench.pipeline;

import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.LocalStorm;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** Runs a Riskstream Flux file on a local Storm. Its workers, acker and daemons run in this JVM, and their CPU time counts. */
final class RiskstreamPipeline {
    private RiskstreamPipeline() {}

    private static final String PRODUCER_BATCH = "producer.batch.size: ";

    /** In place of a Flux file: runs only Storm's daemons. */
    static final String NONE = "none";

    /** The prefix of a further argument that is a setting, {@code KEY: VALUE}, which overrides the Flux file. */
    static final String SETTING = "+";

    /**
     * Runs the Flux file in the job's first further argument. Each following argument {@code A=B} replaces A by B in its text; one that begins with
     * {@value #SETTING} is added to its configuration. Its producer has the same batch size as those of all contestants.
     */
    public static void main(String[] arguments) {
        ContestantJob job = ContestantJob.of(arguments);
        ContestantJob.run(() -> {
            LocalStorm storm = LocalStorm.start(Map.of());
            if (!job.further().get(0).equals(NONE)) {
                storm.submit(Pipeline.read(flux(job), environment(job)));
            }
        });
    }

    private static Path flux(ContestantJob job) throws IOException {
        Path shipped = Path.of(job.further().get(0));
        String text = FluxFiles.inlined(shipped)
                .replace(
                        PRODUCER_BATCH + ContestantJob.FLUX_PRODUCER_BATCH,
                        PRODUCER_BATCH + ContestantJob.producerBatch());
        for (String change : job.further().subList(1, job.further().size())) {
            text = change.startsWith(SETTING)
                    ? with(text, change.substring(SETTING.length()))
                    : replaced(shipped, text, change.split("=", 2));
        }
        return Files.writeString(Files.createTempFile("bench", ".yaml"), text);
    }

    private static String replaced(Path shipped, String text, String[] change) {
        if (!text.contains(change[0])) {
            throw new IllegalArgumentException(shipped + " has no '" + change[0] + "' to replace");
        }
        return text.replace(change[0], change[1]);
    }

    /** Returns the text with a setting that replaces an existing one of the same key. */
    private static String with(String text, String setting) {
        String key = "  " + setting.substring(0, setting.indexOf(':') + 1);
        String others = text.lines().filter(line -> !line.startsWith(key)).collect(Collectors.joining("\n", "", "\n"));
        return others.replaceFirst("(?m)^config:$", "config:\n  " + Matcher.quoteReplacement(setting));
    }

    /** Returns the properties that replace {@code ${...}} in a Flux file. */
    static Properties environment(ContestantJob job) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        properties.setProperty("kafka.bootstrap.servers", job.bootstrapServers());
        properties.setProperty("redis.host", "127.0.0.1");
        properties.setProperty("redis.port", Integer.toString(job.redisPort()));
        properties.setProperty("postgres.hosts", ContestantJob.postgresHosts());
        properties.setProperty("postgres.database", LocalPostgres.DATABASE);
        properties.setProperty("postgres.user", LocalPostgres.USER);
        // a cold JVM with a cold near-cache must return the same scores as a warm one, for the comparison
        properties.setProperty("lookups.deadline.millis", "20000");
        return properties;
    }
}
