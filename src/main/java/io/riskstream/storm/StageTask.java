package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.StageRunner;
import io.riskstream.storm.wait.WakerRegistry;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The opened stages of one task of a bolt or spout: runs its events, and emits them as soon as they have left the stages. Only the executor's thread
 * uses it; a thread that completes an outcome unparks that thread.
 *
 * @param <T> an input of the stages, such as a tuple
 */
public final class StageTask<T> {
    private static final Logger LOG = LoggerFactory.getLogger(StageTask.class);

    private final StormContext context;
    private final EventCollector<T> collector;
    private final StageRunner<T> runner;
    private final EventEmitter<T> emitter;
    private final ArrivalMetrics arrivals;

    StageTask(StageList sequence, TopologyContext topology, StormContext context, EventCollector<T> collector) {
        this.context = context;
        this.collector = collector;
        StageOptions options = sequence.options();
        Thread executor = Thread.currentThread();
        this.runner = new StageRunner<>(
                sequence.stages(),
                options.retryPolicy(),
                options.capacity(),
                context,
                () -> LockSupport.unpark(executor));
        this.emitter = new EventEmitter<>(
                collector,
                WakerRegistry.of(context),
                topology.getThisTargets().containsKey(Utils.DEFAULT_STREAM_ID),
                options.partitioner(sequence.stages()),
                options.decisionStreams(),
                context);
        this.arrivals = new ArrivalMetrics(context);
        topology.registerGauge("held", () -> runner.inputs().size());
    }

    /**
     * Runs the events of an input as far as possible without waiting.
     *
     * @param component where they come from, for the metric of arrivals
     */
    public void accept(String component, String stream, T input, Batch batch) {
        arrivals.count(component, stream, batch);
        runner.accept(input, batch);
    }

    /** Does the work that is possible now. Returns true if there was any. Finished events are emitted before each pass, which may take long. */
    public boolean drain() {
        boolean worked = false;
        boolean more = true;
        while (more) {
            emitFinished();
            collector.betweenPasses(runner.inputs());
            more = runner.drain();
            worked |= more;
        }
        context.flushReports();
        return worked;
    }

    /** Calls {@link #drain} for a wait strategy and catches everything: an exception there would end the worker without an error in Storm UI. */
    public boolean drainSafely() {
        try {
            return drain();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (Utils.exceptionCauseIsInstanceOf(InterruptedException.class, e)) {
                Thread.currentThread().interrupt(); // the worker is stopping; the executor checks this flag
                return false;
            }
            LOG.error("cannot process completed outcomes", e);
            context.reportFailure(e);
            return false;
        }
    }

    private void emitFinished() {
        for (PendingInput<T> input = runner.pollReady(); input != null; input = runner.pollReady()) {
            emitter.emit(input);
        }
    }

    /** True if all events of all inputs have left the stages. */
    public boolean isEmpty() {
        return runner.inputs().isEmpty();
    }

    /** See {@link StageRunner#nanosUntilNext}. */
    public long nanosUntilNext(long maxNanos) {
        return runner.nanosUntilNext(maxNanos);
    }

    /** Returns a live view of the inputs with events in the stages, oldest first. */
    public Collection<PendingInput<T>> inputs() {
        return runner.inputs();
    }
}
