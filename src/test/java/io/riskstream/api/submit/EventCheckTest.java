package io.riskstream.api.submit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.pipeline.ParsingContext;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventCheckTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Rejection WRONG = new Rejection("words", "test.wrong", "", "the word is wrong");

    private final ParsingContext context = new ParsingContext("test");
    private final EventCheck check = new EventCheck("test", List.of(new Words(), new Words()), context);

    @AfterEach
    void close() {
        check.close();
        context.close();
    }

    /** Does what the event says. Two threads that use one copy at a time would mix their events up. */
    private static final class Words implements Stage {
        private static final long serialVersionUID = 1;

        private transient String word;

        @Override
        public StageSpec spec() {
            return StageSpec.named("words");
        }

        @Override
        public Outcome apply(Event event) {
            word = new String(event.original(), StandardCharsets.UTF_8);
            Thread.yield();
            return switch (word) {
                case "wrong" -> Outcome.reject(WRONG);
                case "drop" -> Outcome.drop("not of interest");
                case "retry" -> Outcome.retry("the registry does not answer");
                case "bug" -> throw new IllegalStateException("a bug with " + word);
                case "later wrong" -> later(Outcome.reject(WRONG));
                case "too late" ->
                    Outcome.later(
                            new Promise(), Duration.ofMillis(1), () -> Outcome.retry("no answer within the deadline"));
                default -> Outcome.pass(Patch.NONE.withId(word));
            };
        }

        private static Outcome later(Outcome outcome) {
            Promise promise = new Promise();
            new Thread(() -> promise.complete(outcome)).start();
            return Outcome.later(promise, LONG, Outcome::pass);
        }
    }

    private CheckedEvent check(String word) {
        byte[] value = word.getBytes(StandardCharsets.UTF_8);
        return check.check(Event.of(new Origin("test", 0, 0, 0, Optional.empty(), List.of()), value));
    }

    private static List<String> codes(CheckedEvent checked) {
        return assertInstanceOf(CheckedEvent.Invalid.class, checked).rejections().stream()
                .map(Rejection::code)
                .toList();
    }

    @Test
    void aValidEventHasWhatTheStagesAddAndItsBytes() {
        CheckedEvent.Valid valid = assertInstanceOf(CheckedEvent.Valid.class, check("c-1"));
        assertEquals("c-1", valid.event().id());
        assertArrayEquals("c-1".getBytes(StandardCharsets.UTF_8), valid.event().original());
    }

    @Test
    void aRejectedEventIsInvalidAlsoIfTheOutcomeComesLater() {
        assertEquals(List.of("test.wrong"), codes(check("wrong")));
        assertEquals(List.of("test.wrong"), codes(check("later wrong")));
    }

    @Test
    void anEventThatThePipelineDropsIsValid() {
        assertInstanceOf(CheckedEvent.Valid.class, check("drop"));
    }

    @Test
    void anEventThatCannotBeCheckedNowIsNotInvalid() {
        assertEquals(
                "the registry does not answer",
                assertInstanceOf(CheckedEvent.Undecided.class, check("retry")).cause());
        assertEquals(
                "no answer within the deadline",
                assertInstanceOf(CheckedEvent.Undecided.class, check("too late"))
                        .cause());
    }

    @Test
    void aBugOfAStageIsARejectionWithoutTheMessageOfTheException() {
        CheckedEvent.Invalid invalid = assertInstanceOf(CheckedEvent.Invalid.class, check("bug"));
        assertEquals(List.of("internal"), codes(invalid));
        assertTrue(!invalid.rejections().get(0).message().contains("a bug with"));
    }

    @Test
    void manyThreadsCheckEventsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String word = i % 3 == 0 ? "wrong" : "c-" + i;
            tasks.add(() -> check(word) instanceof CheckedEvent.Valid valid
                    ? valid.event().id().equals(word)
                    : word.equals("wrong"));
        }
        for (Future<Boolean> result : threads.invokeAll(tasks)) {
            assertTrue(result.get());
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }
}
