package io.riskstream.api.http;

/** Writes the body of a response as its parts become known. */
@FunctionalInterface
public interface StreamBody {
    /** Begins to write. Called once, after the headers; it must not block. The response remains open until the output is closed. */
    void open(StreamOutput output);
}
