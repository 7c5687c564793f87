package io.riskstream.storm.spout;

import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** The events of a spout task that are read and not done. Times are nanoseconds of the ticker. */
interface InFlight {
    /** Groups the records of a poll into batches. */
    void add(ConsumerRecords<byte[], byte[]> records, Function<TopicPartition, PartitionProgress> progress);

    /** True if no more records may be read. */
    boolean isFull(long now);

    /** True if reading may continue after it was paused. */
    boolean hasRoom(long now);

    /** True if a batch was emitted or given to stages and is not done, so that an ack or an outcome may arrive at any time. */
    boolean isPending();

    /** Returns the time until the next failed tuple is due, at most {@code maxNanos}. */
    long nanosUntilRetry(long now, long maxNanos);

    /** Returns the number of events that are read and not done. */
    long events();

    /** Returns the size of their keys, values and headers. */
    long bytes();

    /** Returns the number of failed events that wait for their retry. */
    long retrying();

    /** Returns the number of emitted events that are probably lost: later ones are acked. */
    long overdue();
}
