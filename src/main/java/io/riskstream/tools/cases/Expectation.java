package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import io.riskstream.event.Reason;
import io.riskstream.event.Rejection;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Message;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.StageReport;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The expected result of an event. A value that is not listed may be anything, except that unevaluated rules and the reports of stages must be
 * listed.
 */
public final class Expectation {
    static final String DECISION = "decision";
    static final String SCORE = "score";
    static final String REASONS = "reasons";
    static final String DEGRADED = "degraded";
    static final String UNEVALUATED = "unevaluated";
    static final String FIELDS = "fields";
    static final String ABSENT = "absent";
    static final String REJECTION = "rejection";
    static final String DROPPED = "dropped";
    static final String TOPIC = "topic";
    static final String REPORTS = "reports";

    /** Expects nothing. */
    static final Expectation NONE = new Expectation(Optional.empty());

    private static final String NOTHING = "-";

    private final Optional<YamlNode> node;
    private final Map<String, YamlNode> nodes;
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final Map<String, JsonElement> fields = new LinkedHashMap<>();
    private final List<ExpectedRejection> rejections = new ArrayList<>();

    private Expectation(Optional<YamlNode> node) {
        this.node = node;
        this.nodes = node.map(map -> map.map().entries()).orElse(Map.of());
    }

    static Expectation read(YamlNode node) {
        YamlMap map = node.map(
                DECISION, SCORE, REASONS, DEGRADED, UNEVALUATED, FIELDS, ABSENT, REJECTION, DROPPED, TOPIC, REPORTS);
        Expectation expected = new Expectation(Optional.of(node));
        for (String key : List.of(DECISION, DROPPED)) {
            map.find(key).ifPresent(value -> expected.texts.put(key, List.of(value.text())));
        }
        map.find(SCORE).ifPresent(value -> {
            value.number();
            expected.texts.put(SCORE, List.of(value.scalarText().orElse("0")));
        });
        for (String list : List.of(REASONS, DEGRADED, UNEVALUATED, ABSENT, REPORTS)) {
            map.find(list).ifPresent(value -> expected.texts.put(list, texts(value)));
        }
        map.find(TOPIC)
                .ifPresent(value -> expected.texts.put(TOPIC, value.isList() ? texts(value) : List.of(value.text())));
        map.find(FIELDS).ifPresent(value -> value.map()
                .entries()
                .forEach((path, field) -> expected.fields.put(path, YamlToJson.of(field))));
        map.find(REJECTION).ifPresent(expected::readRejections);
        return expected;
    }

    private static List<String> texts(YamlNode list) {
        return list.list().stream().map(YamlNode::text).toList();
    }

    private void readRejections(YamlNode value) {
        List<YamlNode> all = value.isList() ? value.list() : List.of(value);
        if (all.isEmpty()) {
            value.addProblem("expected at least one rejection");
        }
        for (YamlNode element : all) {
            YamlMap rejection = element.map("code", "path");
            // an empty path means the whole event
            Optional<String> path = rejection
                    .find("path")
                    .map(text -> text.scalarText().filter(String::isEmpty).orElseGet(text::text));
            rejections.add(new ExpectedRejection(rejection.get("code").text(), path));
        }
    }

    /** True if nothing is expected, because the case is not complete yet. */
    public boolean isNone() {
        return nodes.isEmpty();
    }

    /** Returns the node of the expectation in the file; empty if the case has none. */
    Optional<YamlNode> node() {
        return node;
    }

    /** Returns the expected values in the file by key. */
    Map<String, YamlNode> nodes() {
        return nodes;
    }

    /** Returns the expected kind of outcome; empty if any kind is allowed. */
    Optional<EventOutcome> outcome() {
        if (!rejections.isEmpty()) {
            return Optional.of(EventOutcome.REJECTED);
        } else if (texts.containsKey(DROPPED)) {
            return Optional.of(EventOutcome.DROPPED);
        }
        boolean scored = List.of(DECISION, SCORE, REASONS, DEGRADED, UNEVALUATED).stream()
                .anyMatch(texts::containsKey);
        return scored ? Optional.of(EventOutcome.SCORED) : Optional.empty();
    }

