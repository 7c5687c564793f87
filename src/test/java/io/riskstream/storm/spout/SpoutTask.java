package io.riskstream.storm.spout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.storm.metric.api.IMetric;
import org.apache.storm.spout.ISpoutOutputCollector;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;

/** A task of a spout with its executor and collector, which record its calls. */
@SuppressWarnings("deprecation") // TopologyContext.registerMetric, see StageSpout
final class SpoutTask implements ISpoutOutputCollector, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** An emitted tuple. */
    record Sent(String stream, Batch batch, SpoutMessage message) {
        SentBatch id() {
            return (SentBatch) message;
        }

        boolean contains(String text) {
            return batch.events().stream().anyMatch(event -> text(event).equals(text));
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    final RecordSpout spout;
    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();
    /** The number of tuples by stream that no bolt consumes. */
    final Map<String, Integer> unconsumed = new HashMap<>();

    private boolean closed;
    private final Set<SpoutMessage> pending = new HashSet<>();
    private final Set<String> consumed;
    private IMetric tick;

    private SpoutTask(RecordSpout spout, Set<String> consumed) {
        this.spout = spout;
        this.consumed = consumed;
    }

    /** Opens a task of this spout after it was serialized, as on a worker. */
    static SpoutTask open(
            RecordSpout spout,
            String topology,
            int task,
            int tasks,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> client) {
        return open(new SpoutTask(serialized(spout), Set.of("default")), topology, task, tasks, client);
    }

    /**
     * Opens the only task of a spout with stages of a test, which cannot be serialized.
     *
     * @param consumed the streams that bolts consume
     */
    static SpoutTask open(StageSpout spout, Set<String> consumed, Consumer<byte[], byte[]> consumer) {
        return open(new SpoutTask(spout, consumed), "topology-1", 0, 1, properties -> consumer);
    }

    private static SpoutTask open(
            SpoutTask opened,
            String topology,
            int task,
            int tasks,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> client) {
        TopologyContext context = mock(TopologyContext.class);
        when(context.getThisTargets())
                .thenReturn(opened.consumed.stream().collect(Collectors.toMap(stream -> stream, stream -> Map.of())));
        when(context.registerMetric(anyString(), any(IMetric.class), anyInt())).then(call -> {
            opened.tick = call.getArgument(1);
            return opened.tick;
        });
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
        assertEquals(consumed.contains(stream), id != null, "a tuple has an id exactly if a bolt consumes it");
        if (id == null) {
            unconsumed.merge(stream, 1, Integer::sum);
            return List.of();
        }
        SpoutMessage message = (SpoutMessage) id;
        assertTrue(pending.add(message), "emitted with the id of a pending tuple");
        sent.add(new Sent(stream, (Batch) values.get(values.size() - 1), message));
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
        assertTrue(pending.remove(tuple.message()));
        spout.ack(tuple.message());
    }

    void fail(Sent tuple) {
        assertTrue(pending.remove(tuple.message()));
        spout.fail(tuple.message());
    }

    /** Acks all pending tuples. */
    void ackAll() {
        sent.stream()
                .filter(tuple -> pending.contains(tuple.message()))
                .toList()
                .forEach(this::ack);
    }

    /** Reads the metrics of the task, as Storm does once a second on the executor's thread. */
    void tick() {
        assertNull(tick.getValueAndReset());
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
        return ((Number) gauges.get(name).getValue()).longValue();
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
