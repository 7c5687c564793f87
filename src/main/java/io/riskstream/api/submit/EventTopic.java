package io.riskstream.api.submit;

import io.riskstream.event.Origin;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Sends events to the topic of a pipeline, and reports the position of each after all replicas in sync have it. Safe for many threads. */
final class EventTopic {
    /** A send that the producer does not accept for lack of metadata is repeated this long; a broker answers within that time, or is away. */
    static final Duration ACCEPT_WITHIN = Duration.ofSeconds(1);

    private static final long RETRY_MILLIS = 250;

    /** The outcome of an event. */
    sealed interface Sent {
        /** The broker has acknowledged the event. */
        record Stored(Origin origin) implements Sent {}

        /**
         * The broker will never take the event.
         *
         * @param message a sentence without values of the event
         */
        record Refused(String message) implements Sent {}

        /** It is not known that the broker has the event: it does not answer, or its answer was lost. */
        record Unknown() implements Sent {}
    }

    private final String topic;
    private final Publisher publisher;
    private final BiConsumer<String, String> reports;
    private final Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);

    /** @param reports receives a code and a message for each event that was not acknowledged */
    EventTopic(String topic, Publisher publisher, BiConsumer<String, String> reports) {
        this.topic = topic;
        this.reports = reports;
        this.publisher = publisher;
    }

    /** Returns the name of the topic. */
    String name() {
        return topic;
    }

    /** True if the producer knows the partitions of the topic, so that a send does not wait for them. It blocks for up to 50 ms. */
    boolean isReady() {
        return publisher.prepare(topic);
    }

    /**
     * Sends an event.
     *
     * @return never fails; it completes within {@link #ACCEPT_WITHIN} and the delivery timeout of the producer
     */
    CompletableFuture<Sent> send(EventRecord event) {
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        Message message = new Message(topic, event.key(), Optional.of(event.value()), event.headers());
        new Attempt(message, System.nanoTime() + ACCEPT_WITHIN.toNanos(), sent).run();
        return sent;
    }

    /** One call of the publisher. A failure that it reports before it returns means that the message was not sent, so it is safe to send it again. */
    private final class Attempt implements Runnable, Publisher.Receipt {
        private final Message message;
        private final long until;
        private final CompletableFuture<Sent> sent;
        private final Thread caller = Thread.currentThread();
        /** Only the calling thread uses this. */
        private boolean publishing = true;

        Attempt(Message message, long until, CompletableFuture<Sent> sent) {
            this.message = message;
            this.until = until;
            this.sent = sent;
        }

        @Override
        public void run() {
            publisher.publish(message, this);
            publishing = false;
        }

        @Override
        public void acknowledged() {
            throw new IllegalStateException("the publisher reports no position");
        }

        @Override
        public void acknowledged(int partition, long offset) {
            sent.complete(new Sent.Stored(
                    new Origin(topic, partition, offset, System.currentTimeMillis(), Optional.empty(), List.of())));
        }

        @Override
        public void failed(Throwable cause) {
            boolean notSent = Thread.currentThread() == caller && publishing;
            if (cause instanceof Publisher.Refused refused) {
                sent.complete(new Sent.Refused(refused.getMessage()));
            } else if (notSent && System.nanoTime() - until < 0) {
                later.execute(() -> new Attempt(message, until, sent).run());
            } else {
                reports.accept(
                        "submit.kafka",
                        "topic " + topic + ": an event was not acknowledged: "
                                + cause.getClass().getName());
                sent.complete(new Sent.Unknown());
            }
        }
    }
}
