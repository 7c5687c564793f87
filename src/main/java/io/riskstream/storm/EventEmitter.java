package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.runner.PendingInput;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.StageContext;
import io.riskstream.storm.wait.WakerRegistry;
import java.util.List;
import java.util.Optional;
import org.apache.storm.tuple.Values;
import org.apache.storm.utils.Utils;

/**
 * Emits the events that have left the stages, each on the stream of its outcome. Counts {@code events.passed}, {@code events.rejected}, {@code
 * events.dropped} and {@code rejected.CODE}.
 */
final class EventEmitter<T> {
    private final EventCollector<T> collector;
    private final WakerRegistry wakers;
    private final boolean isPassedConsumed;
    private final Optional<BucketPartitioner> partitioner;
    private final DecisionStreams decisionStreams;
    private final Metrics metrics;
    private final BudgetMetrics budget;
    private final Metrics.Counter passed;
    private final Metrics.Counter rejected;
    private final Metrics.Counter dropped;

    /**
     * Creates an emitter.
     *
     * @param isPassedConsumed false if no component consumes the events that pass; they are then not emitted
     */
    EventEmitter(
            EventCollector<T> collector,
            WakerRegistry wakers,
            boolean isPassedConsumed,
            Optional<BucketPartitioner> partitioner,
            DecisionStreams decisionStreams,
            StageContext context) {
        this.collector = collector;
        this.wakers = wakers;
        this.isPassedConsumed = isPassedConsumed;
        this.partitioner = partitioner;
        this.decisionStreams = decisionStreams;
        this.metrics = context.metrics();
        this.budget = new BudgetMetrics(context);
        this.passed = metrics.counter("events.passed");
        this.rejected = metrics.counter("events.rejected");
        this.dropped = metrics.counter("events.dropped");
    }

    /** Emits the events of an input that have left the stages and clears its lists. */
    void emit(PendingInput<T> input) {
        T anchor = input.anchor();
        int left = input.passed().size()
                + input.rejected().size()
                + input.dropped().size();
        passed.add(input.passed().size());
        rejected.add(input.rejected().size());
        dropped.add(input.dropped().size());
        countCodes(input.rejected());
        emit(StreamNames.REJECTED, anchor, input.rejected());
        emit(StreamNames.DROPPED, anchor, input.dropped());
        decisionStreams.emit(input.passed(), anchor, collector, wakers);
        if (!isPassedConsumed) {
            budget.finished(input.passed());
            input.passed().clear(); // a stage has published them
        } else if (partitioner.isEmpty()) {
            emit(Utils.DEFAULT_STREAM_ID, anchor, input.passed());
        } else {
            emitByBucket(partitioner.get(), anchor, input.passed());
        }
        collector.left(anchor, left, input.isFinished());
    }

    private void emit(String stream, T anchor, List<Event> events) {
        if (!events.isEmpty()) {
            wakers.wake(collector.emit(stream, anchor, new Values(new Batch(events))));
        }
        events.clear();
    }

    private void emitByBucket(BucketPartitioner buckets, T anchor, List<Event> events) {
        buckets.split(events)
                .forEach((bucket, sameBucket) -> wakers.wake(
                        collector.emit(Utils.DEFAULT_STREAM_ID, anchor, new Values(bucket, new Batch(sameBucket)))));
        events.clear();
    }

    private void countCodes(List<Event> events) {
        for (Event event : events) {
            event.rejections().forEach(rejection -> metrics.counter("rejected." + rejection.code())
                    .add(1));
        }
    }
}