    /** Returns the expected values with the actual ones. */
    List<ComparisonRow> rows(PipelineResult run) {
        List<ComparisonRow> rows = new ArrayList<>();
        addOutcome(run, rows);
        Optional<Verdict> verdict = run.verdict();
        find(DECISION)
                .ifPresent(decision -> rows.add(ComparisonRow.of(
                        DECISION,
                        decision,
                        List.of(verdict.map(Verdict::decision).orElse(NOTHING)))));
        find(SCORE).ifPresent(number -> rows.add(score(number.get(0), verdict)));
        find(REASONS).ifPresent(codes -> rows.add(ComparisonRow.of(REASONS, codes, reasons(verdict))));
        find(DEGRADED)
                .ifPresent(names -> rows.add(ComparisonRow.of(
                        DEGRADED, names, verdict.map(Verdict::degraded).orElse(List.of()))));
        addUnlessNone(UNEVALUATED, verdict.map(Verdict::unevaluated).orElse(List.of()), rows);
        addFields(new FinalFields(run), rows);
        if (!rejections.isEmpty()) {
            rows.add(rejection(run.rejections()));
        }
        find(DROPPED)
                .ifPresent(reason -> rows.add(ComparisonRow.of(
                        DROPPED, reason, List.of(run.dropReason().orElse(NOTHING)))));
        find(TOPIC).ifPresent(topics -> rows.add(ComparisonRow.of(TOPIC, topics, topics(run))));
        addUnlessNone(
                REPORTS,
                run.reports().stream().map(StageReport::code).distinct().toList(),
                rows);
        return rows;
    }

    private Optional<List<String>> find(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    /** Adds a row only if the outcome is of another kind than expected; otherwise the other rows show the difference. */
    private void addOutcome(PipelineResult run, List<ComparisonRow> rows) {
        EventOutcome actual = EventOutcome.of(run);
        Optional<EventOutcome> expected = outcome();
        if (actual == EventOutcome.NEVER_COMPLETES || expected.isPresent() && expected.get() != actual) {
            String name =
                    expected.map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse("completes");
            rows.add(new ComparisonRow("outcome", List.of(name), List.of(actual.describe(run)), false));
        }
    }

    private static ComparisonRow score(String expected, Optional<Verdict> verdict) {
        if (verdict.isEmpty()) {
            return ComparisonRow.of(SCORE, expected, NOTHING);
        }
        BigDecimal number = new BigDecimal(expected);
        BigDecimal actual = BigDecimal.valueOf(verdict.get().score());
        BigDecimal compared = number.scale() > 0 ? actual.setScale(number.scale(), RoundingMode.HALF_EVEN) : actual;
        return new ComparisonRow(SCORE, List.of(expected), List.of(number(actual)), number.compareTo(compared) == 0);
    }

    static String number(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    static List<String> reasons(Optional<Verdict> verdict) {
        return verdict.map(Verdict::reasons).orElse(List.of()).stream()
                .map(Reason::code)
                .toList();
    }

    static List<String> topics(PipelineResult run) {
        return run.messages().stream().map(Message::topic).toList();
    }

    private void addUnlessNone(String key, List<String> actual, List<ComparisonRow> rows) {
        List<String> expected = texts.getOrDefault(key, List.of());
        if (texts.containsKey(key) || !actual.isEmpty()) {
            rows.add(ComparisonRow.of(key, expected, actual));
        }
    }

    private void addFields(FinalFields actual, List<ComparisonRow> rows) {
        fields.forEach((path, expected) -> {
            Optional<JsonElement> value = actual.get(path);
            String shown = value.map(JsonElement::toString)
                    .orElseGet(() -> actual.unknown(path).orElse("absent"));
            rows.add(new ComparisonRow(
                    path,
                    List.of(expected.toString()),
                    List.of(shown),
                    value.filter(json -> FinalFields.same(expected, json)).isPresent()));
        });
        find(ABSENT).orElse(List.of()).forEach(path -> {
            String shown = actual.get(path)
                    .map(JsonElement::toString)
                    .or(() -> actual.unknown(path))
                    .orElse("absent");
            rows.add(ComparisonRow.of(path, "absent", shown));
        });
    }

    private ComparisonRow rejection(List<Rejection> actual) {
        boolean met = actual.size() == rejections.size();
        for (int i = 0; met && i < actual.size(); i++) {
            met = rejections.get(i).matches(actual.get(i));
        }
        return new ComparisonRow(
                REJECTION,
                rejections.stream().map(ExpectedRejection::shown).toList(),
                actual.stream().map(ExpectedRejection::shown).toList(),
                met);
    }
}
