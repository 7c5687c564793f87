package io.riskstream.api.read;

import io.riskstream.api.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of the reading side.
 *
 * @param stores the Flux files of the topologies that forward outputs to stores
 * @param maxRecords how many of the last records of each output topic are read at the start, and how many scores and dead letters are kept in memory
 */
public record ReadSettings(List<Path> stores, int maxRecords) {
    private static final int DEFAULT_RECORDS = 20_000;

    /** Returns the settings for pipelines without stores. */
    public static ReadSettings defaults() {
        return new ReadSettings(List.of(), DEFAULT_RECORDS);
    }

    /** Returns the settings {@code stores} and {@code read.records} of a file. */
    public static ReadSettings of(SettingsFile file) {
        return new ReadSettings(
                file.texts("stores").stream().map(Path::of).toList(),
                file.integer("read.records", 100, 1_000_000, DEFAULT_RECORDS));
    }
}
