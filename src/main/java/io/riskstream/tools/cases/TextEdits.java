package io.riskstream.tools.cases;

import io.riskstream.yaml.YamlSpan;
import java.util.Comparator;
import java.util.TreeSet;

/** Replacements in a text. The rest of the text stays unchanged. */
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

    /** Returns the end of the line at an offset, before its line break. */
    int endOfLine(int offset) {
        int end = text.indexOf('\n', offset);
        int whole = end < 0 ? text.length() : end;
        return whole > offset && text.charAt(whole - 1) == '\r' ? whole - 1 : whole;
    }

    int startOfLine(int offset) {
        return text.lastIndexOf('\n', offset - 1) + 1;
    }

    /** Returns the text with all replacements. Of two that overlap, the first is applied. */
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
