package io.riskstream.storm.spout;

import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The metadata of a committed offset. With it, a spout that starts distinguishes a partition that was added later, which it reads from its beginning, from
 * one that existed when the group first read its topic.
 *
 * @param topology the id of the topology that committed
 * @param partitions the number of partitions that the topic had when the group first read it; partitions with this number and above were added later
 */
record CommitMetadata(String topology, int partitions) {
    /** Reads the metadata of a commit. An earlier version wrote the id alone; then every partition without a commit counts as added later. */
    static CommitMetadata of(OffsetAndMetadata commit) {
        String text = Optional.ofNullable(commit.metadata()).orElse("");
        int space = text.lastIndexOf(' ');
        try {
            return new CommitMetadata(
                    text.substring(0, Math.max(0, space)), Integer.parseInt(text.substring(space + 1)));
        } catch (NumberFormatException e) {
            return new CommitMetadata(text, 0);
        }
    }

    /** Returns the text to commit. */
    @Override
    public String toString() {
        return topology + " " + partitions;
    }
}
