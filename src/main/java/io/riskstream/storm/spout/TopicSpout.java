package io.riskstream.storm.spout;

import java.util.List;
import org.apache.storm.topology.IRichSpout;

/** A spout that reads topics of Kafka. Its tuples carry batches of events as they came. */
public interface TopicSpout extends IRichSpout {
    /** The topics it reads. */
    List<String> topics();
}
