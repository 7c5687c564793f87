package io.riskstream.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.tools.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a log of releases contains, and when each worker had reported that it has read an entry. All times are the broker's. */
final class ReleaseConfirmations {
    /**
     * An entry of the log.
     *
     * @param type {@code scorecard} or {@code release}
     * @param time when the broker appended it, in milliseconds since 1970
     */
    record Entry(long offset, String type, long time) {}

    private record Report(long offset, long time) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, List<Report>> workers = new LinkedHashMap<>();

    private ReleaseConfirmations() {}

    /**
     * Reads both topics.
     *
     * @param log the name of the topic of the log
     */
    static ReleaseConfirmations read(Map<String, Object> consumerProperties, String log) {
        ReleaseConfirmations confirmations = new ReleaseConfirmations();
        try (TopicReader reader = new TopicReader(consumerProperties)) {
            reader.read(log, confirmations::addEntry);
            reader.read(log + "-workers", confirmations::addReport);
        }
        return confirmations;
    }

    private static JsonObject json(ConsumerRecord<byte[], byte[]> message) {
        return JsonParser.parseString(new String(message.value(), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    private void addEntry(ConsumerRecord<byte[], byte[]> entry) {
        entries.add(new Entry(entry.offset(), json(entry).get("type").getAsString(), entry.timestamp()));
    }

    private void addReport(ConsumerRecord<byte[], byte[]> report) {
        // a worker that is closed deletes its report
        if (report.value() != null) {
            JsonObject json = json(report);
            workers.computeIfAbsent(json.get("worker").getAsString(), worker -> new ArrayList<>())
                    .add(new Report(json.get("offset").getAsLong(), report.timestamp()));
        }
    }

    /** Returns the entries from an offset on. */
    List<Entry> entriesFrom(long offset) {
        return entries.stream().filter(entry -> entry.offset() >= offset).toList();
    }

    /** Returns the offset of the next entry. */
    long end() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).offset() + 1;
    }

    /** Returns the offset that each worker had read when it reported for the first time, in the order of these reports. */
    List<Long> firstReports() {
        return workers.values().stream().map(reports -> reports.get(0).offset()).toList();
    }

    /**
     * Returns how long after an entry the last worker reported that it has read it, in milliseconds. Workers that started later do not count, and those that
     * never reported it had ended.
     *
     * @throws AssertionError if another number of workers reported it
     */
    long confirmedAfter(Entry entry, int expectedWorkers) {
        List<Long> times = workers.values().stream()
                .filter(reports -> reports.get(0).time() <= entry.time())
                .flatMap(reports -> firstFrom(entry, reports).stream())
                .toList();
        if (times.size() != expectedWorkers) {
            throw new AssertionError(times.size() + " workers reported " + entry + ": " + workers);
        }
        return times.stream().mapToLong(time -> time - entry.time()).max().orElseThrow();
    }

    private static Optional<Long> firstFrom(Entry entry, List<Report> reports) {
        return reports.stream()
                .filter(report -> report.offset() >= entry.offset())
                .map(Report::time)
                .findFirst();
    }
}
