package io.riskstream.api.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
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
    private static final String BODIES_EXHAUSTED = "bodies-exhausted";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Request request;
    private final long maxBytes;
    private final BodyBudget.Share share;
    private final BiConsumer<byte[], Throwable> listener;
    private final AtomicBoolean done = new AtomicBoolean();
    /** The size that the buffer grows to at most. */
    private long maxBuffer;

    private byte[] buffer = EMPTY;
    private int length;
    private Scheduler.Task timeout;

    private BodyReader(Request request, long maxBytes, BodyBudget.Share share, BiConsumer<byte[], Throwable> listener) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.share = share;
        this.listener = listener;
    }

    /**
     * Reads a body.
     *
     * @param share takes the memory of the body, until the exchange ends
     * @return fails with a {@link ProblemException}: 413 if it is larger than {@code maxBytes}, before it is read if the request states its size; 408 if it
     *     takes longer than {@code time}; {@link #exhausted 503} if the bodies of all requests in progress are too large; or with an {@link
     *     UnreadableBodyException}
     */
    static CompletableFuture<byte[]> read(Request request, long maxBytes, BodyBudget.Share share, Duration time) {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        long stated = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        if (stated > maxBytes) {
            body.completeExceptionally(tooLarge(maxBytes));
            return body;
        }
        BodyReader reader = new BodyReader(request, maxBytes, share, (bytes, failure) -> {
            if (failure == null) {
                body.complete(bytes);
            } else {
                body.completeExceptionally(failure);
            }
        });
        reader.maxBuffer = stated > 0 ? stated : maxBytes;
        int first = (int) Math.min(Math.max(stated, 0), FIRST_BUFFER);
        if (!share.take(first)) {
            body.completeExceptionally(exhausted());
            return body;
        }
        reader.buffer = first == 0 ? EMPTY : new byte[first];
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

    private static ProblemException exhausted() {
        return new ProblemException(Problem.ofKind(
                        BODIES_EXHAUSTED,
                        503,
                        "Too many bodies in progress",
                        "the bodies of all requests in progress are as large as the server allows; repeat the request")
                .retryAfter(RETRY_AFTER));
    }

    /** True if a request was not carried out because of its body, of which a part may not have been read. */
    static boolean rejects(Problem problem) {
        return problem.status() == 413 || problem.status() == 503 && problem.isOfKind(BODIES_EXHAUSTED);
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
            Optional<ProblemException> rejected = add(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (rejected.isPresent()) {
                fail(rejected.get());
            } else if (last) {
                complete();
            }
        }
    }

    private Optional<ProblemException> add(ByteBuffer bytes) {
        int more = bytes.remaining();
        if ((long) length + more > maxBytes) {
            return Optional.of(tooLarge(maxBytes));
        }
        if (length + more > buffer.length) {
            long doubled = Math.min(maxBuffer, Math.max(FIRST_BUFFER, 2L * buffer.length));
            int size = (int) Math.max(doubled, length + more);
            if (!share.take(size - buffer.length)) {
                return Optional.of(exhausted());
            }
            buffer = Arrays.copyOf(buffer, size);
        }
        bytes.get(buffer, length, more);
        length += more;
        return Optional.empty();
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
