package io.riskstream.tools.local;

import io.riskstream.event.Batch;
import io.riskstream.stage.Stage;
import java.util.List;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.tuple.Tuple;

/** A defective bolt that acknowledges one input in ten without emitting anything. */
public final class LosingBolt extends DefectiveBolt {
    private static final long serialVersionUID = 1;

    public LosingBolt(List<Stage> stages) {
        super(stages);
    }

    @Override
    protected boolean handles(Batch batch, Tuple input, OutputCollector output) {
        boolean lose = batch.get(0).origin().offset() % 10 == 3;
        if (lose) {
            output.ack(input);
        }
        return lose;
    }
}
