package io.riskstream.text;

/** Finds the position of a JSON pointer in the text of a JSON file, which must be valid JSON. Takes one pass, so it is for messages only. */
public final class JsonPointerPosition {
    private final String text;
    private final String pointer;
    private int at;
    private int foundStart = -1;
    private int foundEnd;

    private JsonPointerPosition(String text, String pointer) {
        this.text = text;
        this.pointer = pointer;
    }

    /**
     * Returns the position of the value. If there is no such value, it is that of the innermost value around it. A value that spans lines has its first
     * character alone.
     */
    public static FilePosition of(SourceFile file, String pointer) {
        JsonPointerPosition search = new JsonPointerPosition(file.text(), pointer);
        search.value("");
        if (search.foundStart < 0) {
            return pointer.isEmpty()
                    ? FilePosition.start(file.name())
                    : of(file, pointer.substring(0, Math.max(0, pointer.lastIndexOf('/'))));
        }
        String before = file.text().substring(0, search.foundStart);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = before.length() - before.lastIndexOf('\n');
        String value = file.text().substring(search.foundStart, search.foundEnd);
        int length = value.startsWith("{") || value.startsWith("[") ? 1 : value.length();
        return new FilePosition(file.name(), line, column, length);
    }

    private void value(String path) {
        skipSpace();
        int start = at;
        char c = peek();
        if (c == '{' || c == '[') {
            at++;
            skipSpace();
            for (int index = 0; peek() != '}' && peek() != ']' && at < text.length(); index++) {
                String name = Integer.toString(index);
                if (c == '{') {
                    name = string().replace("~", "~0").replace("/", "~1");
                    skipSpace();
                    at++; // the colon
                }
                value(path + "/" + name);
                skipSpace();
                if (peek() == ',') {
                    at++;
                    skipSpace();
                }
            }
            at++;
        } else if (c == '"') {
            string();
        } else {
            while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }
        if (path.equals(pointer)) {
            foundStart = start;
            foundEnd = Math.min(at, text.length());
        }
    }

    /** Reads a string. Of the escapes, only those of one character such as {@code \"} are decoded: names in schemas have no others. */
    private String string() {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        String content = text.substring(Math.min(start, text.length()), Math.min(at, text.length()));
        at++;
        return content.indexOf('\\') < 0 ? content : content.replaceAll("\\\\([\"\\\\/])", "$1");
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }
}
