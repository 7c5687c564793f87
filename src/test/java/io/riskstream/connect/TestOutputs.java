package io.riskstream.connect;

import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Outputs for tests of stores, and their results. */
public final class TestOutputs {
    private static final long PATIENCE_SECONDS = 60;

    private TestOutputs() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a verdict on the record of partition 0 with this timestamp and offset. */
    public static Message score(String key, long timestamp, long offset, String decision) {
        return new Message(
                "score",
                Optional.of(bytes(key)),
                Optional.of(bytes("{\"id\":\"" + key + "\",\"score\":12.5,\"decision\":\"" + decision + "\"}")),
                List.of(
                        Header.of(OutputHeaders.OUTCOME, OutputHeaders.SCORED),
                        Header.of(OutputHeaders.ORIGIN, "claims-0@" + offset),
                        Header.of(OutputHeaders.TIMESTAMP, Long.toString(timestamp))));
    }

    public static Message deadLetter(long offset, byte[] original) {
        return new Message(
                "letters",
                Optional.empty(),
                Optional.of(original),
                List.of(
                        Header.of(OutputHeaders.OUTCOME, OutputHeaders.REJECTED),
                        Header.of(OutputHeaders.ORIGIN, "claims-0@" + offset),
                        Header.of(OutputHeaders.TIMESTAMP, "5"),
                        Header.of(PublishDeadLetter.PIPELINE, "flood"),
                        Header.of(PublishDeadLetter.STAGE, "validate"),
                        Header.of(PublishDeadLetter.CODE, "schema.required"),
                        Header.of(PublishDeadLetter.PATH, "state"),
                        Header.of(PublishDeadLetter.MESSAGE, "is missing"),
                        Header.of(PublishDeadLetter.TIME, "2026-03-05T10:00:01Z"),
                        Header.of(PublishDeadLetter.REJECTIONS, "[{\"code\":\"schema.required\"}]")));
    }

    /** Waits for the result of a message; empty if it was acknowledged. */
    public static Optional<Throwable> failure(FutureReceipt receipt) {
        try {
            receipt.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no result", e);
        }
    }

    public static Optional<Throwable> publish(Publisher publisher, Message message) {
        return failure(FutureReceipt.of(publisher, message));
    }
}
