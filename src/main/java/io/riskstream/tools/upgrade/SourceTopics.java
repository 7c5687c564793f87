package io.riskstream.tools.upgrade;

/**
 * The input of a spout, as the topology's public configuration contains it.
 *
 * @param topics the topics, separated by commas
 * @param group the consumer group that offsets are committed for
 */
public record SourceTopics(String topics, String group) implements Comparable<SourceTopics> {
    @Override
    public int compareTo(SourceTopics other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : topics.compareTo(other.topics);
    }

    @Override
    public String toString() {
        return "topic " + topics + " as group " + group;
    }
}
