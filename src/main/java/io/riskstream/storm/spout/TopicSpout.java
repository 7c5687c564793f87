package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import java.time.Duration;
import java.util.List;
import org.apache.storm.topology.IRichSpout;

/** A spout that reads Kafka topics. Its tuples contain batches of unparsed events. */
public interface TopicSpout extends IRichSpout {
    /** Returns the topics that it reads. */
    List<String> topics();

    /** Returns the cluster of the topics. */
    Kafka kafka();

    /** Returns the number of tuples that one task has in flight at its own limit if each is full. */
    int fullTuplesInFlight();

    /** Returns how often it commits the offsets of its consumer group. */
    Duration commitInterval();

    /** True if it starts at the committed offsets in a new topology too; false if it then starts at the beginning or at the end. */
    boolean resumes();

    /** True if it has a latency budget, so that its events have a timeline. */
    boolean beginsTimelines();
}
