package io.riskstream.api.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.riskstream.api.http.StreamOutput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StreamClientTest {
    /** An output whose writes complete when the test says so. */
    static final class ManualOutput implements StreamOutput {
        final List<String> written = new ArrayList<>();
        final List<CompletableFuture<Void>> writes = new ArrayList<>();
        final List<Runnable> actions = new ArrayList<>();
        boolean immediate;
        boolean closed;
        boolean aborted;

        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            written.add(new String(bytes, StandardCharsets.UTF_8));
            CompletableFuture<Void> write = new CompletableFuture<>();
            writes.add(write);
            if (immediate) {
                write.complete(null);
            }
            return write;
        }

        @Override
        public void close() {
            closed = true;
            actions.forEach(Runnable::run);
        }

        @Override
        public void abort() {
            aborted = true;
            actions.forEach(Runnable::run);
        }

        @Override
        public void onEnd(Runnable action) {
            actions.add(action);
        }
    }

    private final ManualOutput output = new ManualOutput();
    private long nanos = 1;
    private final StreamClient client =
            new StreamClient(new StreamFilter(List.of("p"), Optional.empty(), StreamFilter.ALL), output, () -> nanos);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWaitsIsWrittenTogetherInOrder() {
        for (String text : List.of("a", "b", "c")) {
            client.send(bytes(text));
        }
        assertEquals(List.of("a"), output.written);
        output.writes.get(0).complete(null);
        assertEquals(List.of("a", "bc"), output.written);
        output.writes.get(1).complete(null);
        client.send(bytes("d"));
        assertEquals(List.of("a", "bc", "d"), output.written);
    }

    @Test
    void aSlowClientLosesWhatDoesNotFitAndIsToldHowMuch() {
        byte[] large = new byte[1_000];
        client.send(bytes("first"));
        for (int i = 0; i < 1_000; i++) {
            client.send(large);
        }
        output.writes.get(0).complete(null);
        int fit = StreamClient.MAX_BYTES / 1_000;
        String rest = output.written.get(1);
        assertTrue(rest.length() <= StreamClient.MAX_BYTES + 100, "" + rest.length());
        assertTrue(
                rest.endsWith("event: lost\ndata: {\"lost\":" + (1_000 - fit) + "}\n\n"),
                rest.substring(rest.length() - 60));
        output.writes.get(1).complete(null);
        client.send(bytes("next"));
        assertEquals("next", output.written.get(2), "the loss is stated once");
    }

    @Test
    void manyWritesThatCompleteAtOnceDoNotRecurse() {
        output.immediate = true;
        for (int i = 0; i < 100_000; i++) {
            client.send(bytes("x"));
        }
        assertEquals(100_000, output.written.size());
    }

    @Test
    void aClientThatIsGoneEndsTheStream() {
        client.send(bytes("a"));
        client.send(bytes("b"));
        output.writes.get(0).completeExceptionally(new IllegalStateException("gone"));
        assertTrue(output.closed);
        assertEquals(List.of("a"), output.written);
    }

    @Test
    void aClientThatReadsNothingIsStuckAfterSomeTime() {
        client.send(bytes("a"));
        nanos += Duration.ofSeconds(StreamClient.STUCK_SECONDS).toNanos() - 1;
        assertFalse(client.isStuck());
        nanos += 10;
        assertTrue(client.isStuck());
        output.writes.get(0).complete(null);
        assertFalse(client.isStuck());
        client.disconnect();
        assertTrue(output.aborted);
    }

    @Test
    void anEventIsOneLineOfData() {
        JsonObject data = new JsonObject();
        data.addProperty("text", "a\nb\r\u2028 data: c\n\nevent: forged");
        String event = new String(StreamClient.event("score", data), StandardCharsets.UTF_8);
        assertEquals(3, event.split("\n", -1).length - 1, event);
        assertFalse(event.contains("\r"), event);
    }
}
