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

/** A collector that fails on an unanchored emit, an emit after the ack, a second ack, and a call on another thread. */
final class TestCollector implements IOutputCollector {
    record Emitted(String stream, Tuple anchor, List<Object> values) {
        List<Event> events() {
            return ((Batch) values.get(values.size() - 1)).events();
        }
    }

    final List<Emitted> emitted = new ArrayList<>();
    final List<Tuple> acked = new ArrayList<>();
    /** The inputs without a readable batch, which alone may fail. */
    final List<Tuple> failed = new ArrayList<>();

    final List<Tuple> renewed = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    private final Thread executor = Thread.currentThread();

    @Override
    public List<Integer> emit(String stream, Collection<Tuple> anchors, List<Object> tuple) {
        checkThread();
        assertTrue(anchors != null && !anchors.isEmpty(), "unanchored emit on " + stream);
        assertEquals(1, anchors.size());
        Tuple anchor = anchors.iterator().next();
        assertTrue(!acked.contains(anchor), "emit on " + stream + " after the ack of its input");
        emitted.add(new Emitted(stream, anchor, tuple));
        return List.of();
    }

    @Override
    public void emitDirect(int task, String stream, Collection<Tuple> anchors, List<Object> tuple) {
        throw new AssertionError("a bolt must not emit directly to a task");
    }

    @Override
    public void ack(Tuple input) {
        checkThread();
        assertTrue(!acked.contains(input), "second ack of an input");
        acked.add(input);
    }

    @Override
    public void fail(Tuple input) {
        checkThread();
        assertTrue(
                input.getValueByField(StreamNames.EVENTS) == null,
                "a bolt must not fail an input; it finishes every event");
        failed.add(input);
    }

    @Override
    public void resetTimeout(Tuple input) {
        checkThread();
        assertTrue(!acked.contains(input), "renewal after the ack");
        renewed.add(input);
    }

    @Override
    public void flush() {}

    @Override
    public void reportError(Throwable error) {
        checkThread();
        errors.add(error);
    }

    private void checkThread() {
        assertEquals(executor, Thread.currentThread(), "the collector belongs to the executor's thread");
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
