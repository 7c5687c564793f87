package io.riskstream.bench.pipeline;

import io.riskstream.flux.Pipeline;
import io.riskstream.local.LocalStorm;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A Flux file of ours, on a local Storm whose workers, acker and daemons are all in this JVM, and count. */
final class OurPipeline {
    private OurPipeline() {}

    /** Runs the Flux file that the job's first further argument names; of a second, {@code A=B}, A is replaced by B in its text. */
    public static void main(String[] arguments) {
        Job job = Job.of(arguments);
        Job.run(() -> {
            LocalStorm storm = LocalStorm.start(Map.of());
            storm.submit(Pipeline.read(flux(job), environment(job)));
        });
    }

    private static Path flux(Job job) throws IOException {
        Path shipped = Path.of(job.further().get(0));
        if (job.further().size() == 1) {
            return shipped;
        }
        String[] change = job.further().get(1).split("=", 2);
        String text = Files.readString(shipped);
        if (!text.contains(change[0])) {
            throw new IllegalArgumentException(shipped + " has no '" + change[0] + "' to be replaced");
        }
        return Files.writeString(Files.createTempFile("bench", ".yaml"), text.replace(change[0], change[1]));
    }

    /** What stands for the {@code ${...}} of a Flux file. */
    static Properties environment(Job job) throws IOException {
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
