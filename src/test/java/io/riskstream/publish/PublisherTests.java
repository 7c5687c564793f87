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

/** What the tests of the publishing stages share. */
final class PublisherTests {
    static final long TIMESTAMP = 1_700_000_000_000L;

    private PublisherTests() {}

    /** A sink that is never connected: the test's context has the publisher. */
    record Nowhere() implements Sink {
        private static final long serialVersionUID = 1;

        @Override
        public Publisher connect(StageContext context) {
            throw new AssertionError("the test's own publisher is used");
        }
    }

    /** A publisher that answers each message as the test says, and keeps them all. */
    static final class Answering implements Publisher {
        final List<Message> messages = new ArrayList<>();
        private final BiConsumer<Message, Receipt> answer;

        Answering(BiConsumer<Message, Receipt> answer) {
            this.answer = answer;
        }

        static Answering failing(Throwable failure) {
            return new Answering((message, receipt) -> receipt.failed(failure));
        }

        /** Refuses what is larger than this, all counted. */
        static Answering upTo(int bytes) {
            return new Answering((message, receipt) -> {
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
            answer.accept(message, receipt);
        }

        @Override
        public Duration deadline() {
            return Duration.ofSeconds(7);
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

    /** By name; a name that occurs twice is an error. */
    static Map<String, String> headers(Message message) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : message.headers()) {
            String twice = headers.put(header.name(), new String(header.value(), StandardCharsets.UTF_8));
            if (twice != null) {
                throw new AssertionError("header " + header.name() + " occurs twice");
            }
        }
        return headers;
    }
}
