package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import io.riskstream.event.Rejection;
import io.riskstream.event.Verdict;
import io.riskstream.testing.PipelineResult;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import io.riskstream.yaml.YamlSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes the actual values of cases into their file. Only values are changed: values that a case does not expect are not added, and comments and
 * layout stay, except those of removed list elements. If the outcome of an event is of another kind than expected, the whole expectation is
 * replaced.
 */
public final class CasesFileUpdate {
    private static final int MAX_LIST_LENGTH = 100;

    private final TextEdits edits;

    private CasesFileUpdate(CasesFile file) {
        this.edits = new TextEdits(file.source().text());
    }

    /** Returns the text of the file with the actual values of the cases that do not hold. */
    public static String of(CasesFile file, List<CaseResult> results) {
        CasesFileUpdate update = new CasesFileUpdate(file);
        results.stream().filter(result -> !result.holds()).forEach(update::write);
        String changed = update.edits.changed();
        CasesFile.read(new SourceFile(file.source().name(), changed)); // fails if the update has made the file invalid
        return changed;
    }

    private void write(CaseResult result) {
        if (result.run().isEmpty() || EventOutcome.of(result.run().get()) == EventOutcome.NEVER_COMPLETES) {
            return;
        }
        Expectation expected = result.ran().expected();
        PipelineResult run = result.run().get();
        boolean otherOutcome =
                expected.outcome().filter(kind -> kind != EventOutcome.of(run)).isPresent();
        if (expected.isNone() || otherOutcome) {
            replaceExpectation(result.ran(), run);
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

    private void writeFields(YamlNode node, List<String> unmet, FinalFields actual) {
        node.map().entries().forEach((path, value) -> {
            Optional<JsonElement> field = actual.get(path);
            if (unmet.contains(path) && field.isPresent()) {
                edits.replace(value.span(), YamlScalar.of(field.get(), written(value)));
            }
        });
    }

    private void writeValue(String key, YamlNode node, PipelineResult run) {
        Optional<Verdict> verdict = run.verdict();
        switch (key) {
            case Expectation.DECISION ->
                verdict.ifPresent(
                        actual -> edits.replace(node.span(), YamlScalar.of(actual.decision(), written(node))));
            case Expectation.SCORE ->
                verdict.ifPresent(actual -> edits.replace(node.span(), ActualResult.score(actual, written(node))));
            case Expectation.REASONS -> writeList(node, Expectation.reasons(verdict));
            case Expectation.DEGRADED ->
                writeList(node, verdict.map(Verdict::degraded).orElse(List.of()));
            case Expectation.UNEVALUATED ->
                writeList(node, verdict.map(Verdict::unevaluated).orElse(List.of()));
            case Expectation.REPORTS -> writeList(node, ActualResult.reports(run));
            case Expectation.TOPIC -> writeTopics(node, Expectation.topics(run));
            case Expectation.DROPPED ->
                run.dropReason().ifPresent(reason -> edits.replace(node.span(), YamlScalar.of(reason, written(node))));
            case Expectation.REJECTION -> writeRejections(node, run.rejections());
            default -> {} // an expected absence has no value to write
        }
    }

    private String written(YamlNode node) {
        return edits.text().substring(node.span().from(), node.span().to());
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

    private void writeRejections(YamlNode node, List<Rejection> actual) {
        List<YamlNode> written = node.isList() ? node.list() : List.of(node);
        if (written.size() != actual.size()) {
            replaceBlock(node, ActualResult.rejections(actual));
            return;
        }
        for (int i = 0; i < actual.size(); i++) {
            YamlMap map = written.get(i).map();
            Rejection rejection = actual.get(i);
            writeText(map.get("code"), rejection.code());
            map.find("path").ifPresent(path -> writeText(path, rejection.path()));
        }
    }

    private void writeText(YamlNode node, String text) {
        if (!node.scalarText().orElse("").equals(text)) {
            edits.replace(node.span(), YamlScalar.of(text, written(node)));
        }
    }

    /** Replaces a block below its key with a value on the line of the key. */
    private void replaceBlock(YamlNode node, String value) {
        int from = node.span().from();
        while (Character.isWhitespace(edits.text().charAt(from - 1))) {
            from--;
        }
        boolean afterKey = edits.text().charAt(from - 1) == ':';
        // with a comment between the two, the value stays below the key
        edits.replace(
                new YamlSpan(afterKey ? from : node.span().from(), node.span().to()), (afterKey ? " " : "") + value);
    }

    /** Replaces a list in brackets. In a list with one element per line, remaining elements keep their line and the comments above it. */
    private void writeList(YamlNode node, List<String> actual) {
        if (!node.isList() || node.isFlow()) {
            edits.replace(node.span(), YamlScalar.of(actual));
            return;
        }
        if (actual.isEmpty()) {
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
        String lines = actual.stream()
                .map(text -> kept.containsKey(text) ? kept.get(text) : before + YamlScalar.of(text))
                .collect(Collectors.joining("\n"));
        edits.replace(new YamlSpan(from, to), lines);
    }

    private void replaceExpectation(Case testCase, PipelineResult run) {
        List<String> lines =
                ActualResult.expectation(run, testCase.node().isFlow() ? Integer.MAX_VALUE : MAX_LIST_LENGTH);
        if (testCase.node().isFlow()) {
            writeFlow(testCase, "{" + String.join(", ", lines) + "}");
            return;
        }
        String indent = " ".repeat(testCase.node().column() - 1);
        String block = lines.stream().map(line -> "\n" + indent + "  " + line).collect(Collectors.joining());
        Optional<YamlNode> expect = testCase.node().map().find("expect");
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
            int end = edits.endOfLine(testCase.node().span().to());
            edits.replace(new YamlSpan(end, end), "\n" + indent + "expect:" + block);
        }
    }

    private void writeFlow(Case testCase, String expectation) {
        Optional<YamlNode> expect = testCase.node().map().find("expect");
        if (expect.isPresent()) {
            boolean empty = expect.get().span().from() >= expect.get().span().to();
            edits.replace(expect.get().span(), (empty ? " " : "") + expectation);
        } else {
            int end = testCase.node().span().to() - 1; // before the closing bracket
            edits.replace(new YamlSpan(end, end), ", expect: " + expectation);
        }
    }
}
