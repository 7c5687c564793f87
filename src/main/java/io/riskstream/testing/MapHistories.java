package io.riskstream.testing;

import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryReply;
import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryTrim;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Histories in a map instead of a store. It answers at once, unless a test makes it {@linkplain #hold wait} or {@linkplain #fail fail}. Safe for many
 * threads.
 */
public final class MapHistories implements Histories {
    private final Map<String, Map<ByteBuffer, byte[]>> histories = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private Optional<String> failure = Optional.empty();

    /** Returns the number of entries in a history, with those that state what was removed; 0 if there is no such history. */
    public synchronized int size(String key) {
        return histories.getOrDefault(key, Map.of()).size();
    }

    /** Returns the keys of the histories. */
    public synchronized Set<String> keys() {
        return Set.copyOf(histories.keySet());
    }

    /** Stores entries from now on, but answers no request until {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    /** Answers the held requests on the calling thread. Later requests are answered at once. */
    public void release() {
        List<Runnable> released;
        synchronized (this) {
            holding = false;
            released = List.copyOf(held);
            held.clear();
        }
        released.forEach(Runnable::run);
    }

    /**
     * Fails every request from now on, and stores nothing.
     *
     * @param cause a sentence
     */
    public synchronized void fail(String cause) {
        failure = Optional.of(cause);
    }

    /** Ends {@link #fail}. */
    public synchronized void recover() {
        failure = Optional.empty();
    }

    @Override
    public void append(List<? extends HistoryRequest> requests) {
        List<Runnable> answers = new ArrayList<>();
        synchronized (this) {
            if (failure.isPresent()) {
                String cause = failure.get();
                requests.forEach(request -> answers.add(() -> request.failed(cause)));
            } else {
                for (HistoryRequest request : requests) {
                    Map<ByteBuffer, byte[]> entries =
                            histories.computeIfAbsent(request.key(), first -> new LinkedHashMap<>());
                    request.additions()
                            .forEach(addition -> entries.put(ByteBuffer.wrap(addition.id()), addition.entry()));
                }
                Map<String, HistoryReply> replies = new HashMap<>();
                for (HistoryRequest request : requests) {
                    HistoryReply reply = replies.computeIfAbsent(
                            request.key(),
                            key -> new HistoryReply(
                                    List.copyOf(histories.get(key).values())));
                    answers.add(() -> request.found(reply));
                }
            }
            if (holding) {
                held.addAll(answers);
                return;
            }
        }
        answers.forEach(Runnable::run);
    }

    @Override
    public void trim(HistoryTrim trim) {
        Optional<String> cause;
        synchronized (this) {
            cause = failure;
            if (cause.isEmpty()) {
                Map<ByteBuffer, byte[]> entries = histories.computeIfAbsent(trim.key(), first -> new LinkedHashMap<>());
                trim.added().forEach(addition -> entries.put(ByteBuffer.wrap(addition.id()), addition.entry()));
                trim.removed().forEach(id -> entries.remove(ByteBuffer.wrap(id)));
            }
        }
        cause.ifPresent(trim::failed);
    }

    @Override
    public void close() {}
}
