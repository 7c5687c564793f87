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
 * What must come of an event. What is not named may be anything; but a rule that cannot be judged, and what a stage reports to whoever watches, are to be named.
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

    /** Expects nothing yet. */
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
        for (String word : List.of(DECISION, DROPPED)) {
            map.find(word).ifPresent(value -> expected.texts.put(word, List.of(value.text())));
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
            value.fault("an event is rejected for at least one reason");
        }
        for (YamlNode one : all) {
            YamlMap rejection = one.map("code", "path");
            // an empty path is the whole event
            Optional<String> path = rejection
                    .find("path")
                    .map(at -> at.scalarText().filter(String::isEmpty).orElseGet(at::text));
            rejections.add(new ExpectedRejection(rejection.get("code").text(), path));
        }
    }

    /** Whether nothing is expected, so that the case can only be filled in. */
    public boolean isNone() {
        return nodes.isEmpty();
    }

    /** The whole of it in the file; empty if the case has none. */
    Optional<YamlNode> node() {
        return node;
    }

    /** What is named in the file, by its key there. */
    Map<String, YamlNode> nodes() {
        return nodes;
    }

    /** How the event must end; empty if it may end in any way. */
    Optional<EventOutcome> end() {
        if (!rejections.isEmpty()) {
            return Optional.of(EventOutcome.REJECTED);
        } else if (texts.containsKey(DROPPED)) {
            return Optional.of(EventOutcome.DROPPED);
        }
        boolean scored = List.of(DECISION, SCORE, REASONS, DEGRADED, UNEVALUATED).stream()
                .anyMatch(texts::containsKey);
        return scored ? Optional.of(EventOutcome.SCORED) : Optional.empty();
    }

    /** Everything expected beside what came. */
    List<ComparisonRow> rows(PipelineResult run) {
        List<ComparisonRow> rows = new ArrayList<>();
        addEnd(run, rows);
        Optional<Verdict> verdict = run.verdict();
        find(DECISION)
                .ifPresent(word -> rows.add(ComparisonRow.of(
                        DECISION, word, List.of(verdict.map(Verdict::decision).orElse(NOTHING)))));
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

    /** Said only where it is another: the rest says it better. */
    private void addEnd(PipelineResult run, List<ComparisonRow> rows) {
        EventOutcome end = EventOutcome.of(run);
        Optional<EventOutcome> wanted = end();
        if (end == EventOutcome.STUCK || wanted.isPresent() && wanted.get() != end) {
            String expected =
                    wanted.map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse("an end");
            rows.add(new ComparisonRow("outcome", List.of(expected), List.of(end.told(run)), false));
        }
    }

    private static ComparisonRow score(String expected, Optional<Verdict> verdict) {
        if (verdict.isEmpty()) {
            return ComparisonRow.of(SCORE, expected, NOTHING);
        }
        BigDecimal wanted = new BigDecimal(expected);
        BigDecimal came = BigDecimal.valueOf(verdict.get().score());
        BigDecimal compared = wanted.scale() > 0 ? came.setScale(wanted.scale(), RoundingMode.HALF_EVEN) : came;
        return new ComparisonRow(SCORE, List.of(expected), List.of(number(came)), wanted.compareTo(compared) == 0);
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

    private void addUnlessNone(String key, List<String> came, List<ComparisonRow> rows) {
        List<String> expected = texts.getOrDefault(key, List.of());
        if (texts.containsKey(key) || !came.isEmpty()) {
            rows.add(ComparisonRow.of(key, expected, came));
        }
    }

    private void addFields(FinalFields came, List<ComparisonRow> rows) {
        fields.forEach((path, expected) -> {
            Optional<JsonElement> value = came.get(path);
            String shown = value.map(JsonElement::toString)
                    .orElseGet(() -> came.unknown(path).orElse("absent"));
            rows.add(new ComparisonRow(
                    path,
                    List.of(expected.toString()),
                    List.of(shown),
                    value.filter(actual -> FinalFields.same(expected, actual)).isPresent()));
        });
        find(ABSENT).orElse(List.of()).forEach(path -> {
            String shown = came.get(path)
                    .map(JsonElement::toString)
                    .or(() -> came.unknown(path))
                    .orElse("absent");
            rows.add(ComparisonRow.of(path, "absent", shown));
        });
    }

    private ComparisonRow rejection(List<Rejection> came) {
        boolean met = came.size() == rejections.size();
        for (int i = 0; met && i < came.size(); i++) {
            met = rejections.get(i).holdsFor(came.get(i));
        }
        return new ComparisonRow(
                REJECTION,
                rejections.stream().map(ExpectedRejection::shown).toList(),
                came.stream().map(ExpectedRejection::shown).toList(),
                met);
    }
}
