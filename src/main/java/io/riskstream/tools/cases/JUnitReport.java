package io.riskstream.tools.cases;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes results in the XML format of JUnit, which CI servers read. */
public final class JUnitReport {
    /**
     * The results of one Flux file.
     *
     * @param name the path of the Flux file
     */
    public record Suite(String name, List<Entry> entries) {
        private long failures() {
            return entries.stream()
                    .filter(entry -> entry.failure().isPresent() && !entry.error())
                    .count();
        }

        private long errors() {
            return entries.stream().filter(Entry::error).count();
        }

        private Duration time() {
            return entries.stream().map(Entry::time).reduce(Duration.ZERO, Duration::plus);
        }
    }

    /**
     * The result of one case.
     *
     * @param file the file of the case
     * @param error whether the case could not be run; false for a case that does not hold
     * @param failure the text of the failure, whose first line is the message; empty if the case holds
     */
    public record Entry(String name, String file, int line, Duration time, boolean error, Optional<String> failure) {}

    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** Writes a report. Creates missing directories. */
    public static void write(Path path, List<Suite> suites) {
        try {
            if (path.toAbsolutePath().getParent() != null) {
                Files.createDirectories(path.toAbsolutePath().getParent());
            }
            try (Writer writer = Files.newBufferedWriter(path)) {
                XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(writer);
                new JUnitReport(xml).write(suites);
                xml.close();
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(path + ": cannot be written: " + e, e);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(path + ": cannot be written: " + e, e);
        }
    }

    private void write(List<Suite> suites) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        start("testsuites", 0);
        counts(
                suites.stream().mapToLong(suite -> suite.entries().size()).sum(),
                suites.stream().mapToLong(Suite::failures).sum(),
                suites.stream().mapToLong(Suite::errors).sum(),
                suites.stream().map(Suite::time).reduce(Duration.ZERO, Duration::plus));
        for (Suite suite : suites) {
            write(suite);
        }
        end(0);
        xml.writeCharacters("\n");
        xml.writeEndDocument();
    }

    private void write(Suite suite) throws XMLStreamException {
        start("testsuite", 1);
        attribute("name", suite.name());
        counts(suite.entries().size(), suite.failures(), suite.errors(), suite.time());
        attribute("skipped", "0");
        for (Entry entry : suite.entries()) {
            start("testcase", 2);
            attribute("name", entry.name());
            attribute("classname", suite.name());
            attribute("file", entry.file());
            attribute("line", Integer.toString(entry.line()));
            attribute("time", seconds(entry.time()));
            if (entry.failure().isPresent()) {
                String text = entry.failure().get();
                start(entry.error() ? "error" : "failure", 3);
                attribute("message", text.lines().findFirst().orElse(""));
                attribute("type", entry.error() ? "error" : "expectation");
                xml.writeCharacters(valid(text));
                xml.writeEndElement();
                end(2);
            } else {
                xml.writeEndElement();
            }
        }
        end(1);
    }

    private void counts(long tests, long failures, long errors, Duration time) throws XMLStreamException {
        attribute("tests", Long.toString(tests));
        attribute("failures", Long.toString(failures));
        attribute("errors", Long.toString(errors));
        attribute("time", seconds(time));
    }

    private void start(String element, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeStartElement(element);
    }

    private void end(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, valid(value));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }

    /** Replaces the control characters that XML cannot contain, not even escaped. */
    private static String valid(String text) {
        StringBuilder valid = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean allowed = c == '\t'
                    || c == '\n'
                    || c == '\r'
                    || c >= 0x20 && c <= 0xD7FF
                    || c >= 0xE000 && c <= 0xFFFD
                    || c >= 0x10000;
            valid.appendCodePoint(allowed ? c : 0xFFFD);
        });
        return valid.toString();
    }
}
