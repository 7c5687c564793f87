package io.riskstream.testing;

import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.util.concurrent.CompletableFuture;

/** What became of a message, as a future. */
public final class FutureReceipt extends CompletableFuture<Void> implements Publisher.Receipt {
    /** Publishes a message. */
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
