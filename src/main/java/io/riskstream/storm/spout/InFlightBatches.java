package io.riskstream.storm.spout;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The batches of a spout task that are read and not acked: new ones, emitted ones, and failed ones that wait for their retry. The cost of a batch
 * does not depend on its number of events.
 *
 * <p>Batches that are lost with a worker stay here until their message time-out. Two rules keep them from stopping the others:
 *
 * <ul>
 *   <li>A batch is overdue once a batch that was emitted a second later is acked: it is probably lost. Overdue batches do not count as {@link
 *       #isFull full}, up to seven times the limit. They are not emitted again before they fail, so a slow batch is not duplicated.
 *   <li>If a second passes without an ack, no task may be left that processes batches. Then one batch is emitted each half second, even over the limit, so
 *       that few more are lost, and the first ack ends this at once.
 * </ul>
 *
 * <p>The bolts renew the time-out of events that they hold, but no component renews it for events in their queues. So the in-flight events are at most as many
 * as were acked in three seconds, and never more than {@code maxInFlightEvents}; {@value #MIN_EVENTS} are always allowed.
 */
final class InFlightBatches implements InFlight {
    /** How much later a batch was emitted whose ack makes this one overdue. Batches of one moment differ by the time that one of them is held. */
    private static final long OVERDUE_NANOS = 1_000_000_000;

    /** How long emitted batches may go without an ack before the spout only probes. */
    private static final long STALL_NANOS = 1_000_000_000;

    private static final long PROBE_NANOS = 500_000_000;

    /** The in-flight events are as many as are acked in this many seconds. An event then leaves a bolt's queue long before its message time-out. */
    private static final int QUEUED_SECONDS = 3;

    /** The in-flight events that are always allowed: as many as one bolt holds that waits for look-ups or a sink, which the rate does not tell apart. */
    private static final long MIN_EVENTS = 4_000;

    private static final long SECOND_NANOS = 1_000_000_000;
    /** The in-flight events including overdue ones, as a multiple of the limit without them. */
    private static final int WITH_OVERDUE = 8;

    private final ReadLimits limits;
    private final ArrayDeque<SentBatch> ready = new ArrayDeque<>();
    private final RetryQueue<SentBatch> retries;
    /** Emitted batches that are neither acked nor failed nor overdue, in the order of their emission. */
    private final LinkedHashSet<SentBatch> sent = new LinkedHashSet<>();

    private long events;
    private long bytes;
    private long overdue;
    private int emitted;
    /** True if a batch was emitted and none acked since {@link #unackedSince}. */
    private boolean isUnacked;

    private long unackedSince;
    private long emittedAt;
    /** The present limit of events without overdue ones. */
    private long maxEvents;

    private long ackedEvents;
    private long countedSince;

    /**
     * Creates an object without batches.
     *
     * @param now the present time, in nanoseconds of the ticker
     */
    InFlightBatches(ReadLimits limits, long now) {
        this.limits = limits;
        this.retries = new RetryQueue<>(limits.retryPolicy());
        this.countedSince = now;
        this.maxEvents = Math.min(MIN_EVENTS, limits.maxInFlightEvents());
    }

    @Override
    public void add(ConsumerRecords<byte[], byte[]> records, Function<TopicPartition, PartitionProgress> progress) {
        BatchBuilder.build(records, progress, limits, batch -> {
            ready.add(batch);
            events += batch.size();
            bytes += batch.bytes();
        });
    }

    /** Returns the batch that the caller must emit now: a retry that is due before a new one; null if there is none. */
    SentBatch next(long now) {
        if (isStalled(now) && now - emittedAt < PROBE_NANOS) {
            return null;
        }
        SentBatch next = retries.pollDue(now);
        if (next == null) {
            next = ready.poll();
        }
        if (next != null) {
            emitted(next, now);
        }
        return next;
    }

    private void emitted(SentBatch batch, long now) {
        batch.emittedAt(now);
        sent.add(batch);
        emitted++;
        emittedAt = now;
        if (!isUnacked) {
            isUnacked = true;
            unackedSince = now;
        }
    }

    /** Removes an emitted batch that is acked. */
    void acked(SentBatch batch, long now) {
        leave(batch);
        events -= batch.size();
        bytes -= batch.bytes();
        batch.done();
        isUnacked = emitted > 0;
        unackedSince = now;
        markOverdue(batch.emittedAt() - OVERDUE_NANOS);
        countAcked(batch.size(), now);
    }

    /** Adjusts the limit to the rate, once a second. */
    private void countAcked(int acked, long now) {
        ackedEvents += acked;
        long nanos = now - countedSince;
        if (nanos >= SECOND_NANOS) {
            double perSecond = ackedEvents * (double) SECOND_NANOS / nanos;
            maxEvents = Math.min(limits.maxInFlightEvents(), Math.max(MIN_EVENTS, (long) (QUEUED_SECONDS * perSecond)));
            ackedEvents = 0;
            countedSince = now;
        }
    }

    private void leave(SentBatch batch) {
        emitted--;
        if (!sent.remove(batch)) {
            overdue -= batch.size();
        }
    }

    private void markOverdue(long before) {
        Iterator<SentBatch> oldest = sent.iterator();
        while (oldest.hasNext()) {
            SentBatch batch = oldest.next();
            if (batch.emittedAt() - before >= 0) {
                return;
            }
            oldest.remove();
            overdue += batch.size();
        }
    }

    /** True if batches were emitted and none was acked for a second. */
    private boolean isStalled(long now) {
        return isUnacked && now - unackedSince > STALL_NANOS;
    }

    @Override
    public boolean isFull(long now) {
        return !ready.isEmpty()
                || !mayProbe(now)
                        && (events - overdue >= maxEvents
                                || events >= (long) WITH_OVERDUE * limits.maxInFlightEvents()
                                || bytes >= limits.maxInFlightBytes());
    }

    @Override
    public boolean hasRoom(long now) {
        return ready.isEmpty()
                && (mayProbe(now)
                        || events - overdue <= maxEvents / 2
                                && events <= WITH_OVERDUE / 2L * limits.maxInFlightEvents()
                                && bytes <= limits.maxInFlightBytes() / 2);
    }

    /** True if a probe needs a record beyond the limits. Each probe reads at most one poll, and together they read at most as much again. */
    private boolean mayProbe(long now) {
        return isStalled(now)
                && now - emittedAt >= PROBE_NANOS
                && events - overdue < 2L * limits.maxInFlightEvents()
                && bytes < 2L * limits.maxInFlightBytes();
    }

    /** Splits an emitted batch that has failed and schedules its parts. */
    void failed(SentBatch batch, long now) {
        leave(batch);
        retries.add(batch.split(RetryQueue.PARTS), now);
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
    public long overdue() {
        return overdue;
    }

    @Override
    public long retrying() {
        return retries.events();
    }

    @Override
    public boolean isPending() {
        return emitted > 0;
    }

    @Override
    public long nanosUntilRetry(long now, long maxNanos) {
        return retries.nanosUntilNext(now, maxNanos);
    }
}
