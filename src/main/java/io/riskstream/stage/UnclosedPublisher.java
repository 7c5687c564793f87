package io.riskstream.stage;

import java.time.Duration;

/** A publisher for one of the users of a shared one. Closing it has no effect. */
record UnclosedPublisher(Publisher shared) implements Publisher {
    @Override
    public void publish(Message message, Receipt receipt) {
        shared.publish(message, receipt);
    }

    @Override
    public void publish(Message message, Receipts receipts, int index) {
        shared.publish(message, receipts, index);
    }

    @Override
    public boolean prepare(String topic) {
        return shared.prepare(topic);
    }

    @Override
    public Duration deadline() {
        return shared.deadline();
    }

    @Override
    public void close() {
        // the owner closes the shared publisher after its last user
    }
}
