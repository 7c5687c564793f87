package io.riskstream.tools.offline;

import io.riskstream.tools.flux.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A pipeline without its surroundings: runs one event at a time through the stages of its bolts, along the streams of its Flux file.
 *
 * <p>The stages are fresh copies, as they come to a worker, and each bolt's are run by the code that runs them there. Outcomes that come later are waited for,
 * pauses between attempts are not. A stage that asks to be tried again and again until it works is given up after five attempts.
 */
public final class OfflinePipeline {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final StreamRouting wiring;
    private final Duration patience;

    private OfflinePipeline(String name, StreamRouting wiring, Duration patience) {
        this.name = name;
        this.wiring = wiring;
        this.patience = patience;
    }

    /** The pipeline of a Flux file. */
    public static OfflinePipeline of(Pipeline pipeline) {
        return new OfflinePipeline(pipeline.name(), new StreamRouting(pipeline), PATIENCE);
    }

    /** The same, waiting so long for an outcome that comes later, instead of ten seconds; then the event goes on as after its deadline, which is reported. */
    public OfflinePipeline waiting(Duration longest) {
        return new OfflinePipeline(name, wiring, longest);
    }

    /**
     * Opens the stages.
     *
     * @param now the time of day, and of each event
     * @param records what every store holds, by key
     */
    public OfflineSession open(Instant now, Map<String, byte[]> records) {
        return new OfflineSession(name, wiring, now, records, patience);
    }

    /**
     * Runs an event alone, through stages that no other event comes to. It takes some milliseconds, most of them to open the stages.
     *
     * @param event the value of its Kafka record
     */
    public OfflineRun run(byte[] event, Instant now, Map<String, byte[]> records) {
        try (OfflineSession session = open(now, records)) {
            return session.run(event);
        }
    }
}
