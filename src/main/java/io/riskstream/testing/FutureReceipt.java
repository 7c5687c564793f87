package io.riskstream.testing;

import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.util.concurrent.CompletableFuture;

/** The receipt of one message as a future: it completes when the sink acknowledges the message, and fails with the sink's cause. For tests of sinks. */
public final class FutureReceipt extends CompletableFuture<Void> implements Publisher.Receipt {
    /** Publishes a message and returns its receipt. */
    public static FutureReceipt of(Publisher publisher, Message message) {
        FutureReceipt receipt = new FutureReceipt();
        publisher.publish(message, receipt);
        return receipt;
    }

    @Override
    public void acknowledged() {
        complete(null);
    }

    @Override
    public void failed(Throwable cause) {
        completeExceptionally(cause);
    }
}
