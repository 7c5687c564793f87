package io.riskstream.storm;

import static io.riskstream.runner.TestStages.asynchronous;
import static io.riskstream.runner.TestStages.batch;
import static io.riskstream.runner.TestStages.event;
import static io.riskstream.runner.TestStages.last;
import static io.riskstream.runner.TestStages.publishing;
import static io.riskstream.runner.TestStages.stage;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricSet;
import com.codahale.metrics.Timer;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Timeline;
import io.riskstream.event.Verdict;
import io.riskstream.runner.BucketHistogram;
import io.riskstream.runner.TestStages;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.wait.DrainingWaitStrategy;
import io.riskstream.text.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.storm.Config;
import org.apache.storm.Constants;
import org.apache.storm.generated.Grouping;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsGetter;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.utils.Utils;
import org.junit.jupiter.api.Test;

class StageBoltTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Rejection NO = new Rejection("parse", RejectionCode.PARSE_JSON, "", "no");

    private final TestCollector collector = new TestCollector();
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Metric> distributions = new HashMap<>();
    private Map<String, Map<String, Grouping>> consumers =
            Map.of(Utils.DEFAULT_STREAM_ID, Map.of(), StreamNames.REJECTED, Map.of());

    private StageBolt prepare(StageBolt bolt) {
        TopologyContext topology = mock(TopologyContext.class);
        when(topology.getStormId()).thenReturn("topology-1");
        when(topology.getThisComponentId()).thenReturn("bolt");
        when(topology.getThisTargets()).thenReturn(consumers);
        when(topology.registerCounter(anyString()))
                .thenAnswer(call -> counters.computeIfAbsent(call.getArgument(0), name -> new Counter()));
        doAnswer(call -> {
                    MetricSet set = call.getArgument(1);
                    set.getMetrics()
                            .forEach((name, metric) -> distributions.put(call.getArgument(0) + "." + name, metric));
                    return null;
                })
                .when(topology)
                .registerMetricSet(anyString(), any());
        when(topology.registerTimer(anyString())).thenReturn(new Timer());
        when(topology.registerGauge(anyString(), any())).thenAnswer(call -> call.getArgument(1));
        Map<String, Object> configuration = new HashMap<>();
        configuration.put(Config.TOPOLOGY_NAME, "test");
        configuration.put(Config.TOPOLOGY_BOLT_WAIT_STRATEGY, DrainingWaitStrategy.class.getName());
        configuration.put(Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS, 1);
        bolt.prepare(configuration, topology, new OutputCollector(collector));
        return bolt;
    }

    private StageBolt bolt(Stage... stages) {
        return prepare(new StageBolt(List.of(stages)));
    }

    private static Tuple tuple(Batch batch) {
        Tuple tuple = mock(Tuple.class);
        when(tuple.getSourceComponent()).thenReturn("before");
        when(tuple.getSourceStreamId()).thenReturn(Utils.DEFAULT_STREAM_ID);
        when(tuple.contains(StreamNames.EVENTS)).thenReturn(true);
        when(tuple.getValueByField(StreamNames.EVENTS)).thenReturn(batch);
        return tuple;
    }

    private static Tuple tick() {
        Tuple tuple = mock(Tuple.class);
        when(tuple.getSourceComponent()).thenReturn(Constants.SYSTEM_COMPONENT_ID);
        when(tuple.getSourceStreamId()).thenReturn(Constants.SYSTEM_TICK_STREAM_ID);
        return tuple;
    }

    private static List<Long> offsets(List<Event> events) {
        return events.stream().map(event -> event.origin().offset()).toList();
    }

    @Test
    void emitsABatchAnchoredAndThenAcksTheInput() {
        StageBolt bolt = bolt(stage("parse", event -> Outcome.pass()));
        Tuple input = tuple(batch(1, 2));
        bolt.execute(input);
        assertEquals(1, collector.emitted.size());
        assertEquals(List.of(1L, 2L), offsets(collector.on(Utils.DEFAULT_STREAM_ID)));
        assertEquals(Set.of(input), collector.anchors());
        assertEquals(List.of(input), collector.acked);
    }

    @Test
    void failsAnInputWhoseBatchCannotBeRead() {
        StageBolt bolt = bolt(stage("parse", event -> Outcome.pass()));
        Tuple unreadable = tuple(null);
        Tuple readable = tuple(batch(1));
        bolt.execute(unreadable);
        bolt.execute(readable);
        assertEquals(List.of(unreadable), collector.failed);
        assertEquals(List.of(readable), collector.acked);
        assertTrue(collector.errors.get(0).getMessage().startsWith("serializer: a batch from 'before' cannot be read"));
    }

    @Test
    void acksWithoutEmittingIfNoBoltConsumesTheEventsThatPass() {
        consumers = Map.of();
        StageBolt bolt = bolt(publishing("publish", event -> Outcome.pass()));
        Tuple input = tuple(batch(1, 2));
        bolt.execute(input);
        assertTrue(collector.emitted.isEmpty());
        assertEquals(List.of(input), collector.acked);
        assertEquals(2, counters.get("events.passed").getCount());
    }

    @Test
    void countsEventsBySourceAndOutcome() {
        StageBolt bolt =
                bolt(stage("parse", event -> switch ((int) event.origin().offset()) {
                    case 1 -> Outcome.reject(NO);
                    case 2 -> Outcome.drop("a test event");
                    default -> Outcome.pass();
                }));
        long before = System.currentTimeMillis();
        bolt.execute(tuple(batch(1, 2, 3, 4)));
        bolt.execute(tuple(batch(5)));
        BucketHistogram received = (BucketHistogram) distributions.get("received.before.default");
        assertEquals(5, received.getCount());
        // the events' timestamps are a second after 1970
        assertEquals(before - 1_000, received.counts().getValue(0.5), 0.03 * before);
        assertEquals(5, ((BucketHistogram) distributions.get("parse.apply")).getCount());
        assertEquals(
                List.of(3L, 1L, 1L),
                List.of("passed", "rejected", "dropped").stream()
                        .map(outcome -> counters.get("events." + outcome).getCount())
                        .toList());
    }

    @Test
    void countsTheStepsOfPublishedEventsThatExceedTheirLatencyBudget() {
        consumers = Map.of();
        StageBolt bolt = bolt(publishing("publish", event -> Outcome.pass()));
        Timeline fast = Timeline.begin(LONG.toNanos(), 1_000_000, System.nanoTime());
        Timeline slow = Timeline.begin(LONG.toNanos(), 2 * LONG.toNanos(), System.nanoTime());
        bolt.execute(tuple(new Batch(List.of(event(1).withTimeline(fast), event(2).withTimeline(slow), event(3)))));
        BucketHistogram source = (BucketHistogram) distributions.get("budget.source");
        assertEquals(1, source.getCount());
        assertEquals(
                2,
                source.example(64 - Long.numberOfLeadingZeros(2 * LONG.toNanos()))
                        .orElseThrow()
                        .origin()
                        .offset());
        assertEquals(1, counters.get("slow.source").getCount());
    }

    @Test
    void doesNotCountAnEventThatAnotherBoltReceivesButPassesItsTimelineOn() {
        StageBolt bolt = bolt(stage("parse", event -> Outcome.pass()));
        bolt.execute(
                tuple(Batch.of(event(1).withTimeline(Timeline.begin(0, 5_000_000, System.nanoTime() - 9_000_000)))));
        assertFalse(counters.containsKey("slow.source"));
        Timeline passed =
                collector.on(Utils.DEFAULT_STREAM_ID).get(0).timeline().orElseThrow();
        assertEquals(5_000_000, passed.durations().get("source"));
        assertTrue(passed.durations().get("parse.queue") >= 9_000_000, passed.toString());
    }

    @Test
    void emitsRejectedAndDroppedEventsOnSeparateStreams() {
        StageBolt bolt =
                bolt(stage("parse", event -> switch ((int) event.origin().offset()) {
                    case 1 -> Outcome.reject(NO);
                    case 2 -> Outcome.drop("a test event");
                    default -> Outcome.pass();
                }));
        Tuple input = tuple(batch(1, 2, 3));
        bolt.execute(input);
        assertEquals(List.of(1L), offsets(collector.on(StreamNames.REJECTED)));
        assertEquals(List.of(2L), offsets(collector.on(StreamNames.DROPPED)));
        assertEquals(List.of(3L), offsets(collector.on(Utils.DEFAULT_STREAM_ID)));
        assertEquals(Set.of(input), collector.anchors());
        assertEquals(List.of(input), collector.acked);
        assertEquals(1, counters.get("rejected.parse.json").getCount());
    }

    @Test
    void acksAnInputAfterItsLastEventButEmitsOthersEarlier() throws InterruptedException {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        StageBolt bolt = bolt(asynchronous(
                "enrich",
                event -> event.origin().offset() == 1 ? Outcome.later(future, LONG, Outcome::pass) : Outcome.pass()));
        Tuple input = tuple(batch(1, 2));
        bolt.execute(input);
        assertEquals(List.of(2L), offsets(collector.on(Utils.DEFAULT_STREAM_ID)));
        assertEquals(List.of(), collector.acked);
        Thread other = new Thread(() -> future.complete(Outcome.pass()));
        other.start();
        other.join();
        assertEquals(1, collector.emitted.size(), "the completing thread must not emit");
        runWaitStrategy();
        assertEquals(List.of(2L, 1L), offsets(collector.on(Utils.DEFAULT_STREAM_ID)));
        assertEquals(List.of(input), collector.acked);
    }

    /** Does what Storm does on the executor's thread when its queue is empty. */
    private static void runWaitStrategy() {
        DrainingWaitStrategy strategy = new DrainingWaitStrategy();
        strategy.prepare(new HashMap<>(), org.apache.storm.policy.IWaitStrategy.WaitSituation.BOLT_WAIT);
        strategy.idle(0);
    }

    @Test
    void processesCompletedOutcomesOnATick() {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        StageBolt bolt = bolt(asynchronous("enrich", event -> Outcome.later(future, LONG, Outcome::pass)));
        Tuple input = tuple(batch(1));
        bolt.execute(input);
        future.complete(Outcome.pass());
        bolt.execute(tick());
        assertTrue(collector.acked.contains(input));
    }

    @Test
    void renewsTheTimeOutOfAPendingInput() {
        StageBolt bolt =
                bolt(asynchronous("enrich", event -> Outcome.later(new CompletableFuture<>(), LONG, Outcome::pass)));
        Tuple input = tuple(batch(1));
        bolt.execute(input);
        await().atMost(Duration.ofSeconds(5)).pollInSameThread().until(() -> {
            bolt.execute(tick());
            return collector.renewed.contains(input);
        });
    }

    @Test
    void acksEachInputSeparately() {
        List<CompletableFuture<Outcome>> futures = new ArrayList<>();
        StageBolt bolt = bolt(asynchronous("enrich", event -> {
            futures.add(new CompletableFuture<>());
            return Outcome.later(futures.get(futures.size() - 1), LONG, Outcome::pass);
        }));
        Tuple first = tuple(batch(1, 2));
        Tuple second = tuple(batch(3));
        bolt.execute(first);
        bolt.execute(second);
        futures.get(2).complete(Outcome.pass());
        bolt.execute(tick());
        assertTrue(collector.acked.contains(second));
        assertTrue(!collector.acked.contains(first));
        futures.get(0).complete(Outcome.reject(NO));
        futures.get(1).complete(Outcome.pass());
        bolt.execute(tick());
        assertTrue(collector.acked.contains(first));
        assertEquals(first, collector.emitted.get(collector.emitted.size() - 1).anchor());
    }

    @Test
    void reportsABugInAStageToStormUiAndContinues() {
        StageBolt bolt = bolt(stage("broken", event -> {
            throw new IllegalStateException("secret");
        }));
        bolt.execute(tuple(batch(1)));
        assertEquals(List.of(1L), offsets(collector.on(StreamNames.REJECTED)));
        String error = collector.errors.get(0).getMessage();
        assertTrue(error.startsWith("broken.internal: a bug in stage broken") && !error.contains("secret"), error);
    }

    private static Stage scoring() {
        return TestStages.deciding("score", List.of("accept", "refer"), event -> {
            String decision =
                    List.of("accept", "refer", "other").get((int) event.origin().offset() % 3);
            return Outcome.pass(Patch.NONE.withVerdict(
                    new Verdict(1, decision, List.of(), List.of(), List.of(), "card", "1", "abc")));
        });
    }

    @Test
    void alsoEmitsEachEventOnTheStreamOfItsDecision() {
        StageBolt bolt = prepare(new StageBolt(List.of(scoring()), Map.of("decisionStreams", true)));
        Tuple input = tuple(batch(0, 1, 2, 3));
        bolt.execute(input);
        assertEquals(List.of(0L, 1L, 2L, 3L), offsets(collector.on(Utils.DEFAULT_STREAM_ID)));
        assertEquals(List.of(0L, 3L), offsets(collector.on("decided-accept")));
        assertEquals(List.of(1L), offsets(collector.on("decided-refer")));
        assertEquals(
                3,
                collector.emitted.stream()
                        .filter(emitted -> emitted.stream().startsWith("decided-"))
                        .count(),
                "one tuple for each event, so that Storm counts events");
        assertEquals(Set.of(input), collector.anchors());
        assertEquals(List.of("events"), declared(bolt).get("decided-accept"));
        assertTrue(declared(bolt).containsKey("decided-refer"));
        assertFalse(declared(new StageBolt(List.of(scoring()))).containsKey("decided-refer"));
    }

    @Test
    void countsDecisionsWhereNoBoltConsumesTheEventsThatPass() {
        consumers = Map.of(StreamNames.REJECTED, Map.of());
        StageBolt bolt = prepare(new StageBolt(
                List.of(scoring(), publishing("publish", event -> Outcome.pass())), Map.of("decisionStreams", true)));
        bolt.execute(tuple(batch(0, 1)));
        assertEquals(List.of(0L), offsets(collector.on("decided-accept")));
        assertTrue(collector.on(Utils.DEFAULT_STREAM_ID).isEmpty());
    }

    @Test
    void needsAStageThatScoresForStreamsOfDecisions() {
        List<Stage> stages = List.of(publishing("publish", event -> Outcome.pass()));
        assertEquals(
                "bolt: option 'decisionStreams' needs a stage that makes decisions among its stages; set it at the component that runs Score",
                assertThrows(ConfigurationException.class, () -> new StageBolt(stages, Map.of("decisionStreams", true)))
                        .getMessage());
    }

    @Test
    void emitsEventsWithTheSameValueInTheSameBucket() {
        FieldSource source = new FieldSource() {
            @Override
            public String name() {
                return "schema";
            }

            @Override
            public List<Field> fields() {
                return List.of(new Field("policy", FieldType.STRING));
            }
        };
        EventType type = new EventType(List.of(source));
        Stage parse = new PartitionedStage(type);
        StageBolt bolt = prepare(new StageBolt(List.of(parse), Map.of("partitionBy", "policy", "buckets", 8)));
        bolt.execute(tuple(batch(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
        Map<Long, Set<Object>> buckets = new HashMap<>();
        for (TestCollector.Emitted emitted : collector.emitted) {
            for (Event event : emitted.events()) {
                buckets.computeIfAbsent(event.origin().offset() % 5, policy -> new HashSet<>())
                        .add(emitted.values().get(0));
            }
        }
        assertEquals(5, buckets.size());
        buckets.forEach((policy, bucket) -> assertEquals(1, bucket.size(), "policy " + policy));
        assertTrue(new HashSet<>(buckets.values()).size() > 1, "all in one bucket");
        assertEquals(List.of("bucket", "events"), declared(bolt).get(Utils.DEFAULT_STREAM_ID));
    }

    private static final class PartitionedStage implements Stage {
        private static final long serialVersionUID = 1;
        private final EventType type;

        PartitionedStage(EventType type) {
            this.type = type;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.named("parse").on(type);
        }

        @Override
        public Outcome apply(Event event) {
            FieldValues values = new FieldValues(type.size());
            values.setString(0, "policy " + event.origin().offset() % 5);
            return Outcome.pass(Patch.NONE.withFields(0, values));
        }
    }

    private static Map<String, List<String>> declared(StageBolt bolt) {
        OutputFieldsGetter getter = new OutputFieldsGetter();
        bolt.declareOutputFields(getter);
        Map<String, List<String>> streams = new HashMap<>();
        getter.getFieldsDeclaration().forEach((stream, info) -> streams.put(stream, info.get_output_fields()));
        return streams;
    }

    @Test
    void declaresNoRejectedStreamIfNoStageRejects() {
        assertEquals(
                Set.of(Utils.DEFAULT_STREAM_ID, StreamNames.DROPPED, StreamNames.REJECTED),
                declared(new StageBolt(List.of(stage("parse", event -> Outcome.pass()))))
                        .keySet());
        assertEquals(
                Set.of(Utils.DEFAULT_STREAM_ID, StreamNames.DROPPED),
                declared(new StageBolt(List.of(last("dead-letters", event -> Outcome.pass()))))
                        .keySet());
    }

    @Test
    void rejectsInvalidStagesAndOptions() {
        Stage parse = stage("parse", event -> Outcome.pass());
        assertEquals(
                "bolt: the list of stages is empty; a bolt needs at least one stage", problem(List.of(), Map.of()));
        assertEquals(
                "bolt: stage 'parse' is in the list twice; remove one of them",
                problem(List.of(parse, parse), Map.of()));
        assertEquals(
                "bolt: two stages have the name 'parse'; give one of them another name",
                problem(List.of(parse, stage("parse", event -> Outcome.drop("test"))), Map.of()));
        assertEquals(
                "bolt: unknown option 'capcity'; did you mean 'capacity'?",
                problem(List.of(parse), Map.of("capcity", 10)));
        assertEquals(
                "bolt: option 'capacity' must be between 1 and 1000000, not 0",
                problem(List.of(parse), Map.of("capacity", 0)));
        assertTrue(problem(java.util.Collections.singletonList(null), Map.of()).startsWith("bolt: a stage is missing"));
    }

    private static String problem(List<Stage> stages, Map<String, Object> options) {
        return assertThrows(IllegalArgumentException.class, () -> new StageBolt(stages, options))
                .getMessage();
    }

    @Test
    void refusesToStartIfEventsWouldBeLost() {
        Stage parse = stage("parse", event -> Outcome.pass());
        consumers = Map.of(Utils.DEFAULT_STREAM_ID, Map.of());
        String rejected =
                assertThrows(IllegalStateException.class, () -> bolt(parse)).getMessage();
        assertTrue(rejected.startsWith("bolt 'bolt': no bolt consumes its stream 'rejected'"), rejected);
        consumers = Map.of(StreamNames.REJECTED, Map.of());
        String passed =
                assertThrows(IllegalStateException.class, () -> bolt(parse)).getMessage();
        assertTrue(passed.startsWith("bolt 'bolt': no bolt consumes the events that pass"), passed);
        consumers = Map.of();
        bolt(new Published());
    }

    @Test
    void refusesATopologyWithoutAckers() {
        assertTrue(EventLoss.ofConfiguration(Map.of(Config.TOPOLOGY_ACKER_EXECUTORS, 0))
                .isPresent());
        assertTrue(EventLoss.ofConfiguration(Map.of(Config.TOPOLOGY_ACKER_EXECUTORS, 1))
                .isEmpty());
        assertTrue(EventLoss.ofConfiguration(Map.of()).isEmpty());
    }

    private static final class Published implements Stage {
        private static final long serialVersionUID = 1;

        @Override
        public StageSpec spec() {
            return StageSpec.named("dead-letters").publishing().neverRejecting();
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.pass();
        }
    }

    @Test
    void reportsAStreamWithoutBatches() {
        StageBolt bolt = bolt(stage("parse", event -> Outcome.pass()));
        Tuple foreign = mock(Tuple.class);
        when(foreign.getSourceComponent()).thenReturn("words");
        when(foreign.getSourceStreamId()).thenReturn("default");
        String message = assertThrows(IllegalStateException.class, () -> bolt.execute(foreign))
                .getMessage();
        assertEquals(
                "stream 'default' of 'words' has no batch of events in a field 'events'; connect this bolt to a stream that has one",
                message);
    }
}
