package io.riskstream.spark;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the queries have done, and logs a line for each batch with input. Thread-safe. */
final class JobProgress extends StreamingQueryListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobProgress.class);

    private static final class Counts {
        private final LongAdder batches = new LongAdder();
        private final LongAdder records = new LongAdder();
        private final LongAdder late = new LongAdder();
    }

    private final Map<String, Counts> queries = new ConcurrentHashMap<>();
    private final Map<UUID, String> names = new ConcurrentHashMap<>();
    private final LongAdder written = new LongAdder();

    void addRecords(int count) {
        written.add(count);
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        names.put(event.id(), event.name());
        LOG.info("query {} {} started", event.name(), event.id());
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        StreamingQueryProgress progress = event.progress();
        if (progress.numInputRows() == 0) {
            return;
        }
        long late = 0;
        for (StateOperatorProgress operator : progress.stateOperators()) {
            late += operator.numRowsDroppedByWatermark();
        }
        Counts counts = queries.computeIfAbsent(progress.name(), name -> new Counts());
        counts.batches.increment();
        counts.records.add(progress.numInputRows());
        counts.late.add(late);
        LOG.info(
                "query {} batch {}: {} records in {} ms, {} too late",
                progress.name(),
                progress.batchId(),
                progress.numInputRows(),
                progress.batchDuration(),
                late);
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        LOG.info("query {} ended", names.getOrDefault(event.id(), ""));
    }

    /** Returns a line for each query, and one for the records. */
    String report() {
        StringBuilder report = new StringBuilder();
        queries.forEach((name, counts) -> report.append(String.format(
                Locale.ROOT,
                "%s: %,d records in %,d batches, %,d too late%n",
                name,
                counts.records.sum(),
                counts.batches.sum(),
                counts.late.sum())));
        return report.append(String.format(Locale.ROOT, "records written to Redis: %,d%n", written.sum()))
                .toString();
    }
}
