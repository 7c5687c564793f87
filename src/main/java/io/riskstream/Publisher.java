package io.riskstream;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A connection to a {@link Sink}. Safe for many threads. */
public interface Publisher extends AutoCloseable {
    /**
     * Sends a message; never blocks the caller for longer than 50 ms.
     *
     * @return completed once the sink has acknowledged it; completed with {@link Refused} if the sink never will; with anything else if a later
     *     attempt may succeed
     */
    CompletionStage<Void> publish(Message message);

    /** How long a message may be under way before it is given up and another attempt made: longer than the sink's own deliveries take. */
    Duration deadline();

    @Override
    void close();

    /** The sink will never take this message. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String code;

        /**
         * A refusal.
         *
         * @param code a {@link RejectionCode}
         * @param message a sentence without values of the event
         */
        public Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
