package io.riskstream.storm.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.storm.metrics.MetricFamily.Match;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricFamiliesTest {
    private static String shown(Optional<Match> match) {
        return match.map(m -> m.family().type().word() + " " + m.family().name()
                        + m.labels().stream()
                                .map(label -> " " + label.name() + "=" + label.value())
                                .collect(Collectors.joining()))
                .orElse("not published");
    }

    @ParameterizedTest
    @CsvSource({
        "events.passed, counter riskstream_events outcome=passed",
        "rejected.schema.required, counter riskstream_rejections code=schema.required",
        "received.claims.default, histogram riskstream_event_age_seconds source=claims from_stream=default",
        "parse-json.apply, histogram riskstream_stage_apply_seconds stage=parse-json",
        "enrich.county.late, counter riskstream_lookup_failures stage=enrich lookup=county reason=late",
        "history.policy.trimmed, counter riskstream_histories stage=history history=policy result=trimmed",
        "enrich.cache.entries, gauge riskstream_cache_records stage=enrich",
        "score.unevaluated.deep-water.old, counter riskstream_rules_unevaluated stage=score rule=deep-water.old",
        "score.shadow.unevaluated.deep, counter riskstream_shadow_rules_unevaluated stage=score rule=deep",
        "score.shadow.agreed, counter riskstream_shadow_decisions stage=score result=agreed",
        "redis.fetch, summary riskstream_store_fetch_seconds store=redis",
        "lag, gauge riskstream_lag_events",
        "kafkaOffset.my.claims/totalSpoutLag, gauge riskstream_lag_events topic=my.claims",
        "kafkaOffset.my.claims/partition_0/spoutLag, not published",
        "score.decided.refer, counter riskstream_decisions stage=score decision=refer",
        "budget.enrich.wait, histogram riskstream_budget_seconds step=enrich.wait",
        "slow.parse-to-publish.queue, counter riskstream_slow_events step=parse-to-publish.queue",
        "report-delay.late, counter riskstream_report_delay_late",
    })
    void namesTheMetricsOfStagesBoltsAndSpouts(String registered, String expected) {
        assertEquals(expected, shown(MetricFamilies.of(registered, "enrich", MetricType.COUNTER)));
    }

    @ParameterizedTest
    @CsvSource({
        "__execute-count-claims:default, counter storm_executed source=claims",
        "__emit-count-rejected, counter storm_emitted",
        "__execute-count-claims:default.m1_rate, not published",
        "__skipped-max-spout-ms, counter storm_skipped_max_spout_seconds",
        "receive-queue-population, counter storm_receive_queue_population",
    })
    void namesTheMetricsOfStormForAComponent(String registered, String expected) {
        assertEquals(expected, shown(MetricFamilies.of(registered, "parse", MetricType.COUNTER)));
    }

    @ParameterizedTest
    @CsvSource({
        "memory.heap.used, gauge storm_worker_memory_bytes area=heap kind=used",
        "memory.heap.usage, not published",
        "memory.pools.G1-Old-Gen.max, gauge storm_worker_memory_pool_bytes pool=G1-Old-Gen kind=max",
        "GC.G1-Young-Generation.time, counter storm_worker_gc_seconds collector=G1-Young-Generation",
        "threads.blocked.count, gauge storm_worker_threads_blocked",
        "worker-transfer-queue-population, gauge storm_worker_transfer_queue_population",
    })
    void namesTheMetricsOfAWorker(String registered, String expected) {
        assertEquals(expected, shown(MetricFamilies.of(registered, "__system", MetricType.GAUGE)));
    }

    @Test
    void namesNothingForAnEmptySegment() {
        assertEquals("counter riskstream_rejected", shown(MetricFamilies.of("rejected.", "parse", MetricType.COUNTER)));
    }
}
