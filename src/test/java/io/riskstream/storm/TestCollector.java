package io.riskstream.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.storm.task.IOutputCollector;
import org.apache.storm.tuple.Tuple;

/** A collector that holds a bolt to the rules: every emit is anchored to an input that is not acked yet, and no input is acked twice. */
final class TestCollector implements IOutputCollector {
    record Emitted(String stream, Tuple anchor, List<Object> values) {
        List<Event> events() {
            return ((Batch) values.get(values.size() - 1)).events();
        }
    }

    final List<Emitted> emitted = new ArrayList<>();
    final List<Tuple> acked = new ArrayList<>();
    final List<Tuple> renewed = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    private final Thread owner = Thread.currentThread();

    @Override
    public List<Integer> emit(String stream, Collection<Tuple> anchors, List<Object> tuple) {
        onOwnThread();
        assertTrue(anchors != null && !anchors.isEmpty(), "emitted unanchored on " + stream);
        assertEquals(1, anchors.size());
        Tuple anchor = anchors.iterator().next();
        assertTrue(!acked.contains(anchor), "emitted on " + stream + " after the input was acked");
        emitted.add(new Emitted(stream, anchor, tuple));
        return List.of();
    }

    @Override
    public void emitDirect(int task, String stream, Collection<Tuple> anchors, List<Object> tuple) {
        throw new AssertionError("nothing is emitted to a task");
    }

    @Override
    public void ack(Tuple input) {
        onOwnThread();
        assertTrue(!acked.contains(input), "acked twice");
        acked.add(input);
    }

    @Override
    public void fail(Tuple input) {
        throw new AssertionError("nothing is failed; every event comes to its end in a bolt");
    }

    @Override
    public void resetTimeout(Tuple input) {
        onOwnThread();
        assertTrue(!acked.contains(input), "renewed after it was acked");
        renewed.add(input);
    }

    @Override
    public void flush() {}

    @Override
    public void reportError(Throwable error) {
        onOwnThread();
        errors.add(error);
    }

    private void onOwnThread() {
        assertEquals(owner, Thread.currentThread(), "the collector belongs to the executor's thread");
    }

    List<Event> on(String stream) {
        return emitted.stream()
                .filter(emit -> emit.stream().equals(stream))
                .flatMap(emit -> emit.events().stream())
                .toList();
    }

    Set<Tuple> anchors() {
        return new java.util.HashSet<>(emitted.stream().map(Emitted::anchor).toList());
    }
}
