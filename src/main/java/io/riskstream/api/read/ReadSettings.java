package io.riskstream.api.read;

import io.riskstream.api.settings.SettingsFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of the reading side.
 *
 * @param stores the Flux files of the topologies that forward outputs to stores
 * @param maxRecords how many of the last records of each output topic are read at the start, and how many scores and dead letters are kept in memory
 * @param workerMetrics the addresses of the pages with metrics that the workers serve
 */
public record ReadSettings(List<Path> stores, int maxRecords, List<URI> workerMetrics) {
    private static final String METRICS = "read.metrics";
    private static final int DEFAULT_RECORDS = 20_000;

    /** Returns the default settings for pipelines whose outputs some topologies forward to stores. */
    public static ReadSettings withStores(List<Path> stores) {
        return new ReadSettings(List.copyOf(stores), DEFAULT_RECORDS, List.of());
    }

    /** Returns the settings {@code stores}, {@code read.records} and {@code read.metrics} of a file. */
    public static ReadSettings of(SettingsFile file) {
        return new ReadSettings(
                file.texts("stores").stream().map(Path::of).toList(),
                file.integer("read.records", 100, 1_000_000, DEFAULT_RECORDS),
                addresses(file));
    }

    private static List<URI> addresses(SettingsFile file) {
        List<URI> addresses = new ArrayList<>();
        for (String text : file.texts(METRICS)) {
            try {
                URI address = new URI(text);
                if (address.getHost() == null
                        || !String.valueOf(address.getScheme()).matches("https?")) {
                    throw new URISyntaxException(text, "no host");
                }
                addresses.add(address);
            } catch (URISyntaxException e) {
                file.problem(METRICS, "must be addresses such as http://worker-1:7700/metrics, separated by commas");
            }
        }
        return addresses;
    }
}
