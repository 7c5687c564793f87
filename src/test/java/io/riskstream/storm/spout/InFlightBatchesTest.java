package io.riskstream.storm.spout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.runner.RetryPolicy;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InFlightBatchesTest {
    private static final TopicPartition PARTITION = new TopicPartition("claims", 0);
    private static final long SECOND = 1_000_000_000;
    private static final int LIMIT = 10;

    private InFlightBatches batches = batches(1, LIMIT);
    private final PartitionProgress progress = new PartitionProgress(0, 0);
    private long offset;

    private static InFlightBatches batches(int batchEvents, int maxInFlightEvents) {
        return new InFlightBatches(
                new ReadLimits(
                        batchEvents,
                        batchEvents,
                        1_000_000,
                        maxInFlightEvents,
                        1_000_000,
                        1_000_000,
                        Duration.ZERO,
                        Duration.ZERO,
                        new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(200), Duration.ofSeconds(30))),
                0);
    }

    private void read(int records) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            read.add(new ConsumerRecord<>("claims", 0, offset++, null, new byte[1]));
        }
        batches.add(new ConsumerRecords<>(Map.of(PARTITION, read), Map.of()), partition -> progress);
        progress.readUpTo(offset);
    }

    /** Reads and emits as many records, one per batch. */
    private List<SentBatch> emit(int records, long now) {
        read(records);
        List<SentBatch> emitted = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            SentBatch next = batches.next(now);
            assertNotNull(next);
            emitted.add(next);
        }
        return emitted;
    }

    @Test
    void eventsThatAreProbablyLostDoNotStopTheOthers() {
        emit(LIMIT, 0);
        assertTrue(batches.isFull(SECOND));
        assertFalse(batches.isFull(2 * SECOND), "an event is needed to find out whether a task is alive");
        SentBatch probe = emit(1, 2 * SECOND).get(0);
        assertTrue(batches.isFull(2 * SECOND));
        batches.acked(probe, 2 * SECOND + 1);
        assertEquals(LIMIT, batches.overdue());
        assertEquals(LIMIT, batches.events(), "they stay until their time-out");
        assertFalse(batches.isFull(2 * SECOND + 1));
        assertTrue(batches.hasRoom(2 * SECOND + 1));
        emit(LIMIT, 2 * SECOND + 1);
        assertTrue(batches.isFull(2 * SECOND + 1));
    }

    @Test
    void overdueEventsLeaveTheirCountWhenTheyAreAckedOrFail() {
        List<SentBatch> lost = emit(4, 0);
        batches.acked(emit(1, 2 * SECOND).get(0), 2 * SECOND);
        assertEquals(4, batches.overdue());
        batches.acked(lost.get(1), 3 * SECOND);
        assertEquals(3, batches.overdue());
        batches.failed(lost.get(0), 3 * SECOND);
        assertEquals(2, batches.overdue());
        assertEquals(1, batches.retrying());
        assertEquals(0, progress.doneOffset());
        assertNull(batches.next(3 * SECOND), "its pause is not over");
        SentBatch retried = batches.next(4 * SECOND);
        assertEquals(2, retried.attempts());
        batches.acked(retried, 4 * SECOND);
        assertEquals(2, progress.doneOffset());
        assertEquals(2, batches.overdue());
    }

    @Test
    void eventsOfTheSameSecondAreNotOverdue() {
        emit(3, 0);
        batches.acked(emit(1, SECOND - 1).get(0), 5 * SECOND);
        assertEquals(0, batches.overdue());
    }

    @Test
    void anAckedBatchIsNotKeptWhileAnOlderOneIsInFlight() {
        SentBatch slow = emit(1, 0).get(0);
        WeakReference<SentBatch> acked = ackOne();
        await().until(() -> {
            System.gc();
            return acked.refersTo(null);
        });
        assertEquals(0, batches.overdue());
        batches.acked(slow, 2);
        assertEquals(0, batches.events());
    }

    private WeakReference<SentBatch> ackOne() {
        SentBatch batch = emit(1, 0).get(0);
        batches.acked(batch, 1);
        return new WeakReference<>(batch);
    }

    @Test
    void overdueEventsAreLimited() {
        long now = 0;
        int emitted = 0;
        while (!batches.isFull(now)) {
            emit(1, now);
            now += SECOND / 2;
            batches.acked(emit(1, now).get(0), now);
            emitted++;
            assertTrue(emitted <= 8 * LIMIT, "not limited");
        }
        assertEquals(8 * LIMIT, batches.events());
    }

    @Test
    void aTopologyThatDoesNotAckIsProbedTwiceASecond() {
        emit(1, 0);
        read(5);
        int emitted = 0;
        for (long now = SECOND + 1; now < 3 * SECOND; now += SECOND / 100) {
            emitted += batches.next(now) == null ? 0 : 1;
        }
        assertEquals(4, emitted);
        assertTrue(batches.isFull(3 * SECOND), "an event is ready to be emitted");
    }

    @Test
    void anIdleTopologyIsNotTakenForDead() {
        batches.acked(emit(1, 0).get(0), 1);
        assertEquals(3, emit(3, 60 * SECOND).size());
    }

    @Test
    void theLimitFollowsTheRateSoThatNoEventTimesOutInAQueue() {
        batches = batches(500, 20_000);
        assertEquals(4_000, readUntilFull(0));
        ack(8, SECOND); // 4,000 events in a second
        assertEquals(12_000, readUntilFull(SECOND));
        ack(24, 2 * SECOND);
        assertEquals(20_000, readUntilFull(2 * SECOND), "the limit of the option");
        ack(4, 3 * SECOND); // 2,000 events in a second
        assertTrue(batches.isFull(3 * SECOND));
        assertEquals(18_000, batches.events());
        ack(4, 4 * SECOND);
        ack(20, 4 * SECOND + 1);
        assertEquals(6_000, readUntilFull(4 * SECOND + 1), "three times the events of the last full second");
    }

    private final ArrayDeque<SentBatch> pending = new ArrayDeque<>();

    private long readUntilFull(long now) {
        while (!batches.isFull(now)) {
            read(500);
            pending.add(batches.next(now));
        }
        return batches.events();
    }

    /** Acks batches in the second before this time, the last of them at this time. */
    private void ack(int count, long now) {
        for (int i = 0; i < count; i++) {
            batches.acked(pending.remove(), i < count - 1 ? now - 1 : now);
        }
    }
}
