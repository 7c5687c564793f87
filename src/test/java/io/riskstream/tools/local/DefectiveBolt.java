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

/** A {@link StageBolt} that does something else with some of its inputs. */
public abstract class DefectiveBolt extends BaseRichBolt {
    private static final long serialVersionUID = 1;

    private final StageBolt delegate;
    private transient OutputCollector collector;

    protected DefectiveBolt(List<Stage> stages) {
        delegate = new StageBolt(stages);
    }

    @Override
    public void prepare(Map<String, Object> configuration, TopologyContext topology, OutputCollector output) {
        collector = output;
        delegate.prepare(configuration, topology, output);
    }

    /** Processes a batch in place of the stages. Returns false to leave it to them. */
    protected abstract boolean handles(Batch batch, Tuple input, OutputCollector output);

    @Override
    public void execute(Tuple input) {
        boolean handled = input.contains(StreamNames.EVENTS)
                && input.getValueByField(StreamNames.EVENTS) instanceof Batch batch
                && handles(batch, input, collector);
        if (!handled) {
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
