package io.riskstream.connect.redis;

import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A record that a test asks for. It fails if it is answered twice. */
final class RecordProbe implements RecordRequest {
    /** A request that failed; the message is the store's. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    private final String key;
    private final List<String> members;
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private volatile ValidityToken lease = ValidityToken.NONE;
    private volatile boolean twice;

    RecordProbe(String key, String... members) {
        this.key = key;
        this.members = List.of(members);
    }

    /** The texts of these keys, asked for together; "none" where there is none. */
    static CompletableFuture<List<String>> texts(Records records, List<String> keys) {
        List<RecordProbe> asked = keys.stream().map(RecordProbe::new).toList();
        records.fetch(asked);
        return CompletableFuture.allOf(asked.stream().map(RecordProbe::answer).toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream().map(one -> one.answer().join()).toList());
    }

    CompletableFuture<String> answer() {
        return answer;
    }

    ValidityToken lease() {
        return lease;
    }

    boolean answeredTwice() {
        return twice;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public List<String> members() {
        return members;
    }

    private void complete(String text, ValidityToken under) {
        lease = under;
        twice |= !answer.complete(text);
    }

    @Override
    public void found(byte[] text, ValidityToken under) {
        complete(new String(text, StandardCharsets.UTF_8), under);
    }

    @Override
    public void found(List<Optional<byte[]>> values, ValidityToken under) {
        complete(
                values.stream()
                        .map(value -> value.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                                .orElse("none"))
                        .toList()
                        .toString(),
                under);
    }

    @Override
    public void missing(ValidityToken under) {
        complete("none", under);
    }

    @Override
    public void failed(String cause) {
        twice |= !answer.completeExceptionally(new Failed(cause));
    }

    @Override
    public void unreadable(String cause) {
        twice |= !answer.completeExceptionally(new Failed("unreadable: " + cause));
    }
}
