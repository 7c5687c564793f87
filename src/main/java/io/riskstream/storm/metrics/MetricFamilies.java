package io.riskstream.storm.metrics;

import io.riskstream.storm.metrics.MetricFamily.Form;
import io.riskstream.storm.metrics.MetricFamily.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Translates the names under which stages, bolts and spouts register metrics into families with labels. A metric that no form recognizes, such as one
 * of a stage of your own, becomes a family of its own.
 */
final class MetricFamilies {
    private static final double NANOS = 1e-9;
    private static final double MILLIS = 1e-3;
    private static final String OWN = "riskstream_";

    private static final String KAFKA_OFFSETS = "kafkaOffset.";
    private static final String TOTAL_LAG = "/totalSpoutLag";
    private static final MetricFamily LAG = new MetricFamily(
            OWN + "lag_events", MetricType.GAUGE, "Records in the topics of a spout that are not completed.", 1);

    private static final List<Form> FORMS = forms();

    private MetricFamilies() {}

    private static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        // latency budgets; before the stages, because the last label takes what remains
        add(
                forms,
                "budget.{step}",
                "budget_seconds",
                MetricType.HISTOGRAM,
                "Time by step of the events that exceeded the latency budget of their spout.",
                NANOS);
        add(
                forms,
                "slow.{step}",
                "slow_events",
                MetricType.COUNTER,
                "Events that exceeded the latency budget of their spout, by the step that took the most of their time.");
        // bolts
        add(
                forms,
                "events.{passed|rejected|dropped:outcome}",
                "events",
                MetricType.COUNTER,
                "Events that left the stages of a bolt.");
        add(
                forms,
                "rejected.{code}",
                "rejections",
                MetricType.COUNTER,
                "Rejections by code. An event can have several.");
        add(
                forms,
                "received.{source}.{from_stream}",
                "event_age_seconds",
                MetricType.HISTOGRAM,
                "Age of the events that arrived at a bolt, since their Kafka timestamp; for a batch, the age of its first event.",
                MILLIS);
        add(
                forms,
                "held",
                "inputs_held",
                MetricType.GAUGE,
                "Tuples that a bolt has received and not yet acknowledged.");
        // stages
        add(
                forms,
                "{stage}.apply",
                "stage_apply_seconds",
                MetricType.HISTOGRAM,
                "Time of a stage on the bolt's thread per event.",
                NANOS);
        add(
                forms,
                "{stage}.wait",
                "stage_wait_seconds",
                MetricType.HISTOGRAM,
                "Time until a later outcome of a stage, such as an answer of Redis or an acknowledgement of Kafka.",
                NANOS);
        add(
                forms,
                "{stage}.retries",
                "stage_retries",
                MetricType.COUNTER,
                "How often a stage was applied to an event again.");
        // look-ups
        add(
                forms,
                "{stage}.cache.entries",
                "cache_records",
                MetricType.GAUGE,
                "Records in the near-cache of a worker.");
        add(
                forms,
                "{stage}.cache.bytes",
                "cache_bytes",
                MetricType.GAUGE,
                "Heap that the records in the near-cache of a worker take, estimated.");
        add(
                forms,
                "{stage}.cache.{evictions|invalidations:reason}",
                "cache_removals",
                MetricType.COUNTER,
                "Records removed from the near-cache.");
        add(
                forms,
                "{stage}.{lookup}.{hits|misses|joined:result}",
                "lookups",
                MetricType.COUNTER,
                "Look-ups by where the record came from: the near-cache, a fetch of its own, or the fetch of another event.");
        add(
                forms,
                "{stage}.{lookup}.{absent|unkeyed|unusable|stale:state}",
                "lookup_records",
                MetricType.COUNTER,
                "Look-ups by the state of the record.");
        add(
                forms,
                "{stage}.{lookup}.{errors|late:reason}",
                "lookup_failures",
                MetricType.COUNTER,
                "Look-ups without an answer in time.");
        add(
                forms,
                "{stage}.{history}.{appended|truncated|trimmed:result}",
                "histories",
                MetricType.COUNTER,
                "Events sent to a history, events whose features are lower bounds, and histories from which entries were removed.");
        // scores
        add(
                forms,
                "{stage}.shadow.unevaluated.{rule}",
                "shadow_rules_unevaluated",
                MetricType.COUNTER,
                "How often a rule of the shadow scorecard could not be evaluated.");
        add(
                forms,
                "{stage}.shadow.{agreed|differed:result}",
                "shadow_decisions",
                MetricType.COUNTER,
                "Decisions of the shadow scorecard, compared with the decisions made.");
        add(
                forms,
                "{stage}.unevaluated.{rule}",
                "rules_unevaluated",
                MetricType.COUNTER,
                "How often a rule could not be evaluated.");
        add(forms, "{stage}.decided.{decision}", "decisions", MetricType.COUNTER, "Decisions made.");
        // spouts
        forms.add(new Form("lag", LAG));
        add(
                forms,
                "inflight.events",
                "inflight_events",
                MetricType.GAUGE,
                "Events that a spout has read and that are not completed.");
        add(
                forms,
                "inflight.bytes",
                "inflight_bytes",
                MetricType.GAUGE,
                "Bytes of the events that a spout has read and that are not completed.");
        add(forms, "inflight.retrying", "inflight_retrying", MetricType.GAUGE, "Events that wait to be sent again.");
        add(
                forms,
                "inflight.overdue",
                "inflight_overdue",
                MetricType.GAUGE,
                "Events that are probably lost, because later ones are completed. They are sent again after their time-out.");
        add(forms, "resent", "events_resent", MetricType.COUNTER, "Events that failed and were sent again.");
        add(
                forms,
                "lost",
                "offsets_lost",
                MetricType.COUNTER,
                "Offsets whose records Kafka deleted before they were read.");
        // stores
        // releases of scorecards
        add(
                forms,
                "releases.offset",
                "releases_offset",
                MetricType.GAUGE,
                "Last entry of the log of releases that a worker has read.");
        add(
                forms,
                "releases.refused",
                "releases_refused",
                MetricType.COUNTER,
                "Entries of the log of releases that a worker refused.");
        add(forms, "{store}.fetch", "store_fetch_seconds", MetricType.SUMMARY, "Round trips to a store.", NANOS);
        add(forms, "{store}.batches", "store_round_trips", MetricType.COUNTER, "Round trips to a store.");
        add(forms, "{store}.keys", "store_keys", MetricType.COUNTER, "Records requested from a store.");
        add(
                forms,
                "{store}.invalidations",
                "store_invalidations",
                MetricType.COUNTER,
                "Keys in invalidation messages of a store.");
        add(
                forms,
                "{store}.flushes",
                "store_flushes",
                MetricType.COUNTER,
                "How often all cached records of a store became invalid, because its changes could not be reported.");
        add(
                forms,
                "{store}.statement",
                "store_statement_seconds",
                MetricType.HISTOGRAM,
                "Statements of a database.",
                NANOS);
        add(
                forms,
                "{store}.rows",
                "store_rows",
                MetricType.COUNTER,
                "Rows that a database has stored, or had already.");
        add(forms, "{store}.refused", "store_rows_refused", MetricType.COUNTER, "Rows that a database cannot store.");
        add(forms, "{store}.connections", "store_connections", MetricType.COUNTER, "Connections made to a database.");
        add(
                forms,
                "{store}.waiting",
                "store_rows_waiting",
                MetricType.GAUGE,
                "Rows that wait to be written to a database.");
        add(forms, "{store}.down", "store_servers_down", MetricType.GAUGE, "Servers with an open circuit breaker.");
        add(
                forms,
                "{store}.tracked",
                "store_servers_tracked",
                MetricType.GAUGE,
                "Servers that report changes of their records.");
        return forms;
    }

    private static void add(List<Form> forms, String form, String name, MetricType type, String help) {
        add(forms, form, name, type, help, 1);
    }

    private static void add(List<Form> forms, String form, String name, MetricType type, String help, double unit) {
        forms.add(new Form(form, new MetricFamily(OWN + name, type, help, unit)));
    }

    /**
     * Returns the family and the labels of a metric; empty if the metric is not published.
     *
     * @param name the name under which it was registered
     * @param component the component whose task registered it
     * @param type the type of the metric if no form recognizes its name
     */
    static Optional<Match> of(String name, String component, MetricType type) {
        if (StormFamilies.areOfStorm(name, component)) {
            return StormFamilies.of(name, type);
        }
        if (name.startsWith(KAFKA_OFFSETS)) {
            return kafkaOffsets(name);
        }
        for (Form form : FORMS) {
            Optional<Match> match = form.match(name);
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.of(new Match(MetricFamily.ofOneMetric(OWN, name, type), List.of()));
    }

    /**
     * Returns the lag that a KafkaSpout registers for each topic. Its other metrics are left out: to read one asks the broker, and there are several for
     * each partition.
     */
    private static Optional<Match> kafkaOffsets(String name) {
        if (!name.endsWith(TOTAL_LAG)) {
            return Optional.empty();
        }
        String topic = name.substring(KAFKA_OFFSETS.length(), name.length() - TOTAL_LAG.length());
        return Optional.of(new Match(LAG, List.of(new MetricFamily.Label("topic", topic))));
    }
}
