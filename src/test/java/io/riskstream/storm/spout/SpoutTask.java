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

/** A task of a {@link BatchSpout} and its executor, which remembers what it did. */
final class SpoutTask implements ISpoutOutputCollector, AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A tuple. */
    record Sent(Batch batch, SentBatch id) {
        boolean holds(String text) {
            return batch.events().stream().anyMatch(event -> text(event).equals(text));
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    final BatchSpout spout;
    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();
    private boolean closed;
    private final Set<SentBatch> out = new HashSet<>();

    private SpoutTask(BatchSpout spout) {
        this.spout = spout;
    }

    /** A task of this spout, as it comes to a worker. */
    static SpoutTask open(
            BatchSpout spout,
            String topology,
            int task,
            int tasks,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> client) {
        SpoutTask opened = new SpoutTask(sent(spout));
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

    private static BatchSpout sent(BatchSpout spout) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(spout);
            return (BatchSpout) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError("the spout cannot be sent to a worker", e);
        }
    }

    static String text(Event event) {
        return new String(event.original(), StandardCharsets.UTF_8);
    }

    @Override
    public List<Integer> emit(String stream, List<Object> values, Object id) {
        assertEquals("default", stream);
        SentBatch message = (SentBatch) id;
        assertTrue(out.add(message), "sent under the id of a tuple that is out");
        sent.add(new Sent((Batch) values.get(0), message));
        return List.of(2);
    }

    @Override
    public void emitDirect(int task, String stream, List<Object> values, Object id) {
        throw new AssertionError("nothing is emitted to a task");
    }

    @Override
    public long getPendingCount() {
        return out.size();
    }

    @Override
    public void flush() {}

    @Override
    public void reportError(Throwable error) {
        errors.add(error);
    }

    void ack(Sent tuple) {
        assertTrue(out.remove(tuple.id()));
        spout.ack(tuple.id());
    }

    void fail(Sent tuple) {
        assertTrue(out.remove(tuple.id()));
        spout.fail(tuple.id());
    }

    /** Acks every tuple that is out. */
    void ackAll() {
        sent.stream().filter(tuple -> out.contains(tuple.id())).toList().forEach(this::ack);
    }

    /** Calls the spout as its executor would, until this holds. */
    void runUntil(BooleanSupplier done) {
        await().pollInterval(Duration.ofMillis(1)).atMost(LONG).until(() -> {
            spout.nextTuple();
            return done.getAsBoolean();
        });
    }

    /** As {@link #runUntil}, for so many events, no more. */
    void runUntilSent(int events) {
        runUntil(() -> events() >= events);
        assertEquals(events, events());
    }

    /** How many events were sent, each time counted. */
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

    boolean told(String code) {
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
