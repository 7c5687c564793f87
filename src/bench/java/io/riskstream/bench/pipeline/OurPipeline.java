package io.riskstream.bench.pipeline;

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

/** A Flux file of ours, on a local Storm whose workers, acker and daemons are all in this JVM, and count. */
final class OurPipeline {
    private OurPipeline() {}

    private static final String PRODUCER_BATCH = "producer.batch.size: ";

    /** As the Flux file, for a Storm that runs none: its daemons alone. */
    static final String NONE = "none";

    /** What begins a further argument that is a setting, {@code KEY: VALUE}, on top of the Flux file's. */
    static final String SETTING = "+";

    /**
     * Runs the Flux file that the job's first further argument names. Of each further one, {@code A=B}, A is replaced by B in its text; one
     * that begins with {@value #SETTING} is put into its configuration. Its producer's batches are those of all contestants.
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
            throw new IllegalArgumentException(shipped + " has no '" + change[0] + "' to be replaced");
        }
        return text.replace(change[0], change[1]);
    }

    /** The text with a setting, in the place of what it says of the same key. */
    private static String with(String text, String setting) {
        String key = "  " + setting.substring(0, setting.indexOf(':') + 1);
        String others = text.lines().filter(line -> !line.startsWith(key)).collect(Collectors.joining("\n", "", "\n"));
        return others.replaceFirst("(?m)^config:$", "config:\n  " + Matcher.quoteReplacement(setting));
    }

    /** What stands for the {@code ${...}} of a Flux file. */
    static Properties environment(ContestantJob job) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        properties.setProperty("kafka.bootstrap.servers", job.bootstrapServers());
        properties.setProperty("redis.host", "127.0.0.1");
        properties.setProperty("redis.port", Integer.toString(job.redisPort()));
        // a cold JVM with a cold near-cache must score as a warm one does, or the scores could not be compared
        properties.setProperty("lookups.deadline.millis", "20000");
        return properties;
    }
}
