package io.riskstream.storm;

import com.sun.management.OperatingSystemMXBean;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Event;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.spout.BatchSpout;
import io.riskstream.storm.spout.EventSpout;
import io.riskstream.storm.wait.DrainingWaitStrategy;
import io.riskstream.tools.local.LocalStorm;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.storm.Config;
import org.apache.storm.topology.IRichSpout;
import org.apache.storm.topology.TopologyBuilder;

/** Runs one spout and one bolt in a local cluster. It reads existing events, or events that it sends at a steady rate, and prints the measurement. */
final class SpoutContestant {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private SpoutContestant() {}

    /** Reads every byte of an event and records its latency. */
    private static final class ReadBytes implements Stage {
        private static final long serialVersionUID = 1;
        private static volatile long count;
        private static volatile long sum;
        private static long[] nanos = {};

        @Override
        public StageSpec spec() {
            return StageSpec.named("read").publishing().neverRejecting();
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // only one task writes
        public Outcome apply(Event event) {
            long now = System.nanoTime();
            sum += Arrays.hashCode(event.original());
            int index = (int) count;
            if (index < nanos.length) {
                nanos[index] = now - ByteBuffer.wrap(event.original()).getLong();
            }
            count = index + 1;
            return Outcome.pass();
        }
    }

    public static void main(String[] arguments) throws Exception {
        String servers = arguments[0];
        int batch = Integer.parseInt(arguments[1]);
        int rate = Integer.parseInt(arguments[2]);
        int events = Integer.parseInt(arguments[3]);
        Kafka kafka = new Kafka(Map.of("bootstrap.servers", servers));
        Map<String, Object> options = new HashMap<>();
        String topic = SpoutBench.topic(rate, batch);
        options.put("topic", topic);
        options.put("group", "bench-" + batch);
        if (batch > 1) {
            options.put("batchEvents", batch);
        }
        IRichSpout spout = batch > 1 ? new BatchSpout(kafka, options) : new EventSpout(kafka, options);
        TopologyBuilder builder = new TopologyBuilder();
        builder.setSpout("claims", spout, 1);
        builder.setBolt("read", new StageBolt(List.of(new ReadBytes())), 1).localOrShuffleGrouping("claims");
        Config config = new Config();
        config.setNumWorkers(1);
        config.setNumAckers(1);
        config.setMaxSpoutPending(2_000);
        config.put(Config.TOPOLOGY_BOLT_WAIT_STRATEGY, DrainingWaitStrategy.class.getName());
        ReadBytes.nanos = new long[rate == 0 ? 0 : events];
        LocalStorm storm = LocalStorm.start();
        storm.cluster().submitTopology("spout", config, builder.createTopology());
        String name = batch > 1 ? "BatchSpout, " + batch : "EventSpout";
        if (rate == 0) {
            await(events / 3);
            long start = System.nanoTime();
            long cpu = SYSTEM.getProcessCpuTime();
            long initial = ReadBytes.count;
            await(events);
            double measuredEvents = ReadBytes.count - initial;
            System.out.printf(
                    Locale.ROOT,
                    "| %-21s | %,10.0f | %9.2f |        |        |          |%n",
                    name,
                    measuredEvents * 1e9 / (System.nanoTime() - start),
                    (SYSTEM.getProcessCpuTime() - cpu) / measuredEvents / 1e3);
        } else {
            storm.awaitRunning("spout");
            send(servers, topic, rate, events);
            await(events);
            long[] measured = Arrays.copyOfRange(ReadBytes.nanos, events / 3, events);
            Arrays.sort(measured);
            System.out.printf(
                    Locale.ROOT,
                    "| %-21s | %,10d |           | %6.2f | %6.2f | %8.2f |%n",
                    name,
                    rate,
                    measured[measured.length / 2] / 1e6,
                    measured[measured.length * 99 / 100] / 1e6,
                    measured[(int) (measured.length * 999L / 1000)] / 1e6);
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void await(long events) {
        while (ReadBytes.count < events) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Sends events at a steady rate. Each event contains its due time, so that a late send counts as latency. */
    private static void send(String servers, String topic, int rate, int events) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long start = System.nanoTime() + 500_000_000;
            for (int i = 0; i < events; i++) {
                long due = start + i * 1_000_000_000L / rate;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                byte[] value = new byte[SpoutBench.BYTES];
                ByteBuffer.wrap(value).putLong(due);
                producer.send(new ProducerRecord<>(topic, i % SpoutBench.PARTITIONS, null, value));
            }
        }
    }
}
