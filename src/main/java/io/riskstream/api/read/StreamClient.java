package io.riskstream.api.read;

import com.google.gson.JsonObject;
import io.riskstream.api.http.StreamOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * A client of the live stream. What it has not read yet waits, up to {@value #MAX_BYTES} bytes; what does not fit is left out, and counted for the event {@code
 * lost}. A client that reads nothing for {@value #STUCK_SECONDS} s is disconnected.
 */
final class StreamClient {
    static final int MAX_BYTES = 256 * 1024;
    static final int STUCK_SECONDS = 30;

    private static final long STUCK_NANOS = STUCK_SECONDS * 1_000_000_000L;

    private final StreamFilter filter;
    private final StreamOutput output;
    private final LongSupplier ticker;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long lost;
    /** When the write began that is under way; 0 if there is none. */
    private long writingSince;

    StreamClient(StreamFilter filter, StreamOutput output, LongSupplier ticker) {
        this.filter = filter;
        this.output = output;
        this.ticker = ticker;
    }

    StreamFilter filter() {
        return filter;
    }

    /** Returns an event of the stream. The data is JSON on one line. */
    static byte[] event(String name, JsonObject data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Sends an event, or leaves it out if too much waits already. Never blocks. */
    void send(byte[] event) {
        synchronized (this) {
            if (waitingBytes + event.length > MAX_BYTES) {
                lost++;
                return;
            }
            waiting.add(event);
            waitingBytes += event.length;
        }
        write();
    }

    /** Writes what waits, one write after the other. */
    private void write() {
        while (true) {
            byte[] next;
            synchronized (this) {
                if (writingSince != 0 || waiting.isEmpty()) {
                    return;
                }
                writingSince = ticker.getAsLong() | 1;
                next = take();
            }
            CompletableFuture<Void> written = output.write(next).toCompletableFuture();
            if (!written.isDone()) {
                CompletableFuture<Void> unused = written.whenComplete((done, failure) -> {
                    if (ended(failure)) {
                        write();
                    }
                });
                return;
            }
            if (!ended(written.isCompletedExceptionally() ? new IllegalStateException("the client is gone") : null)) {
                return;
            }
        }
    }

    /** Returns all that waits, and how much was left out since the last time. */
    private byte[] take() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(waitingBytes + 64);
        waiting.forEach(all::writeBytes);
        waiting.clear();
        waitingBytes = 0;
        if (lost > 0) {
            JsonObject count = new JsonObject();
            count.addProperty("lost", lost);
            all.writeBytes(event("lost", count));
            lost = 0;
        }
        return all.toByteArray();
    }

    /** Ends a write. Returns false if the client is gone. */
    private boolean ended(Throwable failure) {
        synchronized (this) {
            writingSince = 0;
            if (failure != null) {
                waiting.clear();
                waitingBytes = 0;
            }
        }
        if (failure != null) {
            output.close();
        }
        return failure == null;
    }

    /** True if a write has been under way for too long. */
    synchronized boolean isStuck() {
        return writingSince != 0 && ticker.getAsLong() - writingSince > STUCK_NANOS;
    }

    /** Ends the stream, without waiting for the client. */
    void disconnect() {
        output.abort();
    }

    /** Ends the stream. */
    void close() {
        output.close();
    }
}
