package io.riskstream.testing;

import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.time.Duration;
import java.util.List;

/** Keeps each message and acknowledges it at once. */
record RecordingPublisher(List<Message> messages) implements Publisher {
    @Override
    public void publish(Message message, Receipt receipt) {
        messages.add(message);
        receipt.acknowledged();
    }

    @Override
    public Duration deadline() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void close() {}
}
