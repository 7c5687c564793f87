package io.riskstream.stage;

import java.util.List;
import java.util.function.Function;

/**
 * The entries of a history. Requests for the same history that a store answers together share one reply, so that its entries are decoded once for all of
 * them. For use by one thread.
 */
public final class HistoryReply {
    private final List<byte[]> entries;
    private Object decoded;

    /**
     * Creates a reply.
     *
     * @param entries all entries in any order; the list and the arrays must not be changed
     */
    public HistoryReply(List<byte[]> entries) {
        this.entries = entries;
    }

    /** Returns the entries. The list and the arrays must not be changed. */
    public List<byte[]> entries() {
        return entries;
    }

    /**
     * Returns what the decoder makes of the entries. A later call with the same type returns the same object.
     *
     * @throws RuntimeException from the decoder
     */
    public <T> T decoded(Class<T> type, Function<List<byte[]>, T> decoder) {
        if (!type.isInstance(decoded)) {
            decoded = decoder.apply(entries);
        }
        return type.cast(decoded);
    }
}
