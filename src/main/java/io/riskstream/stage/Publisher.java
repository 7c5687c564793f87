package io.riskstream.stage;

import io.riskstream.event.RejectionCode;
import java.time.Duration;

/** A connection to a {@link Sink}. Safe for many threads. */
public interface Publisher extends AutoCloseable {
    /** Whom to tell what became of a message: once, on any thread, perhaps before {@link #publish} returns. */
    interface Receipt {
        void acknowledged();

        /**
         * The sink has not taken the message.
         *
         * @param cause {@link Refused} if it never will; anything else if a later attempt may succeed
         */
        void failed(Throwable cause);
    }

    /** Sends a message; never blocks the caller for longer than 50 ms. */
    void publish(Message message, Receipt receipt);

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
