package io.riskstream.storm.spout;

import java.util.List;
import org.apache.storm.topology.IRichSpout;

/** A spout that reads Kafka topics. Its tuples contain batches of unparsed events. */
public interface TopicSpout extends IRichSpout {
    /** Returns the topics that it reads. */
    List<String> topics();

    /** Returns the number of tuples that one task has in flight at its own limit if each is full. */
    int fullTuplesInFlight();
}
