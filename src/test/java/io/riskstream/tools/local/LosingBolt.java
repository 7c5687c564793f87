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

/** A defective bolt that acknowledges one input in ten without emitting anything. */
public final class LosingBolt extends BaseRichBolt {
    private static final long serialVersionUID = 1;

    private final StageBolt delegate;
    private transient OutputCollector collector;

    public LosingBolt(List<Stage> stages) {
        delegate = new StageBolt(stages);
    }

    @Override
    public void prepare(Map<String, Object> configuration, TopologyContext topology, OutputCollector output) {
        collector = output;
        delegate.prepare(configuration, topology, output);
    }

    @Override
    public void execute(Tuple input) {
        boolean lose = input.contains(StreamNames.EVENTS)
                && input.getValueByField(StreamNames.EVENTS) instanceof Batch batch
                && batch.get(0).origin().offset() % 10 == 3;
        if (lose) {
            collector.ack(input);
        } else {
            delegate.execute(input);
        }
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        delegate.declareOutputFields(declarer);
    }

    @Override
    public Map<String, Object> getComponentConfiguration() {
        return delegate.getComponentConfiguration();
    }

    @Override
    public void cleanup() {
        delegate.cleanup();
    }
}
