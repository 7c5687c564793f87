package io.riskstream.tools.cases;

import io.riskstream.yaml.YamlSpan;
import java.util.Comparator;
import java.util.TreeSet;

/** Changes to a text that leave everything else as it is. */
final class TextEdits {
    private record Edit(YamlSpan span, String replacement) {}

    private final String text;
    private final TreeSet<Edit> edits =
            new TreeSet<>(Comparator.comparing((Edit edit) -> edit.span().from())
                    .thenComparing(edit -> edit.span().to()));

    TextEdits(String text) {
        this.text = text;
    }

    void replace(YamlSpan span, String replacement) {
        edits.add(new Edit(span, replacement));
    }

    String text() {
        return text;
    }

    /** Where a line ends, without its break. */
    int endOfLine(int at) {
        int end = text.indexOf('\n', at);
        int whole = end < 0 ? text.length() : end;
        return whole > at && text.charAt(whole - 1) == '\r' ? whole - 1 : whole;
    }

    int startOfLine(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    /** The text with all changes; of two that meet, the first counts. */
    String changed() {
        StringBuilder changed = new StringBuilder();
        int done = 0;
        for (Edit edit : edits) {
            if (edit.span().from() >= done) {
                changed.append(text, done, edit.span().from()).append(edit.replacement());
                done = edit.span().to();
            }
        }
        return changed.append(text, done, text.length()).toString();
    }
}
