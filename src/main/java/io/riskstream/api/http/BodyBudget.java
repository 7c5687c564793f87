package io.riskstream.api.http;

/** The memory that the bodies of all requests in progress may take. Thread-safe. */
final class BodyBudget {
    private final long maxBytes;
    private long used;

    BodyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns the share of a request, which has no bytes yet. */
    Share share() {
        return new Share();
    }

    private synchronized boolean take(long bytes) {
        if (bytes > maxBytes - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    private synchronized void give(long bytes) {
        used -= bytes;
    }

    /** Returns the bytes that are taken now. */
    synchronized long used() {
        return used;
    }

    /** The bytes of one request. */
    final class Share {
        private long bytes;
        private boolean ended;

        /** Takes more bytes. Returns false, and takes none, if all requests together would have too many, or this one has ended. */
        synchronized boolean take(long more) {
            if (ended || !BodyBudget.this.take(more)) {
                return false;
            }
            bytes += more;
            return true;
        }

        /** Gives all bytes back: the request has ended. */
        synchronized void end() {
            ended = true;
            give(bytes);
            bytes = 0;
        }
    }
}
