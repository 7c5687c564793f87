package io.riskstream.storm;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** Measures the serialization of events between workers: bytes and CPU time to write and read, after several stages and for two batch sizes. */
@Command(
        name = "serializer",
        description = "Cost of an event between workers: bytes and CPU time to write and read it.",
        mixinStandardHelpOptions = true)
public final class SerializerBench implements Callable<Integer> {
    private static final int EVENTS = 10_000;
    private static final int ROUNDS = 40;

    @Override
    public Integer call() {
        System.out.printf(
                Locale.ROOT, "%-12s %8s %10s %10s %10s%n", "after", "batch", "bytes", "write, ns", "read, ns");
        for (String stage : List.of("PARSE", "ENRICH", "SCORE")) {
            List<Event> events = FusedPipelineBenchmark.events(stage, EVENTS);
            for (int size : new int[] {1, FusedPipelineBenchmark.BATCH}) {
                measure(stage, events, size);
            }
        }
        return 0;
    }

    private static void measure(String stage, List<Event> events, int size) {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i + size <= events.size(); i += size) {
            batches.add(new Batch(events.subList(i, i + size)));
        }
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.register(Batch.class, new BatchSerializer(kryo, Map.of()));
        Output out = new Output(1 << 16, -1);
        List<byte[]> written = new ArrayList<>();
        long bytes = 0;
        for (Batch batch : batches) {
            out.reset();
            kryo.writeObject(out, batch);
            written.add(out.toBytes());
            bytes += out.total();
        }
        Input in = new Input();
        double write = nanos(batches, batch -> {
            out.reset();
            kryo.writeObject(out, batch);
        });
        double read = nanos(written, batch -> {
            in.setBuffer(batch);
            kryo.readObject(in, Batch.class);
        });
        System.out.printf(
                Locale.ROOT,
                "%-12s %8d %10d %10.0f %10.0f%n",
                stage.toLowerCase(Locale.ROOT),
                size,
                bytes / events.size(),
                write,
                read);
    }

    /** Returns the thread's CPU time per event in the second half of the rounds. */
    private static <T> double nanos(List<T> all, Consumer<T> step) {
        long start = 0;
        for (int round = 0; round < ROUNDS; round++) {
            if (round == ROUNDS / 2) {
                start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            }
            all.forEach(step);
        }
        long elapsed = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        return elapsed / (double) (ROUNDS - ROUNDS / 2) / EVENTS;
    }
}
