package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.riskstream.tools.check.Mistakes.Mistake;
import io.riskstream.tools.flux.Finding;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each mistake of the corpus is found, at its place. */
class CorpusTest {
    private static final Properties LOCAL = ShippedPipelines.local();
    private static final Checker CHECKER = new Checker();

    @TestFactory
    Stream<DynamicTest> everyMistakeIsFoundWhereItIs() {
        return Mistakes.all().stream().map(mistake -> dynamicTest(mistake.name(), () -> check(mistake)));
    }

    private static void check(Mistake mistake) {
        CheckReport report = CHECKER.check(mistake.flux(), mistake.text(), LOCAL);
        List<Finding> here = report.findings().stream()
                .filter(finding -> finding.place().file().equals(mistake.file())
                        && finding.place().line() == mistake.line()
                        && finding.code().equals(mistake.code()))
                .toList();
        String told = mistake.file() + ":" + mistake.line() + " [" + mistake.code() + "] expected, found\n"
                + ReportFormat.TEXT.of(List.of(report));
        assertTrue(!here.isEmpty(), told);
        assertTrue(here.stream().anyMatch(finding -> marks(report, mistake, finding)), told);
        assertTrue(mistake.many() || report.findings().size() <= 4, "one mistake, and much ado: " + told);
    }

    private static boolean marks(CheckReport report, Mistake mistake, Finding finding) {
        String line = mistake.file().equals(mistake.flux())
                ? mistake.text()
                        .lines()
                        .skip(finding.place().line() - 1L)
                        .findFirst()
                        .orElse("")
                : report.line(finding.place()).orElse("");
        int from = finding.place().column() - 1;
        String marked = line.substring(
                from, Math.min(line.length(), from + finding.place().length()));
        return marked.contains(mistake.marked()) || mistake.marked().contains(marked);
    }

    @Test
    void thereAreManyMistakes() {
        long flux = Mistakes.all().stream()
                .map(mistake -> mistake.flux() + mistake.text())
                .distinct()
                .count();
        assertTrue(flux >= 60, "only " + flux);
    }
}
