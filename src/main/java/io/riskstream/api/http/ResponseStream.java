package io.riskstream.api.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The output of a streaming response. A client that is gone is noticed by the next write, or when Jetty closes the connection. */
final class ResponseStream implements StreamOutput {
    private final Response response;
    private final Callback callback;
    private final List<Runnable> actions = new ArrayList<>();
    private boolean ended;

    ResponseStream(Request request, Response response, Callback callback) {
        this.response = response;
        this.callback = callback;
        request.addFailureListener(failure -> {
            if (end()) {
                callback.failed(failure);
            }
        });
        // a client that only listens sends nothing, and must not be taken for an idle one
        request.addIdleTimeoutListener(timeout -> false);
    }

    @Override
    public CompletionStage<Void> write(byte[] bytes) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        synchronized (this) {
            if (ended) {
                written.completeExceptionally(new IllegalStateException("the response has ended"));
                return written;
            }
        }
        Callback result = Callback.from(() -> written.complete(null), failure -> {
            if (end()) {
                callback.failed(failure);
            }
            written.completeExceptionally(failure);
        });
        try {
            response.write(false, ByteBuffer.wrap(bytes), result);
        } catch (IllegalStateException e) {
            result.failed(e); // the client has gone since the look above, and Jetty has ended the response
        }
        return written;
    }

    @Override
    public void close() {
        if (end()) {
            response.write(true, ByteBuffer.allocate(0), callback);
        }
    }

    @Override
    public void abort() {
        if (end()) {
            callback.failed(new IOException("the client reads too slowly"));
        }
    }

    /** Returns false if the response had ended before. */
    private boolean end() {
        List<Runnable> all;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            all = List.copyOf(actions);
        }
        all.forEach(Runnable::run);
        return true;
    }

    @Override
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!ended) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }
}
