package io.riskstream.api.http;

import java.util.concurrent.CompletionStage;

/** The body of a response that is written as its parts become known. Safe for many threads. */
public interface StreamOutput {
    /**
     * Writes bytes and sends them at once. The next write may follow when the stage has completed.
     *
     * @return fails if the client is gone
     */
    CompletionStage<Void> write(byte[] bytes);

    /** Ends the response. It has no effect if it has ended. */
    void close();

    /** Ends the response at once, also while a write is under way, which then fails. The client sees a response that is not complete. */
    void abort();

    /** Adds an action for the end of the response: closed by this side or by the client. It runs at once if the response has ended. */
    void onEnd(Runnable action);
}
