package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import io.riskstream.event.Rejection;
import io.riskstream.event.Verdict;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.StageReport;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import io.riskstream.yaml.YamlSpan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes into a file of cases what came of them. Values alone are changed: what a case does not expect is not added, and comments and layout stay, but for
 * those of a list's elements that went. Where an event ends in another way than expected, all that the case expects is written anew.
 */
public final class CasesFileUpdate {
    private static final int LONGEST_LIST = 100;

    private final TextEdits edits;

    private CasesFileUpdate(CasesFile file) {
        this.edits = new TextEdits(file.source().text());
    }

    /** The file's text with what came of those cases that do not hold. */
    public static String of(CasesFile file, List<CaseResult> results) {
        CasesFileUpdate update = new CasesFileUpdate(file);
        results.stream().filter(result -> !result.holds()).forEach(update::write);
        String changed = update.edits.changed();
        CasesFile.read(
                new SourceFile(file.source().name(), changed)); // else this has broken it, and it shall not be kept
        return changed;
    }

    private void write(CaseResult result) {
        if (result.run().isEmpty() || EventOutcome.of(result.run().get()) == EventOutcome.STUCK) {
            return;
        }
        Expectation expected = result.ran().expected();
        PipelineResult run = result.run().get();
        boolean otherEnd =
                expected.end().filter(end -> end != EventOutcome.of(run)).isPresent();
        if (expected.isNone() || otherEnd) {
            writeAnew(result.ran(), run);
            return;
        }
        List<String> unmet = result.rows().stream()
                .filter(row -> !row.met())
                .map(ComparisonRow::name)
                .toList();
        expected.nodes().forEach((key, node) -> {
            if (key.equals(Expectation.FIELDS)) {
                writeFields(node, unmet, new FinalFields(run));
            } else if (unmet.contains(key)) {
                writeValue(key, node, run);
            }
        });
    }

    private void writeFields(YamlNode node, List<String> unmet, FinalFields came) {
        node.map().entries().forEach((path, value) -> {
            Optional<JsonElement> field = came.get(path);
            if (unmet.contains(path) && field.isPresent()) {
                edits.replace(value.span(), YamlScalar.of(field.get(), written(value)));
            }
        });
    }

    private void writeValue(String key, YamlNode node, PipelineResult run) {
        Optional<Verdict> verdict = run.verdict();
        switch (key) {
            case Expectation.DECISION ->
                verdict.ifPresent(came -> edits.replace(node.span(), YamlScalar.of(came.decision(), written(node))));
            case Expectation.SCORE -> verdict.ifPresent(came -> edits.replace(node.span(), score(came, written(node))));
            case Expectation.REASONS -> writeList(node, Expectation.reasons(verdict));
            case Expectation.DEGRADED ->
                writeList(node, verdict.map(Verdict::degraded).orElse(List.of()));
            case Expectation.UNEVALUATED ->
                writeList(node, verdict.map(Verdict::unevaluated).orElse(List.of()));
            case Expectation.REPORTS -> writeList(node, reports(run));
            case Expectation.TOPIC -> writeTopics(node, Expectation.topics(run));
            case Expectation.DROPPED ->
                run.dropReason().ifPresent(reason -> edits.replace(node.span(), YamlScalar.of(reason, written(node))));
            case Expectation.REJECTION -> writeRejections(node, run.rejections());
            default -> {} // that a field is there which should not be cannot be told by a value
        }
    }

    private String written(YamlNode node) {
        return edits.text().substring(node.span().from(), node.span().to());
    }

    /** With at most six decimals, unless more were written. */
    private static String score(Verdict came, String before) {
        BigDecimal score = BigDecimal.valueOf(came.score());
        int decimals = before.contains(".") ? Math.max(6, before.length() - before.indexOf('.') - 1) : 6;
        return Expectation.number(score.scale() > decimals ? score.setScale(decimals, RoundingMode.HALF_EVEN) : score);
    }

    private static List<String> reports(PipelineResult run) {
        return run.reports().stream().map(StageReport::code).distinct().toList();
    }

    private void writeTopics(YamlNode node, List<String> topics) {
        if (node.isList()) {
            writeList(node, topics);
        } else {
            edits.replace(
                    node.span(),
                    topics.size() == 1 ? YamlScalar.of(topics.get(0), written(node)) : YamlScalar.of(topics));
        }
    }

    private void writeRejections(YamlNode node, List<Rejection> came) {
        List<YamlNode> written = node.isList() ? node.list() : List.of(node);
        if (written.size() != came.size()) {
            replaceBlock(node, rejections(came));
            return;
        }
        for (int i = 0; i < came.size(); i++) {
            YamlMap one = written.get(i).map();
            Rejection rejection = came.get(i);
            writeText(one.get("code"), rejection.code());
            one.find("path").ifPresent(path -> writeText(path, rejection.path()));
        }
    }

    private void writeText(YamlNode node, String text) {
        if (!node.scalarText().orElse("").equals(text)) {
            edits.replace(node.span(), YamlScalar.of(text, written(node)));
        }
    }

