package io.riskstream.tools.local;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import java.util.Map;

/**
 * How a run ended; written to {@code summary.json}.
 *
 * @param read records that the broker acknowledged to the producer
 * @param lost records read of which nothing came out
 * @param duplicates outputs whose origin had come out before; they are counted nowhere else
 * @param latencyMs from the claim's Kafka timestamp to its score's
 * @param eventsPerSecond read, over the time from the first record sent to the last output
 * @param enrichment how the look-ups went, of workers in this process
 * @param components what each bolt took in, did and let out, by its id with an underscore for each dot; of workers in this process
 */
public record RunSummary(
        String pipeline,
        long read,
        long scored,
        long rejected,
        long dropped,
        long lost,
        long duplicates,
        Map<String, Long> decisions,
        Map<String, Long> rejections,
        Latency latencyMs,
        double eventsPerSecond,
        LookupSummary enrichment,
        Map<String, ComponentSummary> components) {
    /** Milliseconds. */
    public record Latency(long p50, long p99, long max) {}

    static RunSummary of(
            String pipeline,
            DeliveryLedger.Totals totals,
            double seconds,
            LookupSummary enrichment,
            Map<String, ComponentSummary> components) {
        return new RunSummary(
                pipeline,
                totals.read(),
                totals.scored(),
                totals.rejected(),
                totals.dropped(),
                totals.lost(),
                totals.duplicates(),
                totals.decisions(),
                totals.rejections(),
                new Latency(totals.p50(), totals.p99(), totals.max()),
                Math.round(10 * totals.read() / Math.max(seconds, 0.001)) / 10.0,
                enrichment,
                components);
    }

    /** As JSON, with names in snake case. */
    public String toJson() {
        return new GsonBuilder()
                .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(this);
    }
}
