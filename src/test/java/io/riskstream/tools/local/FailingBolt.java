package io.riskstream.tools.local;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.stage.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.tuple.Tuple;

/** A bolt that fails an input while one of its events has arrived less than three times. */
public final class FailingBolt extends DefectiveBolt {
    private static final long serialVersionUID = 1;
    private static final int ARRIVALS = 3;

    private transient Map<String, Integer> arrivals;

    public FailingBolt(List<Stage> stages) {
        super(stages);
    }

    @Override
    protected boolean handles(Batch batch, Tuple input, OutputCollector output) {
        if (arrivals == null) {
            arrivals = new HashMap<>();
        }
        int fewest = ARRIVALS;
        for (Event event : batch) {
            Origin origin = event.origin();
            fewest = Math.min(fewest, arrivals.merge(origin.partition() + "@" + origin.offset(), 1, Integer::sum));
        }
        if (fewest < ARRIVALS) {
            output.fail(input);
        }
        return fewest < ARRIVALS;
    }
}
