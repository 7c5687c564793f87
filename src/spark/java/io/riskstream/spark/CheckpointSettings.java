package io.riskstream.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The settings that the state in a checkpoint depends on, as a file of the checkpoint. Spark itself would continue with other settings, and the windows that are open
 * at the change would be counted in part.
 */
final class CheckpointSettings {
    private static final String FILE = "riskstream.properties";

    private CheckpointSettings() {}

    /**
     * Compares the settings with those of the checkpoint. A new checkpoint takes them over.
     *
     * @param hadoop the settings of the file system of the checkpoint
     * @throws IllegalArgumentException if one differs
     * @throws IOException if the directory of the checkpoint cannot be read or written
     */
    static void check(SparkSettings settings, String pipeline, Configuration hadoop) throws IOException {
        Path file = new Path(settings.checkpoint(), FILE);
        FileSystem files = file.getFileSystem(hadoop);
        Map<String, String> now = of(settings, pipeline);
        if (!files.exists(file)) {
            write(files, file, now);
            return;
        }
        Properties checkpoint = new Properties();
        try (InputStream in = files.open(file)) {
            checkpoint.load(in);
        }
        for (Map.Entry<String, String> setting : now.entrySet()) {
            String before = checkpoint.getProperty(setting.getKey(), "");
            if (!before.equals(setting.getValue())) {
                throw new IllegalArgumentException("the checkpoint " + settings.checkpoint() + " belongs to '"
                        + setting.getKey() + "' = '" + before + "', and the settings have '" + setting.getValue()
                        + "'; restore the old value, or set 'checkpoint' to a new directory");
            }
        }
    }

    private static Map<String, String> of(SparkSettings settings, String pipeline) {
        Map<String, String> values = new TreeMap<>();
        values.put("pipeline", pipeline);
        values.put("window", seconds(settings.window()));
        values.put("event.time", settings.eventTime().orElse(""));
        values.put(
                "groups", String.join(", ", settings.groups().stream().sorted().toList()));
        return values;
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + "s";
    }

    /** Writes a file that is complete when it has its name. */
    private static void write(FileSystem files, Path file, Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(values);
        Path unfinished = file.suffix(".unfinished");
        try (OutputStream out = files.create(unfinished, true)) {
            properties.store(out, "The settings that this checkpoint belongs to.");
        }
        if (!files.rename(unfinished, file)) {
            throw new IOException("cannot create " + file);
        }
    }
}
