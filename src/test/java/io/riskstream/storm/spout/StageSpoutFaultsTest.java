package io.riskstream.storm.spout;

import static io.riskstream.runner.TestStages.asynchronous;
import static io.riskstream.runner.TestStages.publishingLater;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Stage;
import io.riskstream.storm.spout.BatchSpoutTest.Log;
import io.riskstream.storm.spout.SpoutTask.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of outcomes, acks, failures, deactivations and restarts: no commit passes an event whose outcome is not final, and in the end every event
 * is committed and nothing is counted as in flight. A failing sequence is repeated with its seed.
 */
class StageSpoutFaultsTest {
    private static final TopicPartition FIRST = new TopicPartition("claims", 0);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int STEPS = 1_500;
    private static final int MAX_IN_FLIGHT = 60;

    /** The outcomes that the stages have announced, each with the offset of its event. */
    private record Announced(long offset, Promise promise) {}

    private final BitSet done = new BitSet();
    private final List<Announced> lookups = new ArrayList<>();
    private final List<Announced> publications = new ArrayList<>();
    private final List<Sent> open = new ArrayList<>();
    private Random random;
    private CheckedLog log;
    private SpoutTask task;
    private int seenTuples;
    private int appended;
    private long committed;

    /** A partition that checks each commit. */
    private final class CheckedLog extends Log {
        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            check(offsets);
            super.commitAsync(offsets, callback);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
            check(offsets);
            commitSync(offsets);
        }

        private void check(Map<TopicPartition, OffsetAndMetadata> offsets) {
            long offset = offsets.get(FIRST).offset();
            assertTrue(
                    done.nextClearBit(0) >= offset, "commits " + offset + ", but " + done.nextClearBit(0) + " is open");
            committed = Math.max(committed, offset);
        }
    }

    private Outcome lookUp(Event event) {
        return announce(lookups, event);
    }

    private Outcome publish(Event event) {
        return announce(publications, event);
    }

    private static Outcome announce(List<Announced> announced, Event event) {
        Promise promise = new Promise();
        announced.add(new Announced(event.origin().offset(), promise));
        return Outcome.later(promise, LONG, Outcome::pass);
    }

    /** Opens a task that continues at the last commit, as after the death of a worker: what the last one had is lost. */
    private void open() {
        lookups.clear();
        publications.clear();
        open.clear();
        seenTuples = 0;
        log = new CheckedLog();
        List<Stage> stages = List.of(asynchronous("look-up", this::lookUp), publishingLater("publish", this::publish));
        StageSpout spout = new StageSpout(
                new Kafka(Map.of("bootstrap.servers", "broker:9092")),
                stages,
                Map.of(
                        "topic",
                        "claims",
                        "group",
                        "risk",
                        "commitMillis",
                        1,
                        "batchEvents",
                        7,
                        "maxInFlightEvents",
                        MAX_IN_FLIGHT,
                        "maxUncommitted",
                        100,
                        "pollMillis",
                        1,
                        "capacity",
                        20,
                        "backoffMillis",
                        0));
        task = SpoutTask.open(spout, Set.of("rejected", "dropped"), log);
        task.runUntil(() -> log.assignment().contains(FIRST));
        log.seek(FIRST, committed);
        log.setMaxPollRecords(7);
        if (committed < appended) {
            log.append(committed, appended);
        }
    }

    /** Completes a random outcome. */
    private void completeLookup() {
        if (!lookups.isEmpty()) {
            Announced next = lookups.remove(random.nextInt(lookups.size()));
            int kind = random.nextInt(10);
            if (kind == 0) {
                next.promise()
                        .complete(Outcome.reject(new Rejection("look-up", RejectionCode.PARSE_JSON, "", "unusable")));
            } else if (kind == 1) {
                next.promise().complete(Outcome.drop("far away"));
            } else if (kind == 2) {
                next.promise().complete(Outcome.retryWithoutLimit("again"));
            } else {
                next.promise().complete(Outcome.pass());
            }
        }
    }

    private void completePublication() {
        if (!publications.isEmpty()) {
            Announced next = publications.remove(random.nextInt(publications.size()));
            if (random.nextInt(10) == 0) {
                next.promise().complete(Outcome.retryWithoutLimit("no leader"));
            } else {
                done.set((int) next.offset());
                next.promise().complete(Outcome.pass());
            }
        }
    }

    private void ackOrFail(boolean ack) {
        for (; seenTuples < task.sent.size(); seenTuples++) {
            open.add(task.sent.get(seenTuples));
        }
        if (!open.isEmpty()) {
            Sent tuple = open.remove(random.nextInt(open.size()));
            if (ack) {
                tuple.batch()
                        .events()
                        .forEach(event -> done.set((int) event.origin().offset()));
                task.ack(tuple);
            } else {
                task.fail(tuple);
            }
        }
    }

    /** The interrupt ends the wait for outcomes, which do not come. */
    private static void interrupted(Runnable call) {
        Thread.currentThread().interrupt();
        try {
            call.run();
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    private void step(boolean active) {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                if (active) {
                    task.spout.nextTuple();
                }
            }
            case 2, 3 -> completeLookup();
            case 4, 5 -> completePublication();
            case 6 -> ackOrFail(random.nextInt(4) > 0);
            default -> task.tick();
        }
        assertTrue(lookups.size() + publications.size() <= 20, "over the capacity");
        assertTrue(task.gauge("inflight.events") < MAX_IN_FLIGHT + 7, "in flight " + task.gauge("inflight.events"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void commitsOnlyWhatIsFinalAndInTheEndEverything(long seed) {
        random = new Random(seed);
        open();
        boolean active = true;
        for (int i = 0; i < STEPS; i++) {
            if (random.nextInt(20) == 0) {
                int more = random.nextInt(30);
                log.append(appended, appended + more);
                appended += more;
            } else if (random.nextInt(60) == 0) {
                if (active) {
                    interrupted(task.spout::deactivate);
                } else {
                    task.spout.activate();
                }
                active = !active;
            } else if (random.nextInt(200) == 0) {
                if (random.nextBoolean()) {
                    interrupted(task::close); // otherwise the worker is killed
                }
                open();
                active = true;
            } else {
                step(active);
            }
        }
        if (!active) {
            task.spout.activate();
        }
        task.runUntil(() -> {
            while (!lookups.isEmpty()) {
                completeLookup();
            }
            while (!publications.isEmpty()) {
                completePublication();
            }
            ackOrFail(true);
            return committed == appended;
        });
        assertEquals(appended, done.cardinality());
        assertEquals(0, task.gauge("inflight.events"));
        assertEquals(0, task.gauge("inflight.bytes"));
        assertEquals(0, task.gauge("inflight.retrying"));
        assertEquals(0, task.gauge("held"));
        task.close();
    }
}
