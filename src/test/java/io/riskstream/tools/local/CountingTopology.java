package io.riskstream.tools.local;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.storm.Config;
import org.apache.storm.StormSubmitter;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.topology.base.BaseRichSpout;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/** The components of {@code counting.yaml}. */
public final class CountingTopology {
    private static final Map<String, Collection<Integer>> SEEN = new ConcurrentHashMap<>();
    private static final Map<String, Boolean> CLOSED = new ConcurrentHashMap<>();

    private CountingTopology() {}

    /** Submits the same topology without Flux. The arguments are the name and the number of workers. */
    public static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        TopologyBuilder builder = new TopologyBuilder();
        builder.setSpout("numbers", new Numbers(Integer.MAX_VALUE));
        builder.setBolt("seen", new Seen(name)).shuffleGrouping("numbers");
        Config conf = new Config();
        conf.setNumWorkers(Integer.parseInt(arguments[1]));
        conf.setMaxSpoutPending(1);
        StormSubmitter.submitTopology(name, conf, builder.createTopology());
        System.out.println("submitted " + name);
    }

    static Collection<Integer> seen(String topology) {
        return SEEN.getOrDefault(topology, new ConcurrentLinkedQueue<>());
    }

    static boolean closed(String topology) {
        return CLOSED.getOrDefault(topology, false);
    }

    /** Emits 0 to count - 1. */
    public static final class Numbers extends BaseRichSpout {
        private static final long serialVersionUID = 1L;
        private final int count;
        private int next;
        private transient SpoutOutputCollector collector;

        public Numbers(int count) {
            this.count = count;
        }

        @Override
        public void open(Map<String, Object> conf, TopologyContext context, SpoutOutputCollector collector) {
            this.collector = collector;
        }

        @Override
        public void nextTuple() {
            if (next < count) {
                collector.emit(new Values(next), next);
                next++;
            }
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields("number"));
        }
    }

    /** Collects the numbers that it receives, by topology. */
    public static final class Seen extends BaseRichBolt {
        private static final long serialVersionUID = 1L;
        private final String topology;
        private transient OutputCollector collector;

        public Seen(String topology) {
            this.topology = topology;
            if (topology.contains(" ")) {
                throw new IllegalArgumentException("the name must not contain a space");
            }
        }

        @Override
        public void prepare(Map<String, Object> conf, TopologyContext context, OutputCollector collector) {
            this.collector = collector;
            CLOSED.put(topology, false);
        }

        @Override
        public void execute(Tuple input) {
            SEEN.computeIfAbsent(topology, name -> new ConcurrentLinkedQueue<>())
                    .add(input.getInteger(0));
            collector.ack(input);
        }

        @Override
        public void cleanup() {
            CLOSED.put(topology, true);
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            // emits nothing
        }
    }
}
