package io.riskstream.tools.local;

import io.riskstream.event.Batch;
import io.riskstream.stage.Stage;
import io.riskstream.storm.StageBolt;
import io.riskstream.storm.StreamNames;
import java.util.List;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Tuple;

/** A bolt that is wrong: one input in ten it acks without passing anything on. */
public final class LosingBolt extends BaseRichBolt {
    private static final long serialVersionUID = 1;

    private final StageBolt right;
    private transient OutputCollector collector;

    public LosingBolt(List<Stage> stages) {
        right = new StageBolt(stages);
    }

    @Override
    public void prepare(Map<String, Object> configuration, TopologyContext topology, OutputCollector output) {
        collector = output;
        right.prepare(configuration, topology, output);
    }

    @Override
    public void execute(Tuple input) {
        boolean lose = input.contains(StreamNames.EVENTS)
                && input.getValueByField(StreamNames.EVENTS) instanceof Batch batch
                && batch.get(0).origin().offset() % 10 == 3;
        if (lose) {
            collector.ack(input);
        } else {
            right.execute(input);
        }
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        right.declareOutputFields(declarer);
    }

    @Override
    public Map<String, Object> getComponentConfiguration() {
        return right.getComponentConfiguration();
    }

    @Override
    public void cleanup() {
        right.cleanup();
    }
}
