package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.check.Mistakes.Mistake;
import io.riskstream.tools.flux.Finding;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CorpusTest {
    private static final Properties LOCAL = ShippedPipelines.local();
    private static final Checker CHECKER = new Checker();

    @TestFactory
    Stream<DynamicTest> findsEachMistakeAtItsPosition() {
        return Mistakes.all().stream().map(mistake -> dynamicTest(mistake.name(), () -> check(mistake)));
    }

    private static void check(Mistake mistake) {
        CheckReport report =
                CHECKER.check(mistake.pipeline().flux(), mistake.pipeline().text(), LOCAL);
        List<Finding> onLine = report.findings().stream()
                .filter(finding -> finding.position().file().equals(mistake.file())
                        && finding.position().line() == mistake.line()
                        && finding.code().equals(mistake.code()))
                .toList();
        String message = "expected " + mistake.file() + ":" + mistake.line() + " [" + mistake.code() + "], actual\n"
                + ReportFormat.TEXT.of(List.of(report));
        assertTrue(!onLine.isEmpty(), message);
        assertTrue(onLine.stream().anyMatch(finding -> marks(report, mistake, finding.position())), message);
        assertTrue(mistake.many() || report.findings().size() <= 4, "too many findings for one mistake: " + message);
    }

    private static boolean marks(CheckReport report, Mistake mistake, FilePosition position) {
        // not report.line, which masks secrets
        String line = report.unmaskedLine(position).orElse("");
        int from = position.column() - 1;
        String marked = line.substring(from, Math.min(line.length(), from + position.length()));
        return marked.contains(mistake.marked()) || mistake.marked().contains(marked);
    }

    @Test
    void containsAtLeast60Mistakes() {
        long pipelines =
                Mistakes.all().stream().map(Mistake::pipeline).distinct().count();
        assertTrue(pipelines >= 60, "only " + pipelines);
    }
}
