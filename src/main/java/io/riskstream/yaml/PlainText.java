package io.riskstream.yaml;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;

/** A YAML file that the parser reads as it is. */
record PlainText(SourceFile source) implements YamlText {
    @Override
    public String file() {
        return source.name();
    }

    @Override
    public String text() {
        return source.text();
    }

    @Override
    public FilePosition position(int from, int to) {
        String text = source.text();
        int start = offset(from);
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < start; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && !text.startsWith("\n", i + 1)) {
                line++;
                lineStart = i + 1;
            }
        }
        int end = start;
        while (end < offset(to) && "\r\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return new FilePosition(
                source.name(),
                line,
                text.codePointCount(lineStart, start) + 1,
                Math.max(1, text.codePointCount(start, end)));
    }

    private int offset(int codePoints) {
        String text = source.text();
        int all = text.codePointCount(0, text.length());
        return text.offsetByCodePoints(0, Math.max(0, Math.min(codePoints, all)));
    }
}
