package io.riskstream.storm;

import io.riskstream.stage.Metrics;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.storm.task.IErrorReporter;
import org.apache.storm.task.TopologyContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's {@link StageContext} on a Storm worker. */
public final class StormContext implements StageContext {
    private static final Logger LOG = LoggerFactory.getLogger(StormContext.class);
    /** How long repeats of one code are held back. Storm UI keeps an error for half an hour, so this often is enough to see it goes on. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

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
        private long quietUntil;
        private long held;
        private boolean begun;
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
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public LongSupplier ticker() {
        return System::nanoTime;
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    /** May be called from any thread; Storm hears of it at the next {@link #passOnReports}. */
    @Override
    public void report(String code, String message) {
        Throttle throttle = throttles.computeIfAbsent(code, c -> new Throttle());
        long held;
        synchronized (throttle) {
            long now = System.nanoTime();
            if (throttle.begun && now - throttle.quietUntil < 0) {
                throttle.held++;
                return;
            }
            held = throttle.held;
            throttle.begun = true;
            throttle.held = 0;
            throttle.quietUntil = now + QUIET_NANOS;
        }
        reports.add(new Report(code, held == 0 ? message : message + " (and " + held + " more like it)"));
    }

    /** Hands waiting reports to the log and to Storm UI; on the executor's thread, since Storm's error reporter belongs to it. */
    public void passOnReports() {
        for (Report report = reports.poll(); report != null; report = reports.poll()) {
            LOG.warn("{}: {}: {}", topology.getThisComponentId(), report.code(), report.message());
            reporter.reportError(new StageError(report.code(), report.message()));
        }
    }

    @Override
    public Records records(RecordStore store) {
        return closedWithStage(store.connect(this));
    }

    @Override
    public Publisher publisher(Sink sink) {
        return closedWithStage(sink.connect(this));
    }

    @Override
    @SuppressWarnings("unchecked") // the name stands for one class of object, as its contract asks
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        String fullName = worker + "/" + name;
        T resource = (T) SharedResources.acquire(fullName, factory);
        open.add(() -> SharedResources.release(fullName));
        return resource;
    }

    private <T extends AutoCloseable> T closedWithStage(T resource) {
        open.add(resource);
        return resource;
    }

    /** Closes what the stages took, the last first. */
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
