package io.riskstream.spark;

import io.riskstream.api.output.ShippedPipelines;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The file of settings of a job in a test, with the file of the values in the Flux file beside it. */
public final class SparkSettingsFile {
    private final Path directory;
    private final Path flux;
    private final Properties values = ShippedPipelines.properties();

    /** Creates the settings of a job on a Kafka, with its checkpoint in the directory. */
    public SparkSettingsFile(Path directory, Path flux, EmbeddedKafka kafka) {
        this.directory = directory;
        this.flux = flux;
        values.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
    }

    public SparkSettingsFile with(EmbeddedRedis redis) {
        values.setProperty("redis.host", "127.0.0.1");
        values.setProperty("redis.port", Integer.toString(redis.port()));
        return this;
    }

    /** Writes the files. A line replaces one of the same key. */
    public Path write(String... lines) {
        Path filter = directory.resolve("filter.properties");
        List<String> all = new ArrayList<>(List.of(
                "pipeline=" + flux,
                "filter=" + filter,
                "checkpoint=" + directory.resolve("checkpoint"),
                "trigger=200ms",
                "groups=state",
                "records=market:{state}"));
        all.addAll(List.of(lines));
        try (Writer writer = Files.newBufferedWriter(filter)) {
            values.store(writer, null);
            return Files.writeString(directory.resolve("spark.properties"), String.join("\n", all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
