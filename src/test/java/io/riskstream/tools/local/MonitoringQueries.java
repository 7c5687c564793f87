package io.riskstream.tools.local;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The queries in the monitoring files of {@code conf/}. */
final class MonitoringQueries {
    private static final Pattern METRIC = Pattern.compile("\\b(?:riskstream|storm)_[a-z_0-9]+(?:\\{[^}]*\\})?");
    /** Metrics that exist from the first such case on, or with the BatchSpout only. */
    private static final Set<String> ON_DEMAND = Set.of(
            "riskstream_rejections_total",
            "riskstream_stage_retries_total",
            "riskstream_offsets_lost_total",
            "riskstream_events_resent_total",
            "riskstream_inflight_events",
            "storm_failed_total");

    private MonitoringQueries() {}

    /** Returns the queries of the dashboard, with its variables replaced. */
    static List<String> ofDashboard() {
        List<String> queries = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/grafana/riskstream.json"))) {
            for (JsonElement panel :
                    JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("panels")) {
                if (panel.getAsJsonObject().has("targets")) {
                    panel.getAsJsonObject()
                            .getAsJsonArray("targets")
                            .forEach(target -> queries.add(target.getAsJsonObject()
                                    .get("expr")
                                    .getAsString()
                                    .replace("$__rate_interval", "1m")
                                    .replace("$topology", ".*")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return queries;
    }

    /** Returns the expressions of the alerts. */
    static List<String> ofAlerts() {
        List<String> queries = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/prometheus/alerts.yaml"))) {
            Map<?, ?> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            for (Object group : (List<?>) file.get("groups")) {
                for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                    queries.add(((Map<?, ?>) rule).get("expr").toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return queries;
    }

    /** Returns the metrics that the alerts read, each with its labels. */
    static Set<String> selectorsOfAlerts() {
        Set<String> selectors = new TreeSet<>();
        for (String query : ofAlerts()) {
            Matcher metric = METRIC.matcher(query);
            while (metric.find()) {
                selectors.add(metric.group());
            }
        }
        return selectors;
    }

    /** True if a query reads a metric that a healthy run of the flood pipeline need not have. */
    static boolean mayBeEmpty(String query) {
        return ON_DEMAND.stream().anyMatch(query::contains);
    }
}
