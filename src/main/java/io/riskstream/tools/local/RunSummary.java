package io.riskstream.tools.local;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import io.riskstream.tools.events.InputFileSummary;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of a run, written to {@code summary.json}.
 *
 * @param input the file of events; null if the events are simulated
 * @param read records that the broker acknowledged to the producer
 * @param lost records without an output
 * @param duplicates further outputs of the same origin; they count nowhere else
 * @param unevaluated for each rule, the scored events for which it could not be evaluated
 * @param shadow for each decision, the scored events by the decision of the shadow scorecard; empty if there is no shadow
 * @param latencyMs time from the event's Kafka timestamp to that of its score
 * @param eventsPerSecond records read, divided by the time from the first record sent to the last output
 * @param notStored with a store, the outputs that are not stored; null without one
 * @param enrichment the counts of the look-ups, of workers in this process
 * @param histories the counts of the histories by name, of workers in this process
 * @param components the counts of each bolt by its id, in which an underscore replaces each dot; of workers in this process
 * @param budget the steps of the events that exceeded the latency budget of their spout, by name; of workers in this process
 */
public record RunSummary(
        String pipeline,
        InputFileSummary input,
        long read,
        long scored,
        long rejected,
        long dropped,
        long lost,
        long duplicates,
        Map<String, Long> decisions,
        Map<String, Long> rejections,
        Map<String, Long> unevaluated,
        Map<String, Map<String, Long>> shadow,
        Latency latencyMs,
        double eventsPerSecond,
        Long notStored,
        LookupSummary enrichment,
        Map<String, HistorySummary> histories,
        Map<String, ComponentSummary> components,
        Map<String, BudgetStep> budget) {
    /** Latencies in milliseconds. */
    public record Latency(long p50, long p99, long max) {}

    static RunSummary of(
            String pipeline,
            Optional<InputFileSummary> input,
            DeliveryLedger.Totals totals,
            double seconds,
            OptionalLong notStored,
            RunMetrics metrics) {
        return new RunSummary(
                pipeline,
                input.orElse(null),
                totals.read(),
                totals.scored(),
                totals.rejected(),
                totals.dropped(),
                totals.lost(),
                totals.duplicates(),
                totals.decisions(),
                totals.rejections(),
                totals.unevaluated(),
                totals.shadow(),
                new Latency(totals.p50(), totals.p99(), totals.max()),
                Math.round(10 * totals.read() / Math.max(seconds, 0.001)) / 10.0,
                notStored.isPresent() ? notStored.getAsLong() : null,
                LookupSummary.of(metrics),
                HistorySummary.of(metrics),
                ComponentSummary.of(metrics),
                BudgetStep.of(metrics));
    }

    /** Returns the number of records in the file of events that have not become events in Kafka. */
    public long notSent() {
        return input == null ? 0 : input.notSent() + input.events() - read;
    }

    /** True if every event was sent and has an outcome, and every output is stored if there is a store. */
    public boolean isComplete() {
        return lost == 0 && notSent() == 0 && (notStored == null || notStored == 0);
    }

    /** Returns the summary as JSON, with names in snake case. */
    public String toJson() {
        return new GsonBuilder()
                .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(this);
    }
}
