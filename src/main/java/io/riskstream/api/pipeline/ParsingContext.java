package io.riskstream.api.pipeline;

import io.riskstream.runner.SharedObjects;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context of the stages that the API itself runs: parsers and validation, and the publisher of submitted events. It has no look-ups and no histories, and
 * keeps no metrics. Safe for many threads.
 */
public final class ParsingContext implements StageContext, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ParsingContext.class);
    private static final long REPORT_INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();

    private final String pipeline;
    private final SharedObjects objects = new SharedObjects();
    private final Map<String, Long> reported = new ConcurrentHashMap<>();

    /** @param pipeline the name of the pipeline */
    public ParsingContext(String pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public String pipeline() {
        return pipeline;
    }

    @Override
    public void report(String code, String message) {
        long now = System.nanoTime();
        Long last = reported.get(code);
        if (last == null || now - last > REPORT_INTERVAL_NANOS) {
            reported.put(code, now);
            LOG.warn("{}: {}: {}", pipeline, code, message);
        }
    }

    @Override
    public Schemas schemas(SchemaStore store) {
        return objects.opened(store.connect(this));
    }

    @Override
    public Publisher publisher(Sink sink) {
        return objects.opened(sink.connect(this));
    }

    @Override
    public Records records(RecordStore store) {
        throw unavailable("look-ups");
    }

    @Override
    public Histories histories(HistoryStore store) {
        throw unavailable("histories");
    }

    @Override
    public ReleaseLog releases(ReleaseStore store) {
        throw unavailable("releases");
    }

    private IllegalStateException unavailable(String what) {
        return new IllegalStateException(
                pipeline + ": the API runs only the stages that parse and validate; a stage asked for " + what);
    }

    @Override
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        return objects.shared(name, factory);
    }

    /** Closes the connections and the shared objects; the stages must be closed before. */
    @Override
    public void close() {
        objects.close();
    }
}
