package io.riskstream.storm;

import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.storm.task.IErrorReporter;
import org.apache.storm.task.TopologyContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link StageContext} of a task on a Storm worker. */
public final class StormContext implements StageContext {
    private static final Logger LOG = LoggerFactory.getLogger(StormContext.class);
    /** Minimum interval between two reports of the same code. Storm UI keeps an error for half an hour, so this shows that it continues. */
    private static final long REPORT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String pipeline;
    private final String worker;
    private final TopologyContext topology;
    private final IErrorReporter reporter;
    private final Map<String, Throttle> throttles = new ConcurrentHashMap<>();
    private final Queue<Report> reports = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final StormMetrics metrics;

    private record Report(String code, String message) {}

    private static final class Throttle {
        private long nextReportAt;
        private long suppressed;
        private boolean reported;
    }

    public StormContext(Map<String, Object> configuration, TopologyContext topology, IErrorReporter reporter) {
        this.pipeline = String.valueOf(configuration.get(org.apache.storm.Config.TOPOLOGY_NAME));
        this.worker = topology.getStormId() + "/" + topology.getThisWorkerPort();
        this.topology = topology;
        this.reporter = reporter;
        this.metrics = new StormMetrics(topology);
    }

    @Override
    public String pipeline() {
        return pipeline;
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    /** Queues a report for the next {@link #flushReports}. May be called from any thread. */
    @Override
    public void report(String code, String message) {
        Throttle throttle = throttles.computeIfAbsent(code, c -> new Throttle());
        long suppressed;
        synchronized (throttle) {
            long now = System.nanoTime();
            if (throttle.reported && now - throttle.nextReportAt < 0) {
                throttle.suppressed++;
                return;
            }
            suppressed = throttle.suppressed;
            throttle.reported = true;
            throttle.suppressed = 0;
            throttle.nextReportAt = now + REPORT_INTERVAL_NANOS;
        }
        reports.add(new Report(
                code, suppressed == 0 ? message : message + " (and " + suppressed + " more reports with this code)"));
    }

    /** Writes the queued reports to the log and to Storm UI. Only the executor's thread may call it, because Storm's error reporter belongs to it. */
    public void flushReports() {
        for (Report report = reports.poll(); report != null; report = reports.poll()) {
            LOG.warn("{}: {}: {}", topology.getThisComponentId(), report.code(), report.message());
            reporter.reportError(new StageError(report.code(), report.message()));
        }
    }

    /** Reports an exception of the task's own code. Only the executor's thread may call it. */
    void reportFailure(Throwable failure) {
        reporter.reportError(failure);
    }

    @Override
    public Records records(RecordStore store) {
        return closeLater(store.connect(this));
    }

    @Override
    public Histories histories(HistoryStore store) {
        return closeLater(store.connectHistories(this));
    }

    @Override
    public Schemas schemas(SchemaStore store) {
        return closeLater(store.connect(this));
    }

    @Override
    public ReleaseLog releases(ReleaseStore store) {
        return store.connect(this);
    }

    @Override
    public Publisher publisher(Sink sink) {
        return closeLater(sink.connect(this));
    }

    @Override
    @SuppressWarnings("unchecked") // the contract requires one type of object for each name
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        String fullName = worker + "/" + name;
        T resource = (T) SharedResources.acquire(fullName, factory);
        open.add(() -> SharedResources.release(fullName));
        return resource;
    }

    private <T extends AutoCloseable> T closeLater(T resource) {
        open.add(resource);
        return resource;
    }

    /** Closes the resources of the stages in reverse order. */
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                LOG.warn("{}: cannot close a resource", topology.getThisComponentId(), e);
            }
        }
        open.clear();
    }
}
