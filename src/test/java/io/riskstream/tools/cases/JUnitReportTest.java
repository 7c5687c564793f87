package io.riskstream.tools.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class JUnitReportTest {
    @TempDir
    private Path directory;

    private Document written(JUnitReport.Suite... suites) throws Exception {
        Path file = directory.resolve("reports/cases.xml");
        JUnitReport.write(file, List.of(suites));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static JUnitReport.Entry entry(String name, boolean error, String failure) {
        return new JUnitReport.Entry(
                name,
                "cases.yaml",
                7,
                Duration.ofMillis(1500),
                error,
                Optional.of(failure).filter(text -> !text.isEmpty()));
    }

    @Test
    void writesTheXmlThatServersRead() throws Exception {
        Document report = written(
                new JUnitReport.Suite(
                        "flux/a.yaml", List.of(entry("holds", false, ""), entry("fails", false, "not <so>\nbut & so"))),
                new JUnitReport.Suite("flux/b.yaml", List.of(entry("cannot", true, "a bug"))));
        Element all = report.getDocumentElement();
        assertEquals("testsuites", all.getTagName());
        assertEquals("3 1 1 4.500", counts(all));
        assertEquals("2 1 0 3.000", counts((Element)
                all.getElementsByTagName("testsuite").item(0)));
        assertEquals("1 0 1 1.500", counts((Element)
                all.getElementsByTagName("testsuite").item(1)));
        Element holds = (Element) all.getElementsByTagName("testcase").item(0);
        assertEquals(
                "holds flux/a.yaml cases.yaml 7 1.500", attributes(holds, "name", "classname", "file", "line", "time"));
        assertEquals(0, holds.getChildNodes().getLength());
        Element failure = (Element) all.getElementsByTagName("failure").item(0);
        assertEquals("not <so>", failure.getAttribute("message"));
        assertEquals("not <so>\nbut & so", failure.getTextContent());
        assertEquals("a bug", ((Element) all.getElementsByTagName("error").item(0)).getAttribute("message"));
    }

    /** An event may contain any character, and XML cannot contain some. */
    @Test
    void writesValidXmlForAnyCharacter() throws Exception {
        Document report = written(new JUnitReport.Suite(
                "a", List.of(entry("bell \u0007", false, "nul \u0000 \ud83d\ude00 half \ud83d"))));
        Element testCase = (Element) report.getElementsByTagName("testcase").item(0);
        assertEquals("bell \ufffd", testCase.getAttribute("name"));
        assertEquals(
                "nul \ufffd \ud83d\ude00 half \ufffd",
                report.getElementsByTagName("failure").item(0).getTextContent());
    }

    private static String counts(Element element) {
        return attributes(element, "tests", "failures", "errors", "time");
    }

    private static String attributes(Element element, String... names) {
        return String.join(
                " ", List.of(names).stream().map(element::getAttribute).toList());
    }
}
