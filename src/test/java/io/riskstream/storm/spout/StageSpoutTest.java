package io.riskstream.storm.spout;

import static io.riskstream.runner.TestStages.deciding;
import static io.riskstream.runner.TestStages.publishing;
import static io.riskstream.runner.TestStages.stage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.spout.BatchSpoutTest.Log;
import io.riskstream.storm.spout.SpoutTask.Sent;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.storm.Config;
import org.apache.storm.policy.IWaitStrategy;
import org.apache.storm.utils.ReflectionUtils;
import org.apache.storm.utils.Utils;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class StageSpoutTest {
    private static final TopicPartition FIRST = new TopicPartition("claims", 0);
    private static final Kafka KAFKA = new Kafka(Map.of("bootstrap.servers", "broker:9092"));
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Set<String> REJECTED = Set.of("rejected");

    private final Log log = new Log();
    /** The outcomes that the stage of {@link #later} has announced, in the order of the events. */
    private final List<Promise> outcomes = new ArrayList<>();
    /** The offsets that {@link #parse} was applied to. */
    private final List<Long> parsed = new ArrayList<>();

    private static StageSpout spout(List<Stage> stages, Object... options) {
        Map<String, Object> arguments =
                new HashMap<>(Map.of("topic", "claims", "group", "risk", "commitMillis", 1, "batchEvents", 10));
        for (int i = 0; i < options.length; i += 2) {
            arguments.put((String) options[i], options[i + 1]);
        }
        return new StageSpout(KAFKA, stages, arguments);
    }

    /** Opens a task and waits until its partition is assigned: the mock accepts no records before. */
    private SpoutTask reading(Log from, Set<String> consumed, List<Stage> stages, Object... options) {
        SpoutTask task = SpoutTask.open(spout(stages, options), consumed, from);
        task.runUntil(() -> from.assignment().contains(FIRST));
        return task;
    }

    private SpoutTask reading(Set<String> consumed, List<Stage> stages, Object... options) {
        return reading(log, consumed, stages, options);
    }

    /** A stage that rejects the events with these offsets. */
    private Stage parse(Long... rejected) {
        return stage("parse", event -> {
            long offset = event.origin().offset();
            parsed.add(offset);
            return Set.of(rejected).contains(offset)
                    ? Outcome.reject(new Rejection("parse", RejectionCode.PARSE_JSON, "", "no"))
                    : Outcome.pass();
        });
    }

    private static Stage published() {
        return publishing("publish", event -> Outcome.pass());
    }

    private Stage later() {
        return publishing("publish", event -> {
            outcomes.add(new Promise());
            return Outcome.later(outcomes.get(outcomes.size() - 1), LONG, Outcome::pass);
        });
    }

    private void complete(int from, int to) {
        outcomes.subList(from, to).forEach(outcome -> outcome.complete(Outcome.pass()));
    }

    private static List<Long> offsets(Sent tuple) {
        return tuple.batch().events().stream()
                .map(event -> event.origin().offset())
                .toList();
    }

    @Test
    void commitsPublishedEventsWithoutATuple() {
        SpoutTask task = reading(REJECTED, List.of(parse(), published()));
        log.append(0, 35);
        task.runUntil(() -> log.committed() == 35);
        assertEquals(35, parsed.size());
        assertEquals(List.of(), task.sent);
        assertEquals(0, task.gauge("inflight.events"));
        assertEquals(0, task.gauge("inflight.bytes"));
        assertEquals(35, task.counter("events.passed"));
    }

    @Test
    void commitsUpToTheFirstEventWithoutAnOutcome() {
        SpoutTask task = reading(REJECTED, List.of(later()));
        log.append(0, 30);
        task.runUntil(() -> outcomes.size() == 30);
        assertEquals(30, task.gauge("inflight.events"));
        assertEquals(3, task.gauge("held"));
        complete(10, 30);
        task.runUntil(() -> task.gauge("inflight.events") == 10);
        task.runUntil(() -> log.committed() == 0);
        complete(0, 9);
        task.runUntil(() -> task.gauge("inflight.events") == 1);
        assertEquals(0, log.committed());
        complete(9, 10);
        task.runUntil(() -> log.committed() == 30);
        assertEquals(0, task.gauge("held"));
    }

    @Test
    void commitsARejectedEventWhenItsTupleIsAcked() {
        SpoutTask task = reading(REJECTED, List.of(parse(3L, 5L), published()));
        log.append(0, 20);
        task.runUntil(() -> parsed.size() == 20 && task.sent.size() == 1);
        assertEquals("rejected", task.sent.get(0).stream());
        assertEquals(List.of(3L, 5L), offsets(task.sent.get(0)));
        assertEquals(2, task.gauge("inflight.events"));
        assertEquals(2, task.counter("rejected.parse.json"));
        task.runUntil(() -> log.committed() == 0);
        task.ackAll();
        task.runUntil(() -> log.committed() == 20);
        assertEquals(0, task.gauge("inflight.events"));
        assertEquals(0, task.gauge("inflight.bytes"));
    }

    @Test
    void emitsAFailedTupleAgainWithoutRunningTheStages() {
        SpoutTask task = reading(REJECTED, List.of(parse(3L, 5L), published()), "backoffMillis", 0);
        log.append(0, 10);
        task.runUntil(() -> task.sent.size() == 1);
        long bytes = task.gauge("inflight.bytes");
        task.fail(task.sent.get(0));
        assertEquals(2, task.gauge("inflight.retrying"));
        assertEquals(2, task.counter("resent"));
        task.runUntil(() -> task.sent.size() == 3);
        assertEquals(List.of(3L), offsets(task.sent.get(1)));
        assertEquals(List.of(5L), offsets(task.sent.get(2)));
        assertEquals(bytes, task.gauge("inflight.bytes"));
        assertEquals(0, task.gauge("inflight.retrying"));
        assertEquals(10, parsed.size());
        task.ack(task.sent.get(1));
        task.runUntil(() -> log.committed() == 0);
        for (int attempt = 2; attempt < 6; attempt++) {
            Sent failing = task.sent.get(task.sent.size() - 1);
            assertEquals(attempt, failing.message().attempts());
            int before = task.sent.size();
            task.fail(failing);
            task.runUntil(() -> task.sent.size() == before + 1);
        }
        assertTrue(task.hasReported("kafka.resend"), "" + task.errors);
        task.ackAll();
        task.runUntil(() -> log.committed() == 10);
    }

    @Test
    void reportsThePartitionThatWaitsForADeadLetter() {
        SpoutTask task = reading(REJECTED, List.of(parse(3L), published()), "maxUncommitted", 20);
        log.setMaxPollRecords(10);
        log.append(0, 100);
        task.runUntil(() -> task.hasReported("kafka.uncommitted"));
        assertEquals(
                "kafka.uncommitted: claims-0 is not read beyond offset 20, because a record at or after offset 0 is not done (maxUncommitted)",
                task.errors.get(0).getMessage());
        assertEquals(20, parsed.size());
        task.ackAll();
        task.runUntil(() -> log.committed() == 100);
        assertEquals(1, task.errors.size());
    }

    /** Storm's default strategy sleeps, which a completed outcome cannot end. */
    @Test
    void anOutcomeEndsTheWaitOfASpoutWithTheProfileOfLowLatency() throws Exception {
        Map<String, Object> configuration = Utils.readDefaultConfig();
        try (Reader profile = Files.newBufferedReader(Path.of("conf/low-latency.yaml"))) {
            Map<String, Map<String, Object>> content = new Yaml().load(profile);
            configuration.putAll(content.get("config"));
        }
        configuration.put(Config.TOPOLOGY_SPOUT_WAIT_PARK_MICROSEC, TimeUnit.HOURS.toMicros(1));
        configuration.put(Config.TOPOLOGY_SPOUT_WAIT_PROGRESSIVE_LEVEL3_SLEEP_MILLIS, TimeUnit.HOURS.toMillis(1));
        IWaitStrategy strategy =
                ReflectionUtils.newInstance((String) configuration.get(Config.TOPOLOGY_SPOUT_WAIT_STRATEGY));
        strategy.prepare(configuration, IWaitStrategy.WaitSituation.SPOUT_WAIT);
        CountDownLatch pending = new CountDownLatch(1);
        FutureTask<Long> executor = new FutureTask<>(() -> {
            SpoutTask task = reading(REJECTED, List.of(later()));
            log.append(0, 1);
            task.runUntil(() -> outcomes.size() == 1);
            pending.countDown();
            int unused = strategy.idle(0);
            task.spout.nextTuple();
            return task.counter("events.passed");
        });
        Thread thread = new Thread(executor);
        thread.start();
        try {
            pending.await();
            complete(0, 1);
            assertEquals(1, executor.get(60, TimeUnit.SECONDS));
        } finally {
            thread.interrupt();
        }
    }

    @Test
    void emitsThePassedEventsOfASpoutWhoseDefaultStreamIsConsumed() {
        SpoutTask task = reading(Set.of("default", "rejected"), List.of(parse(3L)));
        log.append(0, 10);
        task.runUntil(() -> task.events() == 10);
        assertEquals(
                List.of("rejected", "default"),
                task.sent.stream().map(Sent::stream).toList());
        task.runUntil(() -> log.committed() == 0);
        task.ackAll();
        task.runUntil(() -> log.committed() == 10);
    }

    @Test
    void countsDroppedEventsAndDecisionsWithoutWaitingForAnyone() {
        Stage drop = stage("drop", event -> event.origin().offset() == 1 ? Outcome.drop("far away") : Outcome.pass());
        SpoutTask task = reading(REJECTED, List.of(drop, published()));
        log.append(0, 10);
        task.runUntil(() -> log.committed() == 10);
        assertEquals(Map.of("dropped", 1), task.unconsumed);
        assertEquals(1, task.counter("events.dropped"));
        assertEquals(
                "stage spout: option 'decisionStreams' needs a stage that makes decisions among its stages; set it at the component that runs Score",
                assertThrows(IllegalArgumentException.class, () -> spout(List.of(published()), "decisionStreams", true))
                        .getMessage());
        Stage decides = deciding("score", List.of("accept"), event -> Outcome.pass());
        assertEquals(
                1, spout(List.of(decides), "decisionStreams", true).stages().size());
    }

    @Test
    void aSinkThatDoesNotAnswerStopsTheReading() {
        SpoutTask task = reading(REJECTED, List.of(later()), "maxInFlightEvents", 20);
        log.setMaxPollRecords(10);
        log.append(0, 100);
        task.runUntil(() -> outcomes.size() == 20);
        for (int i = 0; i < 20; i++) {
            task.spout.nextTuple();
        }
        assertEquals(20, outcomes.size());
        assertEquals(Set.of(FIRST), log.paused());
        for (int done = 0; done < 80; done += 20) {
            complete(done, done + 20);
            int next = done + 40;
            task.runUntil(() -> outcomes.size() == next);
            assertEquals(20, task.gauge("inflight.events"));
        }
        complete(80, 100);
        task.runUntil(() -> log.committed() == 100);
    }

    @Test
    void countsTheBytesOfARejectedEventUntilItsTupleIsAcked() {
        SpoutTask task = reading(REJECTED, List.of(parse(9L), published()), "maxInFlightBytes", 900);
        log.setMaxPollRecords(10);
        log.append(0, 9);
        log.addRecord(new ConsumerRecord<>("claims", 0, 9, null, new byte[1_000]));
        log.append(10, 30);
        task.runUntil(() -> task.sent.size() == 1);
        assertEquals(1_000, task.gauge("inflight.bytes"), "not the mean of its batch");
        for (int i = 0; i < 20; i++) {
            task.spout.nextTuple();
        }
        assertEquals(10, parsed.size());
        task.ackAll();
        task.runUntil(() -> log.committed() == 30);
        assertEquals(0, task.gauge("inflight.bytes"));
    }

    @Test
    void countsTheBytesOfABatchUntilItsLastEventHasLeftTheStages() {
        SpoutTask task = reading(REJECTED, List.of(later()));
        log.append(0, 9);
        log.addRecord(new ConsumerRecord<>("claims", 0, 9, null, new byte[1_000]));
        task.runUntil(() -> outcomes.size() == 10);
        complete(0, 9);
        task.runUntil(() -> task.gauge("inflight.events") == 1);
        assertEquals(1_009, task.gauge("inflight.bytes"));
        complete(9, 10);
        task.runUntil(() -> log.committed() == 10);
        assertEquals(0, task.gauge("inflight.bytes"));
    }

    @Test
    void doesNotWaitForARecordWhileAnOutcomeIsPending() throws ExecutionException, InterruptedException {
        List<Duration> waits = new CopyOnWriteArrayList<>();
        Log polled = new Log() {
            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration wait) {
                waits.add(wait);
                return super.poll(wait);
            }
        };
        // a thread of its own: tasks of other tests on this thread would share the executor
        FutureTask<Void> executor = new FutureTask<>(() -> {
            SpoutTask task = reading(polled, REJECTED, List.of(later()));
            polled.append(0, 1);
            task.runUntil(() -> outcomes.size() == 1);
            waits.clear();
            task.spout.nextTuple();
            assertEquals(Set.of(Duration.ZERO), Set.copyOf(waits));
            complete(0, 1);
            waits.clear();
            task.spout.nextTuple();
            assertEquals(Set.of(Duration.ofMillis(100)), Set.copyOf(waits));
            return null;
        });
        new Thread(executor).start();
        executor.get();
    }

    @Test
    void aDeactivatedSpoutCommitsWhatItHasBegunAndStartsNothing() {
        SpoutTask task = reading(REJECTED, List.of(parse(3L), later()));
        log.append(0, 10);
        task.runUntil(() -> outcomes.size() == 9);
        complete(0, 8);
        task.spout.deactivate();
        assertEquals(0, log.committed());
        log.append(10, 20);
        task.tick();
        complete(8, 9);
        task.tick();
        assertEquals(0, log.committed(), "the rejected event is not acked");
        task.ackAll();
        assertEquals(10, log.committed());
        assertEquals(10, parsed.size());
        task.spout.activate();
        task.runUntil(() -> parsed.size() == 20);
    }

    @Test
    void theTickContinuesWhileStormDoesNotCallTheSpout() {
        SpoutTask task = reading(REJECTED, List.of(later(), parse(0L)));
        log.append(0, 10);
        task.runUntil(() -> outcomes.size() == 10);
        complete(0, 10);
        task.tick();
        assertEquals(10, parsed.size());
        assertEquals(List.of(0L), offsets(task.sent.get(0)));
    }

    @Test
    void aTaskThatEndsCommitsWhatIsPublishedAndEmitsNothing() {
        SpoutTask task = reading(REJECTED, List.of(later(), parse(15L)));
        log.append(0, 20);
        task.runUntil(() -> outcomes.size() == 20);
        complete(0, 20);
        task.close();
        assertEquals(List.of(), task.sent);
        assertTrue(log.closed());
    }

    @Test
    void commitsAtTheEndOnlyWhatIsDone() {
        List<Long> committed = new ArrayList<>();
        Log ending = new Log() {
            @Override
            public synchronized void commitSync(
                    Map<TopicPartition, org.apache.kafka.clients.consumer.OffsetAndMetadata> offsets, Duration limit) {
                committed.add(offsets.get(FIRST).offset());
            }
        };
        SpoutTask task = reading(ending, REJECTED, List.of(later(), parse(15L)), "commitMillis", 600_000);
        ending.append(0, 20);
        task.runUntil(() -> outcomes.size() == 20);
        complete(0, 20);
        task.close();
        assertEquals(List.of(10L), committed);
    }

    @Test
    void rejectsAnEventWhoseStageFails() {
        Stage failing = stage("parse", event -> {
            throw new IllegalStateException("a value that must not be shown");
        });
        SpoutTask task = reading(REJECTED, List.of(failing, published()));
        log.append(0, 1);
        task.runUntil(() -> task.sent.size() == 1);
        Event event = task.sent.get(0).batch().get(0);
        assertEquals(RejectionCode.INTERNAL, event.rejections().get(0).code());
        assertTrue(task.hasReported("parse.internal"), "" + task.errors);
        assertFalse(task.errors.toString().contains("must not be shown"));
    }

    @Test
    void refusesToStartIfEventsWouldBeLost() {
        assertEquals(
                "spout 'claims': no bolt consumes its stream 'rejected', so rejected events would be lost; add a stream {from: claims, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}",
                assertThrows(
                                IllegalStateException.class,
                                () -> SpoutTask.open(spout(List.of(parse(), published())), Set.of(), log))
                        .getMessage());
        assertThrows(
                IllegalStateException.class, () -> SpoutTask.open(spout(List.of(parse())), Set.of("rejected"), log));
    }

    @Test
    void rejectsInvalidArguments() {
        assertEquals(
                "stage spout: the list of stages is empty; a stage spout needs at least one stage",
                assertThrows(IllegalArgumentException.class, () -> spout(List.of()))
                        .getMessage());
        assertEquals(
                "stage spout: unknown option 'capcity'; did you mean 'capacity'?",
                assertThrows(IllegalArgumentException.class, () -> spout(List.of(published()), "capcity", 1))
                        .getMessage());
        assertEquals(
                "publish",
                spout(List.of(published())).stages().stream()
                        .map(Stage::spec)
                        .map(StageSpec::name)
                        .reduce("", String::concat));
    }
}
