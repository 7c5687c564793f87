package io.riskstream.storm.spout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that one task reads: finds them, determines their start offsets, pauses and commits them. A change of the assignment is complete or
 * has no effect, so a broker that fails during it leaves no partition half assigned.
 */
final class AssignedPartitions {
    /** Time limit for requests about partitions and offsets. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

    private static final long NOT_COMMITTED = -1;

    /**
     * Determines the partitions of a task from their numbers alone, so no partition changes its task when others are added.
     *
     * @param task the index of the task in the spout, from 0
     */
    record Share(int task, int tasks) {
        boolean contains(int topic, int partition) {
            return (topic + partition) % tasks == task;
        }
    }

    /** The repositioning of a partition whose next offset does not exist. */
    record OffsetReset(TopicPartition partition, long from, long to) {
        /** Returns the number of records deleted before they were read; 0 if the topic was created again or truncated. */
        long lost() {
            return Math.max(0, to - from);
        }
    }

    private final Consumer<byte[], byte[]> consumer;
    private final List<String> topics;
    private final Share share;
    private final StartFrom startFrom;
    private final String topology;
    private final Map<TopicPartition, PartitionProgress> progress = new LinkedHashMap<>();
    private boolean initialized;
    private boolean paused;

    /**
     * Creates an object without partitions.
     *
     * @param topology the topology id that Storm assigned at its submission
     */
    AssignedPartitions(
            Consumer<byte[], byte[]> consumer, List<String> topics, Share share, StartFrom startFrom, String topology) {
        this.consumer = consumer;
        this.topics = topics;
        this.share = share;
        this.startFrom = startFrom;
        this.topology = topology;
    }

    /** Reads the partitions of the topics, assigns new ones and removes deleted ones. Returns the topics that do not exist. */
    List<String> refresh() {
        List<String> missing = new ArrayList<>();
        Set<TopicPartition> found = new LinkedHashSet<>();
        for (int i = 0; i < topics.size(); i++) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topics.get(i), REQUEST_TIMEOUT);
            if (partitions.isEmpty()) {
                missing.add(topics.get(i));
            }
            for (PartitionInfo partition : partitions) {
                if (share.contains(i, partition.partition())) {
                    found.add(new TopicPartition(topics.get(i), partition.partition()));
                }
            }
        }
        if (!found.equals(progress.keySet())) {
            changeAssignment(found);
        }
        initialized = true;
        return missing;
    }

    private void changeAssignment(Set<TopicPartition> found) {
        Set<TopicPartition> added = new LinkedHashSet<>(found);
        added.removeAll(progress.keySet());
        Map<TopicPartition, PartitionProgress> starts = added.isEmpty() ? Map.of() : startProgress(added);
        progress.keySet().retainAll(found);
        progress.putAll(starts);
        consumer.assign(List.copyOf(progress.keySet()));
        starts.forEach((partition, start) -> consumer.seek(partition, start.position()));
        if (paused) {
            consumer.pause(starts.keySet());
        }
    }

    /** Returns the start of each partition. A partition created while the spout runs is read from its beginning, because all of its records are new. */
    private Map<TopicPartition, PartitionProgress> startProgress(Set<TopicPartition> added) {
        boolean continues = startFrom == StartFrom.UNCOMMITTED_EARLIEST || startFrom == StartFrom.UNCOMMITTED_LATEST;
        boolean atEnd = !initialized && (startFrom == StartFrom.UNCOMMITTED_LATEST || startFrom == StartFrom.LATEST);
        Map<TopicPartition, PartitionProgress> starts = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(added, REQUEST_TIMEOUT);
        for (TopicPartition partition : added) {
            OffsetAndMetadata last = committed.get(partition);
            if (last != null && (continues || topology.equals(last.metadata()))) {
                starts.put(partition, new PartitionProgress(last.offset(), last.offset()));
            }
        }
        Set<TopicPartition> others = new LinkedHashSet<>(added);
        others.removeAll(starts.keySet());
        if (!others.isEmpty()) {
            Map<TopicPartition, Long> offsets = atEnd
                    ? consumer.endOffsets(others, REQUEST_TIMEOUT)
                    : consumer.beginningOffsets(others, REQUEST_TIMEOUT);
            offsets.forEach((partition, start) -> starts.put(partition, new PartitionProgress(start, NOT_COMMITTED)));
        }
        return starts;
    }

    boolean isEmpty() {
        return progress.isEmpty();
    }

    /** True if records are fetched, that is, if some partition is not paused. */
    boolean isFetching() {
        return !paused && progress.values().stream().anyMatch(partition -> !partition.isPaused());
    }

    PartitionProgress of(TopicPartition partition) {
        return progress.get(partition);
    }

    /** Records the positions after a poll. */
    void read(Map<TopicPartition, OffsetAndMetadata> next) {
        next.forEach((partition, offset) -> progress.get(partition).readUpTo(offset.offset()));
    }

    /** Continues at the earliest record of each partition whose next offset does not exist. */
    List<OffsetReset> resetOffsets(Map<TopicPartition, Long> missing) {
        List<OffsetReset> resets = new ArrayList<>();
        consumer.beginningOffsets(missing.keySet(), REQUEST_TIMEOUT).forEach((partition, first) -> {
            PartitionProgress before = progress.get(partition);
            if (first >= before.position()) {
                before.readUpTo(first);
            } else {
                // in-flight records of the deleted topic must not be committed for the new one
                PartitionProgress restarted = new PartitionProgress(first, NOT_COMMITTED);
                restarted.setPaused(before.isPaused());
                progress.put(partition, restarted);
            }
            consumer.seek(partition, first);
            resets.add(new OffsetReset(partition, missing.get(partition), first));
        });
        return resets;
    }

    /**
     * Pauses and resumes partitions.
     *
     * @param full true to pause all partitions
     * @param hasRoom true to resume them
     * @param maxUncommitted how far one partition may be read beyond its first record that is not done; it is resumed at half of that
     */
    void regulate(boolean full, boolean hasRoom, long maxUncommitted) {
        if (full && !paused) {
            paused = true;
            consumer.pause(progress.keySet());
        } else if (hasRoom && paused) {
            paused = false;
            consumer.resume(progress.keySet().stream()
                    .filter(partition -> !progress.get(partition).isPaused())
                    .toList());
        }
        for (Map.Entry<TopicPartition, PartitionProgress> each : progress.entrySet()) {
            PartitionProgress partition = each.getValue();
            if (!partition.isPaused() && partition.uncommitted() >= maxUncommitted) {
                partition.setPaused(true);
                consumer.pause(Set.of(each.getKey()));
            } else if (partition.isPaused() && partition.uncommitted() <= maxUncommitted / 2) {
                partition.setPaused(false);
                if (!paused) {
                    consumer.resume(Set.of(each.getKey()));
                }
            }
        }
    }

    /** Returns the offsets that are done but not committed. */
    Map<TopicPartition, OffsetAndMetadata> toCommit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        progress.forEach((partition, current) -> {
            if (current.needsCommit()) {
                offsets.put(partition, new OffsetAndMetadata(current.doneOffset(), topology));
            }
        });
        return offsets;
    }

    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            PartitionProgress current = progress.get(partition);
            if (current != null) {
                current.committed(offset.offset());
            }
        });
    }

    /** Returns the number of records that are not done, according to the last end offsets from the broker. */
    long lag() {
        long lag = 0;
        for (Map.Entry<TopicPartition, PartitionProgress> each : progress.entrySet()) {
            lag += consumer.currentLag(each.getKey()).orElse(0)
                    + each.getValue().uncommitted();
        }
        return lag;
    }
}
