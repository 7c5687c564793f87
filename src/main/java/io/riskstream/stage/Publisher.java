package io.riskstream.stage;

import io.riskstream.event.RejectionCode;
import java.time.Duration;

/**
 * A connection to a {@link Sink}. Safe for many threads. Delivery is at least once: a message that failed or timed out is published again, so the sink
 * may receive it twice.
 */
public interface Publisher extends AutoCloseable {
    /** Receives the result of one message: one call of one of its methods, on any thread, possibly before {@link #publish} returns. It must not block. */
    interface Receipt {
        /** The sink has stored the message. */
        void acknowledged();

        /** The sink has stored the message at a position of its topic; called instead of {@link #acknowledged()} by a sink that has positions. */
        default void acknowledged(int partition, long offset) {
            acknowledged();
        }

        /**
         * The sink has not stored the message.
         *
         * @param cause {@link Refused} if it never will; any other exception if a later attempt may succeed
         */
        void failed(Throwable cause);
    }

    /** Receives the results of several messages, each as a {@link Receipt} does. */
    interface Receipts {
        /** The sink has stored a message. */
        void acknowledged(int index);

        /** The sink has not stored a message; see {@link Receipt#failed}. */
        void failed(int index, Throwable cause);
    }

    /** Sends one of several messages, as {@link #publish(Message, Receipt)} does. An implementation may save the object of a receipt for each message. */
    default void publish(Message message, Receipts receipts, int index) {
        publish(message, new Receipt() {
            @Override
            public void acknowledged() {
                receipts.acknowledged(index);
            }

            @Override
            public void failed(Throwable cause) {
                receipts.failed(index, cause);
            }
        });
    }

    /**
     * Sends a message. It never blocks the caller for longer than 50 ms; if the message cannot be sent by then, the receipt reports a failure. Failures are
     * reported to the receipt.
     */
    void publish(Message message, Receipt receipt);

    /**
     * Prepares for messages to a topic, such as by a request for its partitions, so that the first one is not late. It blocks for up to 50 ms.
     *
     * @return false if the sink does not answer, or does not have the topic
     */
    default boolean prepare(String topic) {
        return true;
    }

    /**
     * Returns how long a message may take before another attempt is made. It is longer than the sink's own delivery timeout, so that the sink does not
     * deliver a message that the stage has given up.
     */
    Duration deadline();

    /** Returns this publisher for one of several stages that share it. Closing what is returned has no effect: {@link StageContext#shared} closes this one. */
    default Publisher forStage() {
        return new UnclosedPublisher(this);
    }

    /** Closes the connection. Messages in flight may be lost; their events are not acknowledged and so are replayed. */
    @Override
    void close();

    /**
     * Passed to a receipt if the sink has answered that it does not have the message's topic, or that this client may not write to it. A later attempt
     * succeeds when the topic exists. A sink that does not answer is another failure.
     */
    final class TopicUnavailable extends Exception {
        private static final long serialVersionUID = 1;

        private final Duration duration;

        /**
         * Creates the failure, without a stack trace.
         *
         * @param duration how long the topic has been unavailable: the time between the first and the latest of such answers, if the sink gave no other
         *     answer between them
         * @param message a sentence, which may contain the topic
         */
        public TopicUnavailable(Duration duration, String message) {
            super(message, null, false, false);
            this.duration = duration;
        }

        /** Returns how long the topic has been unavailable. */
        public Duration duration() {
            return duration;
        }
    }

    /** Thrown to a receipt if the sink will never accept this message, so a retry would be useless. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String code;

        /**
         * Creates a refusal.
         *
         * @param code the rejection code of the event, a constant of {@link RejectionCode}
         * @param message a sentence without values of the event
         */
        public Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        /** Returns the rejection code. */
        public String code() {
            return code;
        }
    }
}
