package io.riskstream.offline;

import io.riskstream.Message;
import io.riskstream.Publisher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what is published, in place of a sink, and acknowledges it at once. */
record KeptMessages(List<Message> messages) implements Publisher {
    @Override
    public CompletionStage<Void> publish(Message message) {
        messages.add(message);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public Duration deadline() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void close() {}
}
