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
 * The partitions that one task reads: found, begun at the right place, paused, committed. A partition is taken on whole or not at all, so that a
 * broker that goes away meanwhile leaves nothing half done.
 */
final class AssignedPartitions {
    /** How long to wait for an answer about partitions and offsets. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long NOT_COMMITTED = -1;

    /**
     * Which partitions are a task's: a matter of their numbers alone, so that none changes its task when others are added.
     *
     * @param task the task's number among the spout's, from 0
     */
    record Share(int task, int tasks) {
        boolean has(int topic, int partition) {
            return (topic + partition) % tasks == task;
        }
    }

    /** What becomes of a partition whose next offset is not there. */
    record Jump(TopicPartition partition, long from, long to) {
        /** How many records were deleted unread; none if the topic was made anew or cut at its end. */
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
    private boolean begun;
    private boolean held;

    /**
     * No partitions yet.
     *
     * @param topology the id that Storm gave the topology when it was submitted
     */
    AssignedPartitions(
            Consumer<byte[], byte[]> consumer, List<String> topics, Share share, StartFrom startFrom, String topology) {
        this.consumer = consumer;
        this.topics = topics;
        this.share = share;
        this.startFrom = startFrom;
        this.topology = topology;
    }

    /** Looks for partitions, takes on new ones and lets go of those that are no more. Answers the topics that are not there. */
    List<String> look() {
        List<String> missing = new ArrayList<>();
        Set<TopicPartition> found = new LinkedHashSet<>();
        for (int i = 0; i < topics.size(); i++) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topics.get(i), PATIENCE);
            if (partitions.isEmpty()) {
                missing.add(topics.get(i));
            }
            for (PartitionInfo partition : partitions) {
                if (share.has(i, partition.partition())) {
                    found.add(new TopicPartition(topics.get(i), partition.partition()));
                }
            }
        }
        if (!found.equals(progress.keySet())) {
            change(found);
        }
        begun = true;
        return missing;
    }

    private void change(Set<TopicPartition> found) {
        Set<TopicPartition> fresh = new LinkedHashSet<>(found);
        fresh.removeAll(progress.keySet());
        Map<TopicPartition, PartitionProgress> placed = fresh.isEmpty() ? Map.of() : place(fresh);
        progress.keySet().retainAll(found);
        progress.putAll(placed);
        consumer.assign(List.copyOf(progress.keySet()));
        placed.forEach((partition, begins) -> consumer.seek(partition, begins.position()));
        if (held) {
            consumer.pause(placed.keySet());
        }
    }

    /** Where each begins. A partition that comes up while the spout runs is read from its beginning: all of it is new. */
    private Map<TopicPartition, PartitionProgress> place(Set<TopicPartition> fresh) {
        boolean goesOn = startFrom == StartFrom.UNCOMMITTED_EARLIEST || startFrom == StartFrom.UNCOMMITTED_LATEST;
        boolean atEnd = !begun && (startFrom == StartFrom.UNCOMMITTED_LATEST || startFrom == StartFrom.LATEST);
        Map<TopicPartition, PartitionProgress> placed = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(fresh, PATIENCE);
        for (TopicPartition partition : fresh) {
            OffsetAndMetadata last = committed.get(partition);
            if (last != null && (goesOn || topology.equals(last.metadata()))) {
                placed.put(partition, new PartitionProgress(last.offset(), last.offset()));
            }
        }
        Set<TopicPartition> others = new LinkedHashSet<>(fresh);
        others.removeAll(placed.keySet());
        if (!others.isEmpty()) {
            Map<TopicPartition, Long> starts =
                    atEnd ? consumer.endOffsets(others, PATIENCE) : consumer.beginningOffsets(others, PATIENCE);
            starts.forEach((partition, start) -> placed.put(partition, new PartitionProgress(start, NOT_COMMITTED)));
        }
        return placed;
    }

    boolean none() {
        return progress.isEmpty();
    }

    /** Whether records are asked for: some partition is not paused. */
    boolean reading() {
        return !held && progress.values().stream().anyMatch(partition -> !partition.held());
    }

    PartitionProgress of(TopicPartition partition) {
        return progress.get(partition);
    }

    /** Notes how far a poll went. */
    void read(Map<TopicPartition, OffsetAndMetadata> next) {
        next.forEach((partition, offset) -> progress.get(partition).readUpTo(offset.offset()));
    }

    /** Goes on at the earliest record that there is, where those at these offsets are not there. */
    List<Jump> jump(Map<TopicPartition, Long> missing) {
        List<Jump> jumps = new ArrayList<>();
        consumer.beginningOffsets(missing.keySet(), PATIENCE).forEach((partition, first) -> {
            PartitionProgress before = progress.get(partition);
            if (first >= before.position()) {
                before.readUpTo(first);
            } else {
                // what is under way of the records before this one was made anew must not be committed any more
                PartitionProgress anew = new PartitionProgress(first, NOT_COMMITTED);
                anew.hold(before.held());
                progress.put(partition, anew);
            }
            consumer.seek(partition, first);
            jumps.add(new Jump(partition, missing.get(partition), first));
        });
        return jumps;
    }

    /**
     * Pauses and resumes.
     *
     * @param full whether no more shall be read at all
     * @param roomy whether all may be read again
     * @param maxAhead how far one partition may be read beyond what is done without a gap; it is resumed at half of that
     */
    void regulate(boolean full, boolean roomy, long maxAhead) {
        if (full && !held) {
            held = true;
            consumer.pause(progress.keySet());
        } else if (roomy && held) {
            held = false;
            consumer.resume(progress.keySet().stream()
                    .filter(partition -> !progress.get(partition).held())
                    .toList());
        }
        for (Map.Entry<TopicPartition, PartitionProgress> each : progress.entrySet()) {
            PartitionProgress partition = each.getValue();
            if (!partition.held() && partition.ahead() >= maxAhead) {
                partition.hold(true);
                consumer.pause(Set.of(each.getKey()));
            } else if (partition.held() && partition.ahead() <= maxAhead / 2) {
                partition.hold(false);
                if (!held) {
                    consumer.resume(Set.of(each.getKey()));
                }
            }
        }
    }

    /** What is done and not committed. */
    Map<TopicPartition, OffsetAndMetadata> toCommit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        progress.forEach((partition, of) -> {
            if (of.toCommit()) {
                offsets.put(partition, new OffsetAndMetadata(of.done(), topology));
            }
        });
        return offsets;
    }

    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            PartitionProgress of = progress.get(partition);
            if (of != null) {
                of.committed(offset.offset());
            }
        });
    }

    /** How many records of these partitions are not done, as far as the broker has told of them. */
    long lag() {
        long lag = 0;
        for (Map.Entry<TopicPartition, PartitionProgress> each : progress.entrySet()) {
            lag += consumer.currentLag(each.getKey()).orElse(0)
                    + each.getValue().ahead();
        }
        return lag;
    }
}
