package io.riskstream.api.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/** Reads the body of a request without blocking a thread, up to a size and within a time. */
final class BodyReader implements Runnable {
    /** The body is malformed, or the client is gone: Jetty answers, if someone can hear it. */
    static final class UnreadableBodyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnreadableBodyException(Throwable cause) {
            super("the body cannot be read", cause, false, false);
        }
    }

    /** What a client states as the size costs no memory before it sends it. */
    private static final int FIRST_BUFFER = 16_384;

    private static final byte[] EMPTY = {};

    private final Request request;
    private final long maxBytes;
    private final BiConsumer<byte[], Throwable> listener;
    private final AtomicBoolean done = new AtomicBoolean();
    private byte[] buffer = EMPTY;
    private int length;
    private Scheduler.Task timeout;

    private BodyReader(Request request, long maxBytes, BiConsumer<byte[], Throwable> listener) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.listener = listener;
    }

    /**
     * Reads a body.
     *
     * @return fails with a {@link ProblemException}: 413 if it is larger than {@code maxBytes}, before it is read if the request states its size; 408 if it
     *     takes longer than {@code time}; or with an {@link UnreadableBodyException}
     */
    static CompletableFuture<byte[]> read(Request request, long maxBytes, Duration time) {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        long stated = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        if (stated > maxBytes) {
            body.completeExceptionally(tooLarge(maxBytes));
            return body;
        }
        BodyReader reader = new BodyReader(request, maxBytes, (bytes, failure) -> {
            if (failure == null) {
                body.complete(bytes);
            } else {
                body.completeExceptionally(failure);
            }
        });
        reader.buffer = stated > 0 ? new byte[(int) Math.min(stated, FIRST_BUFFER)] : EMPTY;
        reader.run();
        if (!reader.done.get()) {
            reader.timeout = request.getComponents()
                    .getScheduler()
                    .schedule(() -> reader.fail(tooSlow(time)), time.toMillis(), TimeUnit.MILLISECONDS);
        }
        return body;
    }

    private static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(Problem.of(
                413,
                maxBytes == 0
                        ? "this request takes no body"
                        : "the body has more than " + maxBytes + " bytes; send fewer events in one request"));
    }

    private static ProblemException tooSlow(Duration time) {
        return new ProblemException(Problem.of(408, "the body did not arrive within " + time.toMillis() + " ms"));
    }

    @Override
    public void run() {
        while (!done.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(new UnreadableBodyException(chunk.getFailure()));
                return;
            }
            boolean fits = add(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (!fits) {
                fail(tooLarge(maxBytes));
            } else if (last) {
                complete();
            }
        }
    }

    private boolean add(ByteBuffer bytes) {
        int more = bytes.remaining();
        if ((long) length + more > maxBytes) {
            return false;
        }
        if (length + more > buffer.length) {
            long doubled = Math.min(maxBytes, Math.max(FIRST_BUFFER, 2L * buffer.length));
            buffer = Arrays.copyOf(buffer, (int) Math.max(doubled, length + more));
        }
        bytes.get(buffer, length, more);
        length += more;
        return true;
    }

    private void complete() {
        if (done.compareAndSet(false, true)) {
            cancelTimeout();
            listener.accept(length == buffer.length ? buffer : Arrays.copyOf(buffer, length), null);
        }
    }

    private void fail(Throwable cause) {
        if (done.compareAndSet(false, true)) {
            cancelTimeout();
            listener.accept(EMPTY, cause);
        }
    }

    private void cancelTimeout() {
        Scheduler.Task task = timeout;
        if (task != null) {
            task.cancel();
        }
    }
}
