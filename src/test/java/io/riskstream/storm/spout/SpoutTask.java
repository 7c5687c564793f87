package io.riskstream.storm.spout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.storm.spout.ISpoutOutputCollector;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;

/** A task of a spout with its executor and collector, which record its calls. */
final class SpoutTask implements ISpoutOutputCollector, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** An emitted tuple. */
    record Sent(Batch batch, SentBatch id) {
        boolean contains(String text) {
            return batch.events().stream().anyMatch(event -> text(event).equals(text));
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    final RecordSpout spout;
    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();
    private boolean closed;
    private final Set<SentBatch> pending = new HashSet<>();

    private SpoutTask(RecordSpout spout) {
        this.spout = spout;
    }

    /** Opens a task of this spout after it was serialized, as on a worker. */
    static SpoutTask open(
            RecordSpout spout,
            String topology,
            int task,
            int tasks,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> client) {
        SpoutTask opened = new SpoutTask(serialized(spout));
        TopologyContext context = mock(TopologyContext.class);
        when(context.getStormId()).thenReturn(topology);
        when(context.getThisComponentId()).thenReturn("claims");
        when(context.getThisTaskIndex()).thenReturn(task);
        when(context.getComponentTasks(any()))
                .thenReturn(IntStream.range(0, tasks).boxed().toList());
        when(context.registerGauge(anyString(), any())).then(call -> {
            opened.gauges.put(call.getArgument(0), call.getArgument(1));
            return call.getArgument(1);
        });
        when(context.registerCounter(anyString()))
                .then(call -> opened.counters.computeIfAbsent(call.getArgument(0), name -> new Counter()));
        opened.spout.open(new HashMap<>(), context, new SpoutOutputCollector(opened), client);
        opened.spout.activate();
        return opened;
    }

    private static RecordSpout serialized(RecordSpout spout) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(spout);
            return (RecordSpout) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError("the spout is not serializable", e);
        }
    }

    static String text(Event event) {
        return new String(event.original(), StandardCharsets.UTF_8);
    }

    @Override
    public List<Integer> emit(String stream, List<Object> values, Object id) {
        assertEquals("default", stream);
        SentBatch message = (SentBatch) id;
        assertTrue(pending.add(message), "emitted with the id of a pending tuple");
        sent.add(new Sent((Batch) values.get(0), message));
        return List.of(2);
    }

    @Override
    public void emitDirect(int task, String stream, List<Object> values, Object id) {
        throw new AssertionError("a spout must not emit directly to a task");
    }

    @Override
    public long getPendingCount() {
        return pending.size();
    }

    @Override
    public void flush() {}

    @Override
    public void reportError(Throwable error) {
        errors.add(error);
    }

    void ack(Sent tuple) {
        assertTrue(pending.remove(tuple.id()));
        spout.ack(tuple.id());
    }

    void fail(Sent tuple) {
        assertTrue(pending.remove(tuple.id()));
        spout.fail(tuple.id());
    }

    /** Acks all pending tuples. */
    void ackAll() {
        sent.stream().filter(tuple -> pending.contains(tuple.id())).toList().forEach(this::ack);
    }

    /** Calls {@code nextTuple} until the condition is true. */
    void runUntil(BooleanSupplier done) {
        await().pollInterval(Duration.ofMillis(1)).atMost(TIMEOUT).until(() -> {
            spout.nextTuple();
            return done.getAsBoolean();
        });
    }

    /** Calls {@code nextTuple} until exactly this number of events is emitted. */
    void runUntilSent(int events) {
        runUntil(() -> events() >= events);
        assertEquals(events, events());
    }

    /** Returns the number of emitted events, including repeated ones. */
    int events() {
        return sent.stream().mapToInt(tuple -> tuple.batch().size()).sum();
    }

    List<String> texts() {
        return sent.stream()
                .flatMap(tuple -> tuple.batch().events().stream())
                .map(SpoutTask::text)
                .toList();
    }

    long gauge(String name) {
        return (Long) gauges.get(name).getValue();
    }

    long counter(String name) {
        Counter counter = counters.get(name);
        return counter == null ? 0 : counter.getCount();
    }

    boolean hasReported(String code) {
        return errors.stream().anyMatch(error -> error.getMessage().startsWith(code + ": "));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            spout.close();
        }
    }
}
