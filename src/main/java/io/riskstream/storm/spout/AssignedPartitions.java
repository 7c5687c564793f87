package io.riskstream.storm.spout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

    /** How often unchanged offsets are committed again. The broker deletes an offset that is not committed for {@code offsets.retention.minutes}. */
    private static final long RENEW_NANOS = Duration.ofMinutes(10).toNanos();

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
    /** By topic: how many partitions it had when the group first read it. */
    private final Map<String, Integer> firstPartitions = new HashMap<>();

    private boolean initialized;
    private boolean paused;
    /** When to commit all offsets, also unchanged ones, in nanoseconds of the ticker. */
    private long renewAt;

    /**
     * Creates an object without partitions.
     *
     * @param topology the topology id that Storm assigned at its submission
     * @param now the present time, in nanoseconds of the ticker
     */
    AssignedPartitions(
            Consumer<byte[], byte[]> consumer,
            List<String> topics,
            Share share,
            StartFrom startFrom,
            String topology,
            long now) {
        this.consumer = consumer;
        this.topics = topics;
        this.share = share;
        this.startFrom = startFrom;
        this.topology = topology;
        this.renewAt = now;
    }

    /** Reads the partitions of the topics, assigns new ones and removes deleted ones. Returns the topics that do not exist. */
    List<String> refresh() {
        List<String> missing = new ArrayList<>();
        Set<TopicPartition> found = new LinkedHashSet<>();
        Set<TopicPartition> all = new LinkedHashSet<>();
        for (int i = 0; i < topics.size(); i++) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topics.get(i), REQUEST_TIMEOUT);
            if (partitions.isEmpty()) {
                missing.add(topics.get(i));
                firstPartitions.put(topics.get(i), 0); // if it is created, all of its records are new
            }
            for (PartitionInfo info : partitions) {
                TopicPartition partition = new TopicPartition(topics.get(i), info.partition());
                all.add(partition);
                if (share.contains(i, info.partition())) {
                    found.add(partition);
                }
            }
        }
        if (!initialized && !all.isEmpty()) {
            firstPartitions.putAll(countFirstPartitions(all));
        }
        if (!found.equals(progress.keySet())) {
            changeAssignment(found);
        }
        initialized = true;
        return missing;
    }

    /** Returns how many partitions each topic had when the group first read it: what a commit says, or the present number if there is none. */
    private Map<String, Integer> countFirstPartitions(Set<TopicPartition> all) {
        Map<String, Integer> present = new HashMap<>();
        Map<String, Integer> committed = new HashMap<>();
        consumer.committed(all, REQUEST_TIMEOUT).forEach((partition, commit) -> {
            if (commit != null && isContinued(commit)) {
                committed.merge(partition.topic(), CommitMetadata.of(commit).partitions(), Math::min);
            }
        });
        all.forEach(partition -> present.merge(partition.topic(), 1, Integer::sum));
        present.putAll(committed);
        return present;
    }

    /** True if reading continues at this commit. */
    private boolean isContinued(OffsetAndMetadata commit) {
        return startFrom == StartFrom.UNCOMMITTED_EARLIEST
                || startFrom == StartFrom.UNCOMMITTED_LATEST
                || topology.equals(CommitMetadata.of(commit).topology());
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

    private Map<TopicPartition, PartitionProgress> startProgress(Set<TopicPartition> added) {
        Map<TopicPartition, PartitionProgress> starts = new HashMap<>();
        consumer.committed(added, REQUEST_TIMEOUT).forEach((partition, commit) -> {
            if (commit != null && isContinued(commit)) {
                starts.put(partition, new PartitionProgress(commit.offset(), commit.offset()));
            }
        });
        Set<TopicPartition> atEnd = new LinkedHashSet<>();
        Set<TopicPartition> atBeginning = new LinkedHashSet<>();
        for (TopicPartition partition : added) {
            if (!starts.containsKey(partition)) {
                (startsAtEnd(partition) ? atEnd : atBeginning).add(partition);
            }
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (!atBeginning.isEmpty()) {
            offsets.putAll(consumer.beginningOffsets(atBeginning, REQUEST_TIMEOUT));
        }
        if (!atEnd.isEmpty()) {
            offsets.putAll(consumer.endOffsets(atEnd, REQUEST_TIMEOUT));
        }
        if (mayStartAtEnd() && !offsets.isEmpty()) {
            Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
            offsets.forEach((partition, offset) -> commits.put(partition, commit(partition, offset)));
            // otherwise a task that ends before its first commit would start at a later end
            consumer.commitSync(commits, REQUEST_TIMEOUT);
        }
        offsets.forEach((partition, start) -> starts.put(partition, new PartitionProgress(start, NOT_COMMITTED)));
        return starts;
    }

    /** A partition added after the group first read its topic is read from its beginning, because all of its records are new. */
    private boolean startsAtEnd(TopicPartition partition) {
        return mayStartAtEnd() && partition.partition() < firstPartitions.getOrDefault(partition.topic(), 0);
    }

    private boolean mayStartAtEnd() {
        return startFrom == StartFrom.UNCOMMITTED_LATEST || startFrom == StartFrom.LATEST;
    }

    private OffsetAndMetadata commit(TopicPartition partition, long offset) {
        int partitions = firstPartitions.getOrDefault(partition.topic(), 0);
        return new OffsetAndMetadata(offset, new CommitMetadata(topology, partitions).toString());
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

    /**
     * Returns the offsets to commit at this time: those that are done but not committed, and every ten minutes all of them. Otherwise the broker would delete
     * the offset of a partition without new records after a week, and a task that starts later would not know where to continue.
     */
    Map<TopicPartition, OffsetAndMetadata> toCommit(long now) {
        if (progress.isEmpty() || now - renewAt < 0) {
            return toCommit();
        }
        renewAt = now + RENEW_NANOS;
        return toCommit(partition -> true);
    }

    /** Returns the offsets that are done but not committed. */
    Map<TopicPartition, OffsetAndMetadata> toCommit() {
        return toCommit(PartitionProgress::isUncommitted);
    }

    private Map<TopicPartition, OffsetAndMetadata> toCommit(Predicate<PartitionProgress> included) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        progress.forEach((partition, current) -> {
            if (included.test(current)) {
                offsets.put(partition, commit(partition, current.doneOffset()));
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

    /** Returns the partitions that are not read on since the last call, because one of their records is not done, as sentences. */
    List<String> stuck() {
        List<String> stuck = new ArrayList<>();
        progress.forEach((partition, current) -> {
            if (current.checkIfStuck()) {
                stuck.add(partition + " is not read beyond offset " + current.position()
                        + ", because a record at or after offset " + current.doneOffset()
                        + " is not done (maxUncommitted)");
            }
        });
        return stuck;
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
