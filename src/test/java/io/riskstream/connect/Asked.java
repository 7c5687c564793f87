package io.riskstream.connect;

import io.riskstream.Lease;
import io.riskstream.RecordRequest;
import io.riskstream.Records;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A record that a test asks for. It fails if it is answered twice. */
final class Asked implements RecordRequest {
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
    private volatile Lease lease = Lease.NONE;
    private volatile boolean twice;

    Asked(String key, String... members) {
        this.key = key;
        this.members = List.of(members);
    }

    /** The texts of these keys, asked for together; "none" where there is none. */
    static CompletableFuture<List<String>> texts(Records records, List<String> keys) {
        List<Asked> asked = keys.stream().map(Asked::new).toList();
        records.fetch(asked);
        return CompletableFuture.allOf(asked.stream().map(Asked::answer).toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream().map(one -> one.answer().join()).toList());
    }

    CompletableFuture<String> answer() {
        return answer;
    }

    Lease lease() {
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

    private void complete(String text, Lease under) {
        lease = under;
        twice |= !answer.complete(text);
    }

    @Override
    public void found(byte[] text, Lease under) {
        complete(new String(text, StandardCharsets.UTF_8), under);
    }

    @Override
    public void found(List<Optional<byte[]>> values, Lease under) {
        complete(
                values.stream()
                        .map(value -> value.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                                .orElse("none"))
                        .toList()
                        .toString(),
                under);
    }

    @Override
    public void missing(Lease under) {
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
