package io.riskstream.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.NullValue;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Secret;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StageTestDriverTest {
    private static final Instant NOW = Instant.parse("2004-09-20T12:00:00Z");

    private final TestContext context = new TestContext().setTime(NOW);

    @AfterEach
    void close() {
        context.close();
    }

    private StageResult run(String script) {
        try (StageTestDriver driver = StageTestDriver.open(new ScriptedStage("first"), context)) {
            return driver.run(TestEvents.event(NOW, ("first:" + script).getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void returnsTheFinalOutcome() {
        assertTrue(run("retry-twice").passed());
        assertEquals(3, run("retry-twice").attempts());
        assertEquals(Optional.of("as asked"), run("drop").dropReason());
        assertEquals(Optional.of("later"), run("later").dropReason());
        assertEquals("as.asked", run("reject").rejections().get(0).code());
        assertEquals("internal", run("throw").rejections().get(0).code());
        assertEquals("retry.exhausted", run("retry").rejections().get(0).code());
        assertInstanceOf(Outcome.Retry.class, run("retry-forever").outcome());
    }

    /** Retries until the test says that its sink is available; then the first attempt of each event is refused. */
    private static final class UnavailableStage implements Stage {
        private static final long serialVersionUID = 1;
        private static final List<Event> ATTEMPTS = new ArrayList<>();
        private static boolean available;

        @Override
        public StageSpec spec() {
            return StageSpec.named("sink");
        }

        @Override
        public Outcome apply(Event event) {
            ATTEMPTS.add(event);
            if (!available) {
                return Outcome.retryWithoutLimit("unavailable");
            }
            return ATTEMPTS.indexOf(event) == ATTEMPTS.size() - 1 ? Outcome.retry("busy") : Outcome.pass();
        }
    }

    @Test
    void forgetsAnEventThatNeverCompletes() {
        Event first = TestEvents.event(NOW, new byte[] {1});
        Event second = TestEvents.event(NOW, new byte[] {2});
        try (StageTestDriver driver = StageTestDriver.open(new UnavailableStage(), context)) {
            assertInstanceOf(Outcome.Retry.class, driver.run(first).outcome());
            UnavailableStage.ATTEMPTS.clear();
            UnavailableStage.available = true;
            StageResult result = driver.run(second);
            assertTrue(result.passed());
            assertEquals(2, result.attempts());
            assertEquals(List.of(second, second), UnavailableStage.ATTEMPTS);
        }
    }

    @Test
    void continuesAfterTheDeadlineAndReportsIt() {
        context.withMaxWait(Duration.ofMillis(20));
        assertEquals(Optional.of("too late"), run("never").dropReason());
        assertTrue(
                context.reports()
                        .contains(new StageReport(
                                "first.late", "no outcome within 20 ms; the event continues as after the deadline")),
                context.reports().toString());
        assertEquals(NOW, context.clock().instant());
    }

    /** Keeps what a worker cannot have. */
    private static final class Unserializable implements Stage {
        private static final long serialVersionUID = 1;

        private final Object connection = new Object();

        @Override
        public StageSpec spec() {
            return StageSpec.named("unserializable");
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.drop(connection.toString());
        }
    }

    @Test
    void refusesAStageThatCannotBeSerialized() {
        assertEquals(
                "unserializable: the stages cannot be serialized because of java.lang.Object;"
                        + " make the field transient and set it in open()",
                assertThrows(IllegalArgumentException.class, () -> StageTestDriver.open(new Unserializable(), context))
                        .getMessage());
    }

    private static final class SecretStage implements Stage {
        private static final long serialVersionUID = 1;

        private transient String secret;

        @Override
        public StageSpec spec() {
            return StageSpec.named("secret");
        }

        @Override
        public void open(StageContext opened) {
            secret = opened.secret(new Secret("env:NO_SUCH_VARIABLE"));
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.drop(secret);
        }
    }

    @Test
    void givesTheStageTheSecretOfTheContext() {
        context.withSecret("env:NO_SUCH_VARIABLE", "swordfish");
        try (StageTestDriver driver = StageTestDriver.open(new SecretStage(), context)) {
            assertEquals(
                    Optional.of("swordfish"),
                    driver.run(TestEvents.event(NOW, new byte[0])).dropReason());
        }
        try (TestContext without = new TestContext()) {
            assertThrows(IllegalStateException.class, () -> StageTestDriver.open(new SecretStage(), without));
        }
    }

    @Test
    void makesEventsOfEveryKindOfValue() {
        EventType type = TestEvents.type("a:STRING", "b:LONG", "c:DOUBLE", "d:BOOLEAN", "e:LIST", "f:ANY", "g:ANY");
        Map<String, Object> fields =
                Map.of("a", "x", "b", 1L, "c", 1.5, "d", true, "e", List.of("y"), "f", NullValue.NULL, "g", Map.of());
        Event event = TestEvents.event(type, fields);
        fields.forEach((path, value) -> assertEquals(Optional.of(value), TestEvents.field(type, event, path)));
        assertEquals(Optional.empty(), TestEvents.field(type, TestEvents.event(type, Map.of()), "a"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> TestEvents.event(type, Map.of("a", 'x')))
                .getMessage()
                .startsWith("field 'a': a value of class java.lang.Character is not possible"));
    }
}