    private static String rejections(List<Rejection> came) {
        String all = came.stream()
                .map(rejection -> "{code: " + YamlScalar.of(rejection.code()) + ", path: "
                        + YamlScalar.of(rejection.path()) + "}")
                .collect(Collectors.joining(", "));
        return came.size() == 1 ? all : "[" + all + "]";
    }

    /** In place of a block below its key: on the key's own line. */
    private void replaceBlock(YamlNode node, String value) {
        int from = node.span().from();
        while (Character.isWhitespace(edits.text().charAt(from - 1))) {
            from--;
        }
        boolean afterKey = edits.text().charAt(from - 1) == ':';
        // where a comment stands between the two, the value stays below the key
        edits.replace(
                new YamlSpan(afterKey ? from : node.span().from(), node.span().to()), (afterKey ? " " : "") + value);
    }

    /** A list in brackets is written anew; in one of a line each, elements that stay keep their line and the comments above it. */
    private void writeList(YamlNode node, List<String> came) {
        if (!node.isList() || node.isFlow()) {
            edits.replace(node.span(), YamlScalar.of(came));
            return;
        }
        if (came.isEmpty()) {
            replaceBlock(node, "[]");
            return;
        }
        List<YamlNode> elements = node.list();
        int from = edits.startOfLine(elements.get(0).span().from());
        String before = edits.text().substring(from, elements.get(0).span().from());
        Map<String, String> kept = new LinkedHashMap<>();
        int done = from;
        for (YamlNode element : elements) {
            int end = edits.endOfLine(element.span().to());
            kept.put(element.text(), edits.text().substring(done, end));
            done = Math.min(edits.text().length(), edits.text().indexOf('\n', end) + 1);
        }
        int to = edits.endOfLine(elements.get(elements.size() - 1).span().to());
        String lines = came.stream()
                .map(text -> kept.containsKey(text) ? kept.get(text) : before + YamlScalar.of(text))
                .collect(Collectors.joining("\n"));
        edits.replace(new YamlSpan(from, to), lines);
    }

    private void writeAnew(Case one, PipelineResult run) {
        List<String> lines = expectation(run, one.node().isFlow() ? Integer.MAX_VALUE : LONGEST_LIST);
        if (one.node().isFlow()) {
            writeFlow(one, "{" + String.join(", ", lines) + "}");
            return;
        }
        String indent = " ".repeat(one.node().column() - 1);
        String block = lines.stream().map(line -> "\n" + indent + "  " + line).collect(Collectors.joining());
        Optional<YamlNode> expect = one.node().map().find("expect");
        if (expect.isPresent()) {
            int from = expect.get().span().from();
            while (Character.isWhitespace(edits.text().charAt(from - 1))) {
                from--;
            }
            int to = Math.max(from, expect.get().span().to());
            boolean afterKey = edits.text().charAt(from - 1) == ':';
            edits.replace(
                    new YamlSpan(afterKey ? from : expect.get().span().from(), to), afterKey ? block : block.strip());
        } else {
            int end = edits.endOfLine(one.node().span().to());
            edits.replace(new YamlSpan(end, end), "\n" + indent + "expect:" + block);
        }
    }

    private void writeFlow(Case one, String expectation) {
        Optional<YamlNode> expect = one.node().map().find("expect");
        if (expect.isPresent()) {
            boolean empty = expect.get().span().from() >= expect.get().span().to();
            edits.replace(expect.get().span(), (empty ? " " : "") + expectation);
        } else {
            int end = one.node().span().to() - 1; // its bracket
            edits.replace(new YamlSpan(end, end), ", expect: " + expectation);
        }
    }

    /**
     * What an event came to, a line for each key.
     *
     * @param longest how long a list in brackets may be; a longer one has a line for each element
     */
    private static List<String> expectation(PipelineResult run, int longest) {
        List<String> lines = new ArrayList<>();
        switch (EventOutcome.of(run)) {
            case SCORED -> {
                Verdict verdict = run.verdict().orElseThrow();
                lines.add("decision: " + YamlScalar.of(verdict.decision()));
                lines.add("score: " + score(verdict, ""));
                List<String> reasons = Expectation.reasons(run.verdict());
                if (YamlScalar.of(reasons).length() <= longest) {
                    lines.add("reasons: " + YamlScalar.of(reasons));
                } else {
                    lines.add("reasons:");
                    reasons.forEach(reason -> lines.add("  - " + YamlScalar.of(reason)));
                }
                if (!verdict.unevaluated().isEmpty()) {
                    lines.add("unevaluated: " + YamlScalar.of(verdict.unevaluated()));
                }
            }
            case REJECTED -> lines.add("rejection: " + rejections(run.rejections()));
            case DROPPED ->
                lines.add("dropped: " + YamlScalar.of(run.dropReason().orElseThrow()));
            case PASSED, STUCK -> lines.add("topic: " + YamlScalar.of(Expectation.topics(run)));
        }
        if (!run.reports().isEmpty()) {
            lines.add("reports: " + YamlScalar.of(reports(run)));
        }
        return lines;
    }
}
