package io.riskstream.connect.redis;

import io.riskstream.stage.HistoryAddition;
import io.riskstream.stage.HistoryReply;
import io.riskstream.stage.HistoryRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Adds an entry of one byte to a history, and keeps the result. */
record HistoryProbe(String key, byte number, CompletableFuture<Set<Byte>> result) implements HistoryRequest {
    HistoryProbe(String key, byte number) {
        this(key, number, new CompletableFuture<>());
    }

    /** Returns the numbers of all entries of the history. */
    Set<Byte> entries() {
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public List<HistoryAddition> additions() {
        return List.of(new HistoryAddition(new byte[] {number}, new byte[] {number}));
    }

    @Override
    public Duration keep() {
        return Duration.ofHours(1);
    }

    @Override
    public void found(HistoryReply reply) {
        result.complete(reply.entries().stream().map(entry -> entry[0]).collect(Collectors.toSet()));
    }

    @Override
    public void failed(String cause) {
        result.completeExceptionally(new AssertionError(cause));
    }

    @Override
    public void unreadable(String cause) {
        result.completeExceptionally(new AssertionError(cause));
    }
}
