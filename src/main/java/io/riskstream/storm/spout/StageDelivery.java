package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.storm.EventCollector;
import io.riskstream.storm.StageTask;
import io.riskstream.storm.wait.WakerRegistry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.tuple.Values;

/**
 * Runs each batch through stages on the spout's own thread. Events that leave on a stream with a consumer are emitted; the others are done when they leave
 * the stages.
 *
 * <p>A tuple that fails is emitted again from memory, in up to eight parts, after a back-off. The stages do not run again.
 *
 * <p>The limits of in-flight events count the events before and in the stages and those in tuples that are not acked. An event that leaves on two
 * streams counts twice. The bytes of a batch count until its last event has left the stages, because the events may have very different sizes.
 */
final class StageDelivery implements BatchDelivery, InFlight, EventCollector<StagedBatch> {
    /** The source in the metric of arrivals: the events come from Kafka, and the stream is the topic. */
    private static final String SOURCE = "kafka";
    /** How long to wait for an outcome before deadlines are checked. */
    private static final long DEADLINE_CHECK_NANOS = 1_000_000;

    private final ReadLimits limits;
    private final LatencyBudget budget;
    private final SpoutOutputCollector collector;
    private final WakerRegistry wakers;
    private final Set<String> consumed;
    private final ArrayDeque<StagedBatch> ready = new ArrayDeque<>();
    private final RetryQueue<StageTuple> retries;
    private StageTask<StagedBatch> stages;
    private long events;
    private long bytes;
    /** Tuples that are emitted and neither acked nor failed. */
    private int emitted;

    private boolean isEmitting = true;

    /**
     * Creates a delivery without stages.
     *
     * @param consumed the streams with a consumer
     */
    StageDelivery(
            ReadLimits limits,
            LatencyBudget budget,
            SpoutOutputCollector collector,
            WakerRegistry wakers,
            Set<String> consumed) {
        this.limits = limits;
        this.retries = new RetryQueue<>(limits.retryPolicy());
        this.budget = budget;
        this.collector = collector;
        this.wakers = wakers;
        this.consumed = consumed;
    }

    /** Sets the opened stages, which emit through this object. */
    void run(StageTask<StagedBatch> opened) {
        stages = opened;
    }

    @Override
    public InFlight inFlight() {
        return this;
    }

    @Override
    public void add(ConsumerRecords<byte[], byte[]> records, Function<TopicPartition, PartitionProgress> progress) {
        BatchBuilder.build(records, progress, limits, batch -> {
            StagedBatch staged = new StagedBatch(batch);
            ready.add(staged);
            events += batch.size();
            bytes += batch.bytes();
        });
    }

    @Override
    public boolean deliver(long now) {
        stages.drain();
        emitDue(now);
        StagedBatch next = ready.poll();
        if (next == null) {
            return false;
        }
        Batch batch = budget.begin(next.start());
        stages.accept(SOURCE, batch.get(0).origin().topic(), next, batch);
        stages.drain();
        return true;
    }

    private void emitDue(long now) {
        for (StageTuple next = retries.pollDue(now); next != null; next = retries.pollDue(now)) {
            wakers.wake(emit(next));
        }
    }

    private List<Integer> emit(StageTuple tuple) {
        tuple.emitted();
        emitted++;
        return isEmitting ? collector.emit(tuple.stream(), tuple.values(), tuple) : List.of();
    }

    @Override
    public List<Integer> emit(String stream, StagedBatch input, Values values) {
        if (!consumed.contains(stream)) {
            return isEmitting ? collector.emit(stream, values) : List.of(); // Storm counts it
        }
        StageTuple tuple = new StageTuple(input, stream, values);
        input.addTuples(1);
        events += tuple.size();
        bytes += tuple.bytes();
        return emit(tuple);
    }

    @Override
    public void left(StagedBatch input, int number, boolean finished) {
        events -= number;
        if (finished) {
            bytes -= input.bytes();
            input.leftStages();
            completeIfDone(input);
        }
    }

    private static void completeIfDone(StagedBatch batch) {
        if (batch.isDone()) {
            batch.done();
        }
    }

    @Override
    public void acked(SpoutMessage message, long now) {
        StageTuple tuple = (StageTuple) message;
        emitted--;
        events -= tuple.size();
        bytes -= tuple.bytes();
        tuple.source().addTuples(-1);
        completeIfDone(tuple.source());
    }

    @Override
    public void failed(SpoutMessage message, long now) {
        StageTuple tuple = (StageTuple) message;
        emitted--;
        List<StageTuple> parts = tuple.split(RetryQueue.PARTS);
        tuple.source().addTuples(parts.size() - 1);
        retries.add(parts, now);
    }

    @Override
    public void finish(long maxNanos) {
        long until = System.nanoTime() + maxNanos;
        stages.drainSafely();
        while (!stages.isEmpty()
                && System.nanoTime() - until < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(DEADLINE_CHECK_NANOS);
            stages.drainSafely();
        }
    }

    @Override
    public void stopEmitting() {
        isEmitting = false;
    }

    @Override
    public boolean isFull(long now) {
        return !ready.isEmpty() || events >= limits.maxInFlightEvents() || bytes >= limits.maxInFlightBytes();
    }

    @Override
    public boolean hasRoom(long now) {
        return ready.isEmpty() && events <= limits.maxInFlightEvents() / 2 && bytes <= limits.maxInFlightBytes() / 2;
    }

    @Override
    public boolean isPending() {
        return emitted > 0 || !stages.isEmpty();
    }

    @Override
    public long nanosUntilRetry(long now, long maxNanos) {
        return retries.nanosUntilNext(now, maxNanos);
    }

    @Override
    public long events() {
        return events;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long retrying() {
        return retries.events();
    }

    @Override
    public long overdue() {
        return 0;
    }
}
