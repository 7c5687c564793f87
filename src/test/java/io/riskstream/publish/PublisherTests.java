package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Fixtures for the tests of the publishing stages. */
final class PublisherTests {
    static final long TIMESTAMP = 1_700_000_000_000L;

    private PublisherTests() {}

    /** A sink that is never connected, since the test context provides the publisher. */
    record UnconnectedSink() implements Sink {
        private static final long serialVersionUID = 1;

        @Override
        public Publisher connect(StageContext context) {
            throw new AssertionError("the test context provides the publisher");
        }
    }

    /** A publisher that records all messages and replies to each as the test defines. */
    static final class ScriptedPublisher implements Publisher {
        final List<Message> messages = new ArrayList<>();
        private final BiConsumer<Message, Receipt> reply;
        private final Duration deadline;

        ScriptedPublisher(BiConsumer<Message, Receipt> reply) {
            this(Duration.ofSeconds(7), reply);
        }

        ScriptedPublisher(Duration deadline, BiConsumer<Message, Receipt> reply) {
            this.deadline = deadline;
            this.reply = reply;
        }

        static ScriptedPublisher failing(Throwable failure) {
            return new ScriptedPublisher((message, receipt) -> receipt.failed(failure));
        }

        /** Rejects messages whose total size is larger than this. */
        static ScriptedPublisher upTo(int bytes) {
            return new ScriptedPublisher((message, receipt) -> {
                if (size(message) <= bytes) {
                    receipt.acknowledged();
                } else {
                    receipt.failed(new Refused(RejectionCode.PUBLISH_TOO_LARGE, "too large"));
                }
            });
        }

        @Override
        public void publish(Message message, Receipt receipt) {
            messages.add(message);
            reply.accept(message, receipt);
        }

        @Override
        public Duration deadline() {
            return deadline;
        }

        @Override
        public void close() {}
    }

    static int size(Message message) {
        int size = message.key().map(key -> key.length).orElse(0)
                + message.value().map(value -> value.length).orElse(0);
        for (Header header : message.headers()) {
            size += header.name().length() + header.value().length;
        }
        return size;
    }

    static Event event(String original, Header... headers) {
        return event(original.getBytes(StandardCharsets.UTF_8), Optional.of(bytes("record-key")), headers);
    }

    static Event event(byte[] original, Optional<byte[]> key, Header... headers) {
        return Event.of(new Origin("claims", 3, 42, TIMESTAMP, key, List.of(headers)), original);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Optional<byte[]> bytes) {
        return new String(bytes.orElseThrow(), StandardCharsets.UTF_8);
    }

    /** Returns the headers by name; a duplicate name is an error. */
    static Map<String, String> headers(Message message) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : message.headers()) {
            String duplicate = headers.put(header.name(), new String(header.value(), StandardCharsets.UTF_8));
            if (duplicate != null) {
                throw new AssertionError("header " + header.name() + " occurs twice");
            }
        }
        return headers;
    }
}
