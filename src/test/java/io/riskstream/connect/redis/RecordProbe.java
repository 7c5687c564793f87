package io.riskstream.connect.redis;

import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A request of a test for one record. It detects a second completion. */
final class RecordProbe implements RecordRequest {
    /** The failure of a request, with the message of the store. */
    static final class RequestFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RequestFailedException(String message) {
            super(message);
        }
    }

    private final String key;
    private final List<String> members;
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private volatile ValidityToken token = ValidityToken.NONE;
    private volatile boolean completedTwice;

    RecordProbe(String key, String... members) {
        this.key = key;
        this.members = List.of(members);
    }

    /** Fetches the strings under these keys together; "none" represents a missing record. */
    static CompletableFuture<List<String>> fetch(Records records, List<String> keys) {
        List<RecordProbe> probes = keys.stream().map(RecordProbe::new).toList();
        records.fetch(probes);
        return CompletableFuture.allOf(probes.stream().map(RecordProbe::result).toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        probes.stream().map(probe -> probe.result().join()).toList());
    }

    CompletableFuture<String> result() {
        return result;
    }

    ValidityToken token() {
        return token;
    }

    boolean isCompletedTwice() {
        return completedTwice;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public List<String> members() {
        return members;
    }

    private void complete(String text, ValidityToken validity) {
        token = validity;
        completedTwice |= !result.complete(text);
    }

    @Override
    public void found(byte[] text, ValidityToken validity) {
        complete(new String(text, StandardCharsets.UTF_8), validity);
    }

    @Override
    public void found(List<Optional<byte[]>> values, ValidityToken validity) {
        complete(
                values.stream()
                        .map(value -> value.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                                .orElse("none"))
                        .toList()
                        .toString(),
                validity);
    }

    @Override
    public void missing(ValidityToken validity) {
        complete("none", validity);
    }

    @Override
    public void failed(String cause) {
        completedTwice |= !result.completeExceptionally(new RequestFailedException(cause));
    }

    @Override
    public void unreadable(String cause) {
        completedTwice |= !result.completeExceptionally(new RequestFailedException("unreadable: " + cause));
    }
}
