package io.riskstream.runner;

import static io.riskstream.runner.TestStages.asynchronous;
import static io.riskstream.runner.TestStages.batch;
import static io.riskstream.runner.TestStages.batching;
import static io.riskstream.runner.TestStages.batchingLater;
import static io.riskstream.runner.TestStages.last;
import static io.riskstream.runner.TestStages.publishing;
import static io.riskstream.runner.TestStages.stage;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Batch;
import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Timeline;
import io.riskstream.stage.BatchOutcomes;
import io.riskstream.stage.BatchPromise;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.testing.TestContext;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StageRunnerTest {
    private static final Duration DEADLINE = Duration.ofMillis(50);

    private final TestContext context = new TestContext();
    private final List<Event> passed = new ArrayList<>();
    private final List<Event> rejected = new ArrayList<>();
    private final List<Event> dropped = new ArrayList<>();
    private int wakes;

    private StageRunner<String> runner(int capacity, Stage... stages) {
        RetryPolicy retries = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofMillis(400));
        return new StageRunner<>(List.of(stages), retries, capacity, context, () -> wakes++);
    }

    private void accept(StageRunner<String> runner, Batch batch) {
        runner.accept("input", batch);
        drain(runner);
    }

    private boolean drain(StageRunner<String> runner) {
        boolean worked = false;
        boolean more = true;
        while (more) {
            for (PendingInput<String> input = runner.pollReady(); input != null; input = runner.pollReady()) {
                passed.addAll(input.passed());
                rejected.addAll(input.rejected());
                dropped.addAll(input.dropped());
                input.passed().clear();
                input.rejected().clear();
                input.dropped().clear();
            }
            more = runner.drain();
            worked |= more;
        }
        return worked;
    }

    private static Event timed(long offset, Timeline timeline) {
        return TestStages.event(offset).withTimeline(timeline);
    }

    private Timeline begin(long boundMillis) {
        return Timeline.begin(
                Duration.ofMillis(boundMillis).toNanos(),
                Duration.ofMillis(7).toNanos(),
                context.ticker().getAsLong());
    }

    private static Map<String, Long> millis(Event event) {
        Map<String, Long> millis = new LinkedHashMap<>();
        event.timeline()
                .orElseThrow()
                .durations()
                .forEach((step, nanos) ->
                        millis.put(step, Duration.ofNanos(nanos).toMillis()));
        return millis;
    }

    @Test
    void measuresWhereAnEventWithATimelineSpendsItsTime() {
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        int[] attempts = {0};
        Stage parse = stage("parse", event -> {
            context.advance(Duration.ofMillis(2));
            return Outcome.pass();
        });
        Stage enrich = asynchronous("enrich", event -> {
            answers.add(new CompletableFuture<>());
            return Outcome.later(answers.get(answers.size() - 1), DEADLINE, Outcome::pass);
        });
        Stage score = stage("score", event -> attempts[0]++ == 0 ? Outcome.retry("once") : Outcome.pass());
        StageRunner<String> runner = runner(1, parse, enrich, score);
        Timeline begun = begin(0);
        context.advance(Duration.ofMillis(3));
        accept(runner, new Batch(List.of(timed(1, begun), timed(2, begun))));
        context.advance(Duration.ofMillis(20));
        answers.get(0).complete(Outcome.pass());
        drain(runner);
        context.advance(Duration.ofMillis(30));
        answers.get(1).complete(Outcome.pass());
        drain(runner);
        context.advance(Duration.ofMillis(100));
        drain(runner);
        assertEquals(List.of(2L, 1L), offsets(passed));
        assertEquals(
                Map.of("source", 7L, "parse.queue", 3L, "parse.apply", 4L, "enrich.wait", 20L, "score.retry", 130L),
                millis(passed.get(1)));
        assertEquals(
                Map.of("source", 7L, "parse.queue", 3L, "parse.apply", 4L, "enrich.capacity", 20L, "enrich.wait", 30L),
                millis(passed.get(0)));
        // the steps add up to the time that has passed until the event left
        assertEquals(
                Duration.ofMillis(7 + 3 + 4 + 20 + 30).toNanos(),
                passed.get(0).timeline().orElseThrow().totalNanos());
    }

    @Test
    void countsTheTimeOfTheStageThatRejects() {
        Stage slow = stage("parse", event -> {
            context.advance(Duration.ofMillis(9));
            return Outcome.reject(new Rejection("parse", RejectionCode.PARSE_JSON, "", "no"));
        });
        accept(runner(1, slow), Batch.of(timed(1, begin(0))));
        assertEquals(Map.of("source", 7L, "parse.apply", 9L), millis(rejected.get(0)));
    }

    @Test
    void countsAnExpiredDeadlineAsAWait() {
        Stage enrich = asynchronous(
                "enrich", event -> Outcome.later(new CompletableFuture<Outcome>(), DEADLINE, Outcome::pass));
        StageRunner<String> runner = runner(1, enrich);
        accept(runner, Batch.of(timed(1, begin(0))));
        context.advance(DEADLINE);
        drain(runner);
        assertEquals(Map.of("source", 7L, "enrich.wait", 50L), millis(passed.get(0)));
    }

    @Test
    void aStageThatPublishesSeesTheTimelineOfAnEventOverItsBudgetOnly() {
        List<Boolean> exceeded = new ArrayList<>();
        List<Map<String, Long>> seen = new ArrayList<>();
        Stage slow = stage("slow", event -> {
            context.advance(Duration.ofMillis(event.origin().offset()));
            return Outcome.pass();
        });
        Stage publish = publishing("publish", event -> {
            exceeded.add(event.timeline().orElseThrow().exceedsBound());
            seen.add(millis(event));
            return Outcome.pass();
        });
        StageRunner<String> runner = runner(1, slow, publish);
        accept(runner, Batch.of(timed(12, begin(20))));
        accept(runner, Batch.of(timed(14, begin(20))));
        assertEquals(List.of(false, true), exceeded);
        assertEquals(Map.of("source", 7L, "slow.apply", 14L), seen.get(1));
        assertEquals(Map.of("source", 7L, "slow.apply", 12L), millis(passed.get(0)));
    }

    @Test
    void anEventWithoutATimelineGetsNone() {
        accept(runner(1, stage("parse", event -> Outcome.pass())), batch(1));
        assertTrue(passed.get(0).timeline().isEmpty());
    }

    private static List<Long> offsets(List<Event> events) {
        return events.stream().map(event -> event.origin().offset()).toList();
    }

    private static String code(Event event) {
        return event.rejections().get(0).code();
    }

    @Test
    void appliesEachStageInOrderToTheEventsThatPassedTheOneBefore() {
        Stage first = stage("first", event -> Outcome.pass(Patch.NONE.withId("a")));
        Stage second = stage("second", event -> Outcome.pass(Patch.NONE.withId(event.id() + "b")));
        accept(runner(10, first, second), batch(1, 2));
        assertEquals(List.of("ab", "ab"), passed.stream().map(Event::id).toList());
    }

    @Test
    void appliesNoFurtherStageToARejectedOrDroppedEvent() {
        Rejection no = new Rejection("first", RejectionCode.PARSE_JSON, "a.b", "no");
        Stage first = stage(
                "first",
                event -> event.origin().offset() == 1
                        ? Outcome.reject(no)
                        : event.origin().offset() == 2 ? Outcome.drop("a test") : Outcome.pass());
        List<Long> applied = new ArrayList<>();
        Stage second = stage("second", event -> {
            applied.add(event.origin().offset());
            return Outcome.pass();
        });
        accept(runner(10, first, second), batch(1, 2, 3));
        assertEquals(List.of(3L), applied);
        assertEquals(List.of(no), rejected.get(0).rejections());
        assertEquals("a test", dropped.get(0).dropReason().orElseThrow());
        assertEquals(1, rejected.get(0).attempts());
    }

    @Test
    void rejectsTheEventOfAStageThatThrowsAndReportsItWithoutValues() {
        Stage broken = stage("broken", event -> {
            throw new IllegalStateException("jane.doe@example.org");
        });
        accept(runner(10, broken), batch(1));
        assertEquals(RejectionCode.INTERNAL, code(rejected.get(0)));
        String message = context.reports().get(0).message() + rejected.get(0).rejections();
        assertTrue(message.contains("IllegalStateException at io.riskstream.runner.StageRunnerTest"), message);
        assertFalse(message.contains("jane"), message);
    }

    @Test
    void treatsAnErrorOfAStageAsABug() {
        Stage deep = batching("deep", (batch, outcomes) -> {
            throw new StackOverflowError();
        });
        accept(runner(10, deep), batch(1, 2));
        Stage unlinked = stage("unlinked", event -> {
            throw new NoClassDefFoundError("missing");
        });
        accept(runner(10, unlinked), batch(3));
        CompletableFuture<Outcome> never = new CompletableFuture<>();
        StageRunner<String> runner = runner(
                10,
                asynchronous(
                        "slow",
                        event -> Outcome.later(never, DEADLINE, () -> {
                            throw new AssertionError();
                        })));
        accept(runner, batch(4));
        context.advance(DEADLINE);
        drain(runner);
        assertEquals(List.of(1L, 2L, 3L, 4L), offsets(rejected));
        rejected.forEach(event -> assertEquals(RejectionCode.INTERNAL, code(event)));
    }

    @Test
    void treatsAMissingOutcomeAsABug() {
        Stage withoutOutcome = stage("without-outcome", event -> null);
        accept(runner(10, withoutOutcome), batch(1));
        assertEquals(RejectionCode.INTERNAL, code(rejected.get(0)));
        assertEquals(
                "the stage failed: " + withoutOutcome.getClass().getName() + " returned null, not an outcome",
                rejected.get(0).rejections().get(0).message());
    }

    @Test
    void rejectsOnlyTheFailingEventOfABatch() {
        Stage broken = batching("broken", (batch, outcomes) -> {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.get(i).origin().offset() == 2) {
                    throw new IllegalStateException();
                }
                outcomes.set(i, Outcome.pass());
            }
        });
        accept(runner(10, broken), batch(1, 2, 3));
        assertEquals(List.of(1L, 3L), offsets(passed));
        assertEquals(List.of(2L), offsets(rejected));
    }

    @Test
    void appliesABatchStageToAllReadyEventsTogether() {
        List<Integer> sizes = new ArrayList<>();
        Stage batching = batching("together", (batch, outcomes) -> {
            sizes.add(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                outcomes.set(i, Outcome.pass());
            }
        });
        accept(runner(10, batching), batch(1, 2, 3));
        assertEquals(List.of(3), sizes);
    }

    @Test
    void processesALaterOutcomeAtTheNextDrain() {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        StageRunner<String> runner =
                runner(10, asynchronous("slow", event -> Outcome.later(future, DEADLINE, Outcome::pass)));
        accept(runner, batch(1));
        assertEquals(1, runner.pendingOutcomes());
        future.complete(Outcome.pass(Patch.NONE.withId("answered")));
        assertEquals(1, wakes);
        assertEquals(List.of(), passed);
        assertTrue(drain(runner));
        assertEquals("answered", passed.get(0).id());
        assertEquals(0, runner.pendingOutcomes());
    }

    @Test
    void doesNotDelayTheOtherEventsOfABatchForASlowOne() {
        CompletableFuture<Outcome> never = new CompletableFuture<>();
        Stage slow = asynchronous(
                "slow",
                event -> event.origin().offset() == 1 ? Outcome.later(never, DEADLINE, Outcome::pass) : Outcome.pass());
        accept(runner(10, slow), batch(1, 2));
        assertEquals(List.of(2L), offsets(passed));
    }

    @Test
    void usesTheLateOutcomeAfterTheDeadlineAndDiscardsTheCompletion() {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        StageRunner<String> runner = runner(
                10,
                asynchronous(
                        "slow",
                        event -> Outcome.later(
                                future,
                                DEADLINE,
                                () -> Outcome.pass(Patch.NONE.withDegraded("county", Degradation.Cause.LATE)))));
        accept(runner, batch(1));
        context.advance(DEADLINE.minusMillis(1));
        assertFalse(drain(runner));
        context.advance(Duration.ofMillis(1));
        assertTrue(drain(runner));
        assertEquals(List.of("county"), passed.get(0).degraded());
        future.complete(Outcome.pass());
        assertFalse(drain(runner));
        assertEquals(1, passed.size());
    }

    @Test
    void startsTheDeadlineOfAnEventAfterTheEventsBeforeIt() {
        CompletableFuture<Outcome> never = new CompletableFuture<>();
        Stage slow = asynchronous("slow", event -> {
            context.advance(Duration.ofMillis(1));
            return Outcome.later(never, DEADLINE, Outcome::pass);
        });
        StageRunner<String> runner = runner(100, slow);
        accept(runner, batch(LongStream.rangeClosed(1, 64).toArray()));
        assertFalse(passed.isEmpty(), "the first event has waited longer than its deadline");
        assertTrue(
                offsets(passed).stream().allMatch(offset -> offset < 32),
                offsets(passed).toString());
        context.advance(DEADLINE);
        drain(runner);
        assertEquals(64, passed.size());
    }

    @Test
    void startsTheDeadlineOfABatchAfterTheCall() {
        CompletableFuture<Outcome> never = new CompletableFuture<>();
        Stage slow = batching("slow", (batch, outcomes) -> {
            context.advance(DEADLINE);
            for (int i = 0; i < batch.size(); i++) {
                outcomes.set(i, Outcome.later(never, DEADLINE, Outcome::pass));
            }
        });
        accept(runner(100, slow), batch(1, 2, 3));
        assertEquals(List.of(), passed);
    }

    @Test
    void statesTheTimeUntilTheNextDeadlineOrRetry() {
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        long max = Duration.ofSeconds(1).toNanos();
        StageRunner<String> runner = runner(
                10, asynchronous("slow", event -> switch ((int) event.origin().offset()) {
                    case 1 -> Outcome.later(answered, Duration.ofMillis(900), Outcome::pass);
                    case 2 -> Outcome.later(new CompletableFuture<>(), DEADLINE, Outcome::pass);
                    default -> Outcome.retry("again");
                }));
        assertEquals(max, runner.nanosUntilNext(max));
        accept(runner, batch(1));
        assertEquals(Duration.ofMillis(900).toNanos(), runner.nanosUntilNext(max));
        accept(runner, batch(2));
        assertEquals(DEADLINE.toNanos(), runner.nanosUntilNext(max));
        assertEquals(7, runner.nanosUntilNext(7));
        context.advance(DEADLINE.plusMillis(1));
        assertEquals(1, runner.nanosUntilNext(max), "a deadline has passed");
        drain(runner);
        assertEquals(Duration.ofMillis(849).toNanos(), runner.nanosUntilNext(max));
        accept(runner, batch(3));
        assertTrue(runner.nanosUntilNext(max) <= Duration.ofMillis(120).toNanos(), "the retry");
        answered.complete(Outcome.pass());
        assertEquals(1, runner.nanosUntilNext(max), "an outcome is completed");
    }

    /** The pending outcomes of the events of one call. */
    private static final class TestPromise extends BatchPromise {
        private final Outcome late;
        private Duration extension;

        TestPromise(Outcome late, Duration extension) {
            super(DEADLINE);
            this.late = late;
            this.extension = extension;
        }

        @Override
        public Optional<Duration> extension() {
            Optional<Duration> once = Optional.ofNullable(extension);
            extension = null;
            return once;
        }

        @Override
        public Outcome late(int index) {
            return late;
        }
    }

    private static Stage together(List<TestPromise> promises, Outcome late, Duration extension) {
        return batchingLater("together", (batch, outcomes) -> {
            if (outcomes instanceof BatchOutcomes together) {
                TestPromise promise = new TestPromise(late, extension);
                promises.add(promise);
                together.later(0, promise, (1L << batch.size()) - 1);
            } else {
                outcomes.set(0, Outcome.pass(Patch.NONE.withId("alone")));
            }
        });
    }

    @Test
    void continuesEachEventOfASliceAfterItsOwnCompletion() {
        List<TestPromise> promises = new ArrayList<>();
        StageRunner<String> runner = runner(10, together(promises, Outcome.drop("late"), null));
        accept(runner, batch(1, 2, 3, 4));
        assertEquals(4, runner.pendingOutcomes());
        promises.get(0).pass(2);
        promises.get(0).complete(0, Outcome.reject(new Rejection("together", "code", "", "refused")));
        assertEquals(1, wakes, "one notification until the next drain");
        assertTrue(drain(runner));
        assertEquals(List.of(3L), offsets(passed));
        assertEquals(List.of(1L), offsets(rejected));
        assertEquals(2, runner.pendingOutcomes());
        promises.get(0).fail(1, new IllegalStateException());
        promises.get(0).pass(3);
        promises.get(0).pass(2);
        assertTrue(drain(runner));
        assertEquals(List.of(3L, 4L), offsets(passed));
        assertEquals(RejectionCode.INTERNAL, code(rejected.get(1)));
        assertEquals(0, runner.pendingOutcomes());
        promises.get(0).pass(3);
        assertFalse(drain(runner), "an event is completed once");
        assertEquals(2, passed.size());
    }

    @Test
    void usesTheLateOutcomeOfTheOpenEventsOfASliceAndDiscardsTheirCompletions() {
        List<TestPromise> promises = new ArrayList<>();
        StageRunner<String> runner = runner(10, together(promises, Outcome.drop("late"), null));
        accept(runner, batch(1, 2, 3));
        promises.get(0).pass(1);
        drain(runner);
        context.advance(DEADLINE.minusMillis(1));
        assertFalse(drain(runner));
        context.advance(Duration.ofMillis(1));
        assertTrue(drain(runner));
        assertEquals(List.of(2L), offsets(passed));
        assertEquals(List.of(1L, 3L), offsets(dropped));
        promises.get(0).pass(0);
        assertFalse(drain(runner));
        assertEquals(0, runner.pendingOutcomes());
        assertEquals(List.of(1L, 3L), offsets(dropped));
    }

    @Test
    void waitsForTheExtensionOfASlice() {
        List<TestPromise> promises = new ArrayList<>();
        StageRunner<String> runner = runner(10, together(promises, Outcome.drop("late"), Duration.ofMillis(20)));
        accept(runner, batch(1, 2));
        context.advance(DEADLINE);
        assertTrue(drain(runner));
        assertEquals(2, runner.pendingOutcomes());
        promises.get(0).pass(0);
        drain(runner);
        context.advance(Duration.ofMillis(20));
        drain(runner);
        assertEquals(List.of(1L), offsets(passed));
        assertEquals(List.of(2L), offsets(dropped));
    }

    /** A stage that always extends by nothing would keep its executor in a loop. */
    @Test
    void treatsAnInvalidExtensionOfASliceAsABug() {
        for (Duration invalid : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(2))) {
            List<TestPromise> promises = new ArrayList<>();
            StageRunner<String> runner = runner(10, together(promises, Outcome.drop("late"), invalid));
            accept(runner, batch(1, 2));
            context.advance(DEADLINE);
            assertTrue(runner.drain());
            assertEquals(0, runner.pendingOutcomes(), invalid.toString());
        }
        assertEquals(3, context.reports().size(), "" + context.reports());
    }

    @Test
    void treatsAMissingExtensionOfASliceAsABug() {
        BatchPromise wrong = new BatchPromise(DEADLINE) {
            @Override
            public Optional<Duration> extension() {
                return null;
            }

            @Override
            public Outcome late(int index) {
                return Outcome.drop("late");
            }
        };
        StageRunner<String> runner = runner(
                10, batchingLater("together", (batch, outcomes) -> ((BatchOutcomes) outcomes).later(0, wrong, 0b11)));
        accept(runner, batch(1, 2));
        context.advance(DEADLINE);
        assertTrue(drain(runner));
        assertEquals(List.of(1L, 2L), offsets(dropped));
    }

    /** Otherwise one event whose partition of Kafka has no leader would keep 31 others in memory, which no limit counts. */
    @Test
    void keepsNoEventOfASliceThatHasLeft() {
        TestPromise promise = new TestPromise(Outcome.drop("late"), null);
        StageRunner<String> runner = runner(10, batchingLater("together", (batch, outcomes) -> {
            outcomes.set(1, Outcome.drop("not published"));
            ((BatchOutcomes) outcomes).later(0, promise, 0b1101);
        }));
        List<WeakReference<Event>> events = acceptReferenced(runner, batch(1, 2, 3, 4));
        promise.pass(0);
        promise.complete(2, Outcome.drop("far away"));
        drain(runner);
        assertEquals(List.of(1L), offsets(passed));
        assertEquals(List.of(2L, 3L), offsets(dropped));
        passed.clear();
        dropped.clear();
        for (int left = 0; left < 3; left++) {
            WeakReference<Event> event = events.get(left);
            await("event " + left).until(() -> {
                System.gc();
                return event.refersTo(null);
            });
        }
        assertFalse(events.get(3).refersTo(null), "the event that waits");
        assertEquals(1, runner.pendingOutcomes());
    }

    private List<WeakReference<Event>> acceptReferenced(StageRunner<String> runner, Batch batch) {
        accept(runner, batch);
        return batch.events().stream().map(WeakReference::new).toList();
    }

    @Test
    void retriesAnEventOfASliceAlone() {
        List<TestPromise> promises = new ArrayList<>();
        StageRunner<String> runner = runner(10, together(promises, Outcome.drop("late"), null));
        accept(runner, batch(1, 2));
        promises.get(0).complete(1, Outcome.retryWithoutLimit("down"));
        promises.get(0).pass(0);
        drain(runner);
        assertEquals(List.of(1L), offsets(passed));
        context.advance(Duration.ofSeconds(1));
        drain(runner);
        assertEquals(List.of(1L, 2L), offsets(passed));
        assertEquals("alone", passed.get(1).id(), "applied again");
    }

    @Test
    void countsTheEventsOfASliceAgainstTheCapacity() {
        List<TestPromise> promises = new ArrayList<>();
        StageRunner<String> runner = runner(3, together(promises, Outcome.drop("late"), null));
        accept(runner, batch(1, 2, 3, 4, 5));
        assertEquals(3, runner.pendingOutcomes());
        promises.get(0).pass(0);
        promises.get(0).pass(1);
        drain(runner);
        assertEquals(3, runner.pendingOutcomes());
        assertEquals(2, promises.size(), "two events that waited were applied together");
        promises.get(0).pass(2);
        promises.get(1).pass(0);
        promises.get(1).pass(1);
        drain(runner);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), offsets(passed));
    }

    @Test
    void keepsTheSliceOfABatchThatFailsLater() {
        TestPromise promise = new TestPromise(Outcome.drop("late"), null);
        Stage failing = batchingLater("failing", (batch, outcomes) -> {
            if (outcomes instanceof BatchOutcomes together) {
                together.later(0, promise, 0b01);
            } else {
                outcomes.set(0, Outcome.pass());
                return;
            }
            throw new IllegalStateException();
        });
        StageRunner<String> runner = runner(10, failing);
        accept(runner, batch(1, 2));
        assertEquals(List.of(2L), offsets(passed), "applied again alone");
        assertEquals(1, runner.pendingOutcomes());
        promise.pass(0);
        drain(runner);
        assertEquals(List.of(2L, 1L), offsets(passed));
    }

    @Test
    void treatsASliceOutsideItsBatchAsABug() {
        for (long events : new long[] {0, 0b100, 1L << 63}) {
            rejected.clear();
            Stage wrong = batchingLater("wrong", (batch, outcomes) -> {
                if (outcomes instanceof BatchOutcomes together) {
                    together.later(0, new TestPromise(Outcome.pass(), null), events);
                }
            });
            accept(runner(10, wrong), batch(1, 2));
            assertEquals(List.of(1L, 2L), offsets(rejected));
        }
    }

    @Test
    void treatsAFailedOrNestedLaterOutcomeAsABug() {
        CompletableFuture<Outcome> failing = CompletableFuture.failedFuture(new IllegalStateException());
        CompletableFuture<Outcome> again =
                CompletableFuture.completedFuture(Outcome.later(failing, DEADLINE, Outcome::pass));
        Stage stage = asynchronous(
                "slow",
                event -> Outcome.later(event.origin().offset() == 1 ? failing : again, DEADLINE, Outcome::pass));
        accept(runner(10, stage), batch(1, 2));
        assertEquals(List.of(1L, 2L), offsets(rejected));
        assertEquals(
                List.of(RejectionCode.INTERNAL, RejectionCode.INTERNAL),
                rejected.stream().map(StageRunnerTest::code).toList());
    }

    @Test
    void waitsForALateOutcomeThatIsLaterAgain() {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        Outcome rest = Outcome.later(future, DEADLINE, () -> Outcome.drop("too late"));
        StageRunner<String> runner =
                runner(10, asynchronous("slow", event -> Outcome.later(future, DEADLINE, () -> rest)));
        accept(runner, batch(1, 2));
        context.advance(DEADLINE);
        assertTrue(drain(runner));
        assertEquals(2, runner.pendingOutcomes());
        future.complete(Outcome.pass());
        assertTrue(drain(runner));
        assertEquals(List.of(1L, 2L), offsets(passed).stream().sorted().toList());
        assertFalse(drain(runner));
    }

    @Test
    void expiresALateOutcomeThatIsLaterAgain() {
        CompletableFuture<Outcome> never = new CompletableFuture<>();
        Outcome rest = Outcome.later(
                never, DEADLINE, () -> Outcome.pass(Patch.NONE.withDegraded("county", Degradation.Cause.LATE)));
        StageRunner<String> runner =
                runner(10, asynchronous("slow", event -> Outcome.later(never, DEADLINE, () -> rest)));
        accept(runner, batch(1));
        context.advance(DEADLINE);
        drain(runner);
        context.advance(DEADLINE);
        drain(runner);
        assertEquals(List.of("county"), passed.get(0).degraded());
        assertEquals(0, runner.pendingOutcomes());
    }

    @Test
    void retriesWithADoublingBackOffAndFinallyRejects() {
        List<Long> appliedAt = new ArrayList<>();
        long start = context.ticker().getAsLong();
        Stage stage = stage("failing", event -> {
            appliedAt.add((context.ticker().getAsLong() - start) / 1_000_000);
            return Outcome.retry("Redis is unavailable");
        });
        StageRunner<String> runner = runner(10, stage);
        accept(runner, batch(1));
        for (int i = 0; i < 60; i++) {
            context.advance(Duration.ofMillis(10));
            drain(runner);
        }
        assertEquals(3, appliedAt.size(), appliedAt.toString());
        long firstPause = appliedAt.get(1) - appliedAt.get(0);
        long secondPause = appliedAt.get(2) - appliedAt.get(1);
        assertTrue(firstPause >= 80 && firstPause <= 130, appliedAt.toString());
        assertTrue(secondPause >= 160 && secondPause <= 250, appliedAt.toString());
        assertEquals(RejectionCode.RETRY_EXHAUSTED, code(rejected.get(0)));
        assertTrue(rejected.get(0).rejections().get(0).message().contains("Redis is unavailable"));
        assertEquals(3, rejected.get(0).attempts());
    }

    @Test
    void retriesAnUnavailableSinkWithoutLimit() {
        int[] attempts = new int[1];
        Stage sink = stage(
                "sink",
                event -> ++attempts[0] < 20 ? Outcome.retryWithoutLimit("the broker is unavailable") : Outcome.pass());
        StageRunner<String> runner = runner(10, sink);
        accept(runner, batch(1));
        for (int i = 0; i < 30; i++) {
            context.advance(Duration.ofSeconds(1));
            drain(runner);
        }
        assertEquals(20, attempts[0]);
        assertEquals(List.of(1L), offsets(passed));
        assertEquals(19, context.count("sink.retries"));
    }

    @Test
    void countsTheAttemptsOfEachStageSeparately() {
        Map<String, Integer> attempts = new HashMap<>();
        Stage[] stages = new Stage[2];
        for (int i = 0; i < 2; i++) {
            String name = "stage" + i;
            stages[i] = stage(
                    name,
                    event -> attempts.merge(name, 1, Integer::sum) < 3 ? Outcome.retry("not yet") : Outcome.pass());
        }
        StageRunner<String> runner = runner(10, stages);
        accept(runner, batch(1));
        for (int i = 0; i < 10; i++) {
            context.advance(Duration.ofSeconds(1));
            drain(runner);
        }
        assertEquals(List.of(1L), offsets(passed));
    }

    @Test
    void keepsPendingOutcomesWithinTheCapacityAndLosesNoEvent() {
        List<CompletableFuture<Outcome>> requests = new ArrayList<>();
        Stage slow = asynchronous("slow", event -> {
            CompletableFuture<Outcome> future = new CompletableFuture<>();
            requests.add(future);
            return Outcome.later(future, DEADLINE, Outcome::pass);
        });
        StageRunner<String> runner = runner(2, slow);
        accept(runner, batch(1, 2, 3, 4, 5));
        for (int done = 0; done < 5; done++) {
            assertEquals(Math.min(done + 2, 5), requests.size());
            requests.get(done).complete(Outcome.pass());
            drain(runner);
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), offsets(passed));
    }

    @Test
    void givesFreeCapacityToTheLaterStageFirst() {
        Map<String, List<CompletableFuture<Outcome>>> requests = new HashMap<>();
        Stage[] stages = new Stage[2];
        for (int i = 0; i < 2; i++) {
            List<CompletableFuture<Outcome>> futures = new ArrayList<>();
            requests.put("stage" + i, futures);
            stages[i] = asynchronous("stage" + i, event -> {
                futures.add(new CompletableFuture<>());
                return Outcome.later(futures.get(futures.size() - 1), DEADLINE, Outcome::pass);
            });
        }
        StageRunner<String> runner = runner(2, stages);
        accept(runner, batch(1, 2, 3, 4));
        requests.get("stage0").get(0).complete(Outcome.pass());
        requests.get("stage0").get(1).complete(Outcome.pass());
        drain(runner);
        assertEquals(2, requests.get("stage0").size());
        assertEquals(2, requests.get("stage1").size());
    }

    @Test
    void retriesAStageWithoutDeadLettersForEveryFailure() {
        int[] attempts = new int[1];
        Stage deadLetters = last("dead-letters", event -> {
            attempts[0]++;
            if (attempts[0] == 1) {
                throw new IllegalStateException();
            }
            return attempts[0] < 10
                    ? Outcome.reject(new Rejection("dead-letters", RejectionCode.PUBLISH_TOPIC, "", "no such topic"))
                    : Outcome.pass();
        });
        StageRunner<String> runner = runner(10, deadLetters);
        accept(runner, batch(1));
        for (int i = 0; i < 20; i++) {
            context.advance(Duration.ofSeconds(1));
            drain(runner);
        }
        assertEquals(List.of(1L), offsets(passed));
        assertEquals(List.of(), rejected);
    }

    @Test
    void recordsTheTimeOfEachStageDividedEquallyAmongTheEventsOfABatch() {
        Stage quick = stage("quick", event -> {
            context.advance(Duration.ofNanos(30));
            return event.origin().offset() == 3 ? Outcome.drop("a test") : Outcome.pass();
        });
        Stage together = batching("together", (batch, outcomes) -> {
            context.advance(Duration.ofNanos(500));
            for (int i = 0; i < batch.size(); i++) {
                outcomes.set(i, Outcome.pass());
            }
        });
        accept(runner(10, quick, together), batch(1, 2, 3));
        assertEquals(3, context.distributionCount("quick.apply"));
        assertEquals(90, context.distributionSum("quick.apply"));
        assertEquals(2, context.distributionCount("together.apply"));
        assertEquals(500, context.distributionSum("together.apply"));
    }

    @Test
    void recordsTheWaitForLaterOutcomesIncludingExpiredOnes() {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        CompletableFuture<Outcome> never = new CompletableFuture<>();
        Stage slow = asynchronous(
                "slow", event -> Outcome.later(event.origin().offset() == 1 ? future : never, DEADLINE, Outcome::pass));
        StageRunner<String> runner = runner(10, slow);
        accept(runner, batch(1, 2));
        context.advance(Duration.ofMillis(20));
        future.complete(Outcome.pass());
        drain(runner);
        assertEquals(Duration.ofMillis(20).toNanos(), context.distributionSum("slow.wait"));
        context.advance(DEADLINE);
        drain(runner);
        assertEquals(2, context.distributionCount("slow.wait"));
        assertEquals(Duration.ofMillis(20).plus(DEADLINE).toNanos(), context.distributionSum("slow.wait"));
    }
}
