package io.riskstream.tools.check;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.riskstream.tools.flux.Finding;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The format of a report. */
public enum ReportFormat {
    /** For users: the position, the message, the line, and a mark under the wrong part. */
    TEXT {
        @Override
        public String of(List<CheckReport> reports) {
            StringBuilder text = new StringBuilder();
            for (CheckReport report : reports) {
                report.findings().forEach(finding -> append(report, finding, text));
            }
            long errors = reports.stream().mapToLong(CheckReport::errors).sum();
            long warnings = reports.stream().mapToLong(CheckReport::warnings).sum();
            String files = reports.size() == 1 ? reports.get(0).file() : reports.size() + " files";
            return text.append(files)
                    .append(": ")
                    .append(
                            errors + warnings == 0
                                    ? "nothing found"
                                    : counted(errors, "error") + ", " + counted(warnings, "warning"))
                    .append('\n')
                    .toString();
        }

        private void append(CheckReport report, Finding finding, StringBuilder text) {
            text.append(finding.position()).append(": ").append(severity(finding));
            text.append(" [")
                    .append(finding.code())
                    .append("] ")
                    .append(finding.message())
                    .append('\n');
            Optional<String> line = report.line(finding);
            String number = String.format(Locale.ROOT, "%6d", finding.position().line());
            if (line.isPresent() && !line.get().isBlank()) {
                text.append(number).append(" | ").append(line.get()).append('\n');
                text.append(" ".repeat(number.length())).append(" | ").append(mark(line.get(), finding));
                finding.hint().ifPresent(hint -> text.append(' ').append(hint));
                text.append('\n');
            } else {
                finding.hint()
                        .ifPresent(hint -> text.append("       ").append(hint).append('\n'));
            }
            text.append('\n');
        }

        /** Returns a caret under each wrong character. Tabs before it stay tabs, so that the carets are aligned. */
        private String mark(String line, Finding finding) {
            int characters = line.codePointCount(0, line.length());
            int column = Math.min(finding.position().column() - 1, characters);
            int length = Math.max(1, Math.min(finding.position().length(), characters - column));
            String before = line.substring(0, line.offsetByCodePoints(0, column));
            return before.replaceAll("[^\\t]", " ") + "^".repeat(length);
        }

        private String counted(long count, String what) {
            return count + " " + what + (count == 1 ? "" : "s");
        }
    },
    /** For programs: a JSON object with a list of findings. */
    JSON {
        @Override
        public String of(List<CheckReport> reports) {
            StringWriter out = new StringWriter();
            JsonWriter json = new JsonWriter(out);
            json.setFormattingStyle(FormattingStyle.PRETTY);
            json.setHtmlSafe(false);
            try {
                json.beginObject();
                json.name("errors")
                        .value(reports.stream().mapToLong(CheckReport::errors).sum());
                json.name("warnings")
                        .value(reports.stream().mapToLong(CheckReport::warnings).sum());
                json.name("findings").beginArray();
                for (CheckReport report : reports) {
                    for (Finding finding : report.findings()) {
                        write(json, finding);
                    }
                }
                json.endArray().endObject();
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory cannot fail", e);
            }
            return out + "\n";
        }

        private void write(JsonWriter json, Finding finding) throws IOException {
            json.beginObject();
            json.name("file").value(finding.position().file());
            json.name("line").value(finding.position().line());
            json.name("column").value(finding.position().column());
            json.name("length").value(finding.position().length());
            json.name("severity").value(severity(finding));
            json.name("code").value(finding.code());
            json.name("message").value(finding.message());
            if (finding.hint().isPresent()) {
                json.name("hint").value(finding.hint().get());
            }
            json.endObject();
        }
    },
    /** For a GitHub workflow, which shows the findings at the lines of a pull request. */
    GITHUB {
        @Override
        public String of(List<CheckReport> reports) {
            StringBuilder text = new StringBuilder();
            for (CheckReport report : reports) {
                for (Finding finding : report.findings()) {
                    text.append("::").append(severity(finding));
                    text.append(" file=").append(property(finding.position().file()));
                    text.append(",line=").append(finding.position().line());
                    text.append(",col=").append(finding.position().column());
                    text.append(",endColumn=")
                            .append(finding.position().column()
                                    + finding.position().length());
                    text.append(",title=").append(property(finding.code())).append("::");
                    text.append(data(finding.message()
                            + finding.hint().map(hint -> "; " + hint).orElse("")));
                    text.append('\n');
                }
            }
            return text.toString();
        }

        private String data(String text) {
            return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
        }

        private String property(String text) {
            return data(text).replace(":", "%3A").replace(",", "%2C");
        }
    };

    /** Returns the report of one or more files. */
    public abstract String of(List<CheckReport> reports);

    private static String severity(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }
}
