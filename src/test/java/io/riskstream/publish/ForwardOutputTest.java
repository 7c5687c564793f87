package io.riskstream.publish;

import static io.riskstream.publish.PublisherTests.bytes;
import static io.riskstream.publish.PublisherTests.event;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.RejectionCode;
import io.riskstream.publish.PublisherTests.ScriptedPublisher;
import io.riskstream.publish.PublisherTests.UnconnectedSink;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import io.riskstream.testing.TestContext;
import io.riskstream.text.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardOutputTest {
    private static final Header SCORED = Header.of(OutputHeaders.OUTCOME, OutputHeaders.SCORED);
    private static final Header REJECTED = Header.of(OutputHeaders.OUTCOME, OutputHeaders.REJECTED);
    private static final Header DROPPED = Header.of(OutputHeaders.OUTCOME, OutputHeaders.DROPPED);

    private final TestContext context = new TestContext();

    private ForwardOutput stage(String... options) {
        Map<String, Object> arguments = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            arguments.put(options[i], options[i + 1]);
        }
        ForwardOutput stage = new ForwardOutput(new UnconnectedSink(), arguments);
        stage.open(context);
        return stage;
    }

    private ForwardOutput both() {
        return stage("scores", "flood_scores", "deadLetters", "flood_dead_letters");
    }

    private static Outcome outcome(ForwardOutput stage, Event event) {
        return TestContext.settled(stage.apply(event));
    }

    private static String refusal(Outcome outcome) {
        Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, outcome);
        assertEquals(RejectionCode.PUBLISH_REFUSED, reject.rejections().get(0).code());
        return reject.rejections().get(0).message();
    }

    @Test
    void forwardsKeyValueAndHeadersUnchanged() {
        Header origin = Header.of(OutputHeaders.ORIGIN, "claims-1@7");
        byte[] key = {1, (byte) 0xFF};
        assertEquals(Outcome.pass(), outcome(both(), event(bytes("{}"), Optional.of(key), SCORED, origin)));
        Message message = context.messages().get(0);
        assertEquals("flood_scores", message.topic());
        assertArrayEquals(key, message.key().orElseThrow());
        assertArrayEquals(bytes("{}"), message.value().orElseThrow());
        assertEquals(List.of(SCORED, origin), message.headers());
    }

    @Test
    void theHeaderOfTheOutcomeDecidesTheTopic() {
        ForwardOutput stage = both();
        for (Header header : List.of(SCORED, REJECTED, DROPPED)) {
            assertEquals(Outcome.pass(), outcome(stage, event(bytes("{}"), Optional.empty(), header)));
        }
        assertEquals(
                List.of("flood_scores", "flood_dead_letters", "flood_dead_letters"),
                context.messages().stream().map(Message::topic).toList());
    }

    @Test
    void refusesARecordThatIsNoOutput() {
        String message = refusal(outcome(both(), event(bytes("{}"), Optional.empty())));
        assertTrue(message.contains(OutputHeaders.OUTCOME), message);
    }

    @Test
    void refusesAnOutputWithoutATopicOfItsKind() {
        String message = refusal(outcome(stage("scores", "s"), event(bytes("{}"), Optional.empty(), REJECTED)));
        assertTrue(message.contains("deadLetters"), message);
        message = refusal(outcome(stage("deadLetters", "d"), event(bytes("{}"), Optional.empty(), SCORED)));
        assertTrue(message.contains("'scores'"), message);
        assertEquals(List.of(), context.messages());
    }

    @Test
    void retriesWithoutLimitWhileTheSinkIsDown() {
        context.withPublisher(ScriptedPublisher.failing(new IllegalStateException("down")));
        Outcome.Retry retry =
                assertInstanceOf(Outcome.Retry.class, outcome(both(), event(bytes("{}"), Optional.empty(), SCORED)));
        assertTrue(retry.cause().contains("down"), retry.cause());
    }

    @Test
    void rejectsWhatTheSinkRefuses() {
        context.withPublisher(
                ScriptedPublisher.failing(new Publisher.Refused(RejectionCode.PUBLISH_REFUSED, "no such value")));
        assertEquals("no such value", refusal(outcome(both(), event(bytes("{}"), Optional.empty(), SCORED))));
    }

    @Test
    void needsATopicThatTheSinkAllows() {
        assertTrue(assertThrows(ConfigurationException.class, this::stage)
                .getMessage()
                .contains("deadLetters"));
        Sink strict = new Sink() {
            private static final long serialVersionUID = 1;

            @Override
            public Publisher connect(StageContext unused) {
                throw new AssertionError("only the name of the topic is checked");
            }

            @Override
            public Optional<String> topicProblem(String topic) {
                return topic.contains("-") ? Optional.of("no hyphens") : Optional.empty();
            }
        };
        String message = assertThrows(
                        ConfigurationException.class, () -> new ForwardOutput(strict, Map.of("scores", "flood-scores")))
                .getMessage();
        assertTrue(message.contains("flood-scores") && message.contains("no hyphens"), message);
    }

    @Test
    void declaresItsTopics() {
        assertEquals(Optional.of("s"), stage("scores", "s").scores());
        assertEquals(Optional.empty(), stage("scores", "s").deadLetters());
        assertEquals(new UnconnectedSink(), both().sink());
        assertTrue(both().spec().publishes());
    }
}
