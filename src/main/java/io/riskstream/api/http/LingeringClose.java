package io.riskstream.api.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Discards the rest of a rejected body for a while after the response, before the connection is closed. If a connection is closed while bytes of the client are
 * unread, the operating system resets it, and the client may lose the response that it has not read yet.
 */
final class LingeringClose implements Runnable {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final long MAX_BYTES = 20_000_000;

    private final Request request;
    private final Callback end;
    private final AtomicBoolean done = new AtomicBoolean();
    private final Scheduler.Task timeout;
    private long discarded;

    private LingeringClose(Request request, Callback end) {
        this.request = request;
        this.end = end;
        this.timeout =
                request.getComponents().getScheduler().schedule(this::finish, TIME.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Discards what the client still sends, and then succeeds the callback, which ends the exchange. */
    static void begin(Request request, Callback end) {
        new LingeringClose(request, end).run();
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
                finish();
                return;
            }
            discarded += chunk.remaining();
            boolean last = chunk.isLast();
            chunk.release();
            if (last || discarded > MAX_BYTES) {
                finish();
            }
        }
    }

    private void finish() {
        if (done.compareAndSet(false, true)) {
            timeout.cancel();
            end.succeeded();
        }
    }
}
