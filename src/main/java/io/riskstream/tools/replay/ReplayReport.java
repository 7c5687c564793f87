package io.riskstream.tools.replay;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The counts of a replay. */
public final class ReplayReport {
    /** What a replay did with one dead letter. */
    public enum Result {
        /** Its original was sent, or would be sent in a dry run. */
        SENT("sent"),
        /** The filter does not select it, or it is beyond the limit. */
        NOT_SELECTED("not selected"),
        /** An earlier replay sent its original, or another dead letter of the same event came before it. */
        SENT_BEFORE("sent before"),
        /** The event has been replayed as many times as is allowed. */
        ATTEMPTS_USED("replayed the maximum number of times"),
        /** The event was dropped by a stage on purpose. */
        DROPPED("dropped on purpose, not rejected"),
        /** The event comes from a topic that the pipeline does not read. */
        OTHER_SOURCE("from a topic that the pipeline does not read"),
        /** The dead letter contains a part of the original, and the source topic no longer contains the original. */
        ORIGINAL_GONE("cut, and the original is no longer in its topic"),
        /** The record is not a dead letter of a pipeline. */
        NO_DEAD_LETTER("without the headers of a dead letter");

        private final String text;

        Result(String text) {
            this.text = text;
        }

        /** Returns the result in words. */
        public String text() {
            return text;
        }
    }

    private final Map<Result, Long> counts = new EnumMap<>(Result.class);
    private final SortedMap<String, Long> sentByCode = new TreeMap<>();
    private final SortedMap<String, Long> sentByTopic = new TreeMap<>();

    void add(Result result) {
        counts.merge(result, 1L, Long::sum);
    }

    void sent(DeadLetter letter, String topic) {
        add(Result.SENT);
        sentByCode.merge(letter.code(), 1L, Long::sum);
        sentByTopic.merge(topic, 1L, Long::sum);
    }

    /** Returns how many dead letters had this result. */
    public long count(Result result) {
        return counts.getOrDefault(result, 0L);
    }

    /** Returns how many records were read. */
    public long read() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how many originals were sent, by the code of their rejection. */
    public SortedMap<String, Long> sentByCode() {
        return Collections.unmodifiableSortedMap(sentByCode);
    }

    /** Returns how many originals were sent to each topic. */
    public SortedMap<String, Long> sentByTopic() {
        return Collections.unmodifiableSortedMap(sentByTopic);
    }
}
