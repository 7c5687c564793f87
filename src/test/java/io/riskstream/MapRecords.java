package io.riskstream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records in a map, in place of a store. It remembers what it was asked, and can be made slow or faulty. */
public final class MapRecords implements Records {
    private final Map<String, byte[]> records = new ConcurrentHashMap<>();
    private final List<List<String>> fetches = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private Optional<RuntimeException> failure = Optional.empty();

    public MapRecords put(String key, String record) {
        records.put(key, record.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public MapRecords put(String key, byte[] record) {
        records.put(key, record);
        return this;
    }

    public MapRecords remove(String key) {
        records.remove(key);
        return this;
    }

    /** From now on nothing is answered before {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** Answers what was held, on the calling thread, and answers at once again. */
    public void release() {
        holding = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    /** From now on every fetch fails so. */
    public void fail(RuntimeException cause) {
        failure = Optional.of(cause);
    }

    /** Answers again after {@link #fail}. */
    public void recover() {
        failure = Optional.empty();
    }

    /** The keys of each fetch, in order. */
    public List<List<String>> fetches() {
        return fetches;
    }

    @Override
    public CompletionStage<List<Optional<byte[]>>> fetch(List<String> keys) {
        fetches.add(List.copyOf(keys));
        CompletableFuture<List<Optional<byte[]>>> answer = new CompletableFuture<>();
        Runnable answering = () -> failure.ifPresentOrElse(
                answer::completeExceptionally,
                () -> answer.complete(keys.stream()
                        .map(key -> Optional.ofNullable(records.get(key)))
                        .toList()));
        if (holding) {
            held.add(answering);
        } else {
            answering.run();
        }
        return answer;
    }

    @Override
    public void close() {}
}
