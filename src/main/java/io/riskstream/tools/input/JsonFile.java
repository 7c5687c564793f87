package io.riskstream.tools.input;

import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * The JSON documents of a file, one by one. The file has one of three forms, which its first characters show: JSON Lines, in which every line is a document; one
 * array of objects; or objects that follow each other, each over several lines, as pretty-printers write them. A line of JSON Lines need not be valid: the
 * parser rejects it. Blank lines between documents are skipped.
 */
public final class JsonFile implements AutoCloseable {
    /** The form of a file. */
    public enum Form {
        LINES("JSON Lines"),
        ARRAY("one JSON array"),
        OBJECTS("JSON objects over several lines");

        private final String description;

        Form(String description) {
            this.description = description;
        }

        @Override
        public String toString() {
            return description;
        }
    }

    private static final String EXPECTED =
            "; expected JSON Lines (one object in each line), one array of objects, or objects that follow each other";
    private static final int MAX_DOCUMENT = 64 << 20;
    /** An array or an object may be in one long line, of which this many characters decide. */
    private static final int MAX_LOOK_AHEAD = 1 << 20;

    private final InputText text;
    private final Form form;
    private final boolean beginsAsJson;
    private final StringBuilder document = new StringBuilder();
    private boolean afterFirst;
    private boolean ended;
    private long line;
    private long blankLines;

    /**
     * Opens a file, and finds out its form.
     *
     * @throws IllegalArgumentException if the file cannot be read; the message names file and line
     */
    public JsonFile(Path file, Charset charset) {
        this.text = new InputText(file, charset);
        try {
            while (text.peek() == '\n' || text.peek() == '\r') {
                blankLines += text.read() == '\n' ? 1 : 0;
            }
            this.beginsAsJson = text.peek() == '[' || text.peek() == '{';
            this.form = beginsAsJson ? readForm() : Form.LINES;
        } catch (IllegalArgumentException e) {
            text.close();
            throw e;
        }
    }

    /** Reads the first line, which shows the form, and puts it back. */
    private Form readForm() {
        beginDocument();
        boolean array = text.peek() == '[';
        JsonNesting nesting = new JsonNesting();
        boolean complete = false;
        while (!atLineEnd() && document.length() < MAX_LOOK_AHEAD) {
            int c = text.read();
            if (complete && !array && c == '{') {
                throw text.error(line, "the line contains several objects" + EXPECTED);
            }
            append(c);
            complete |= nesting.add(c);
        }
        boolean cut = !atLineEnd();
        while (!cut && isSpace(text.peek()) && (complete || atLineEnd())) {
            append(text.read());
        }
        Form found = array ? arrayOrLines(complete) : linesOrObjects(complete || cut || nesting.inString());
        text.unread(document, line);
        return found;
    }

    private boolean atLineEnd() {
        return text.peek() == InputText.END || text.peek() == '\n' || text.peek() == '\r';
    }

    /** An array in the first of several lines is a document of JSON Lines, although one that no parser accepts. */
    private Form arrayOrLines(boolean complete) {
        return complete && text.peek() != InputText.END ? Form.LINES : Form.ARRAY;
    }

    /** No object continues with another one, so a first line before another object is a document that is cut off. */
    private Form linesOrObjects(boolean wholeLine) {
        return wholeLine || text.peek() == InputText.END || text.peek() == '{' ? Form.LINES : Form.OBJECTS;
    }

    /** True if the first document begins as an object or an array. */
    public boolean beginsAsJson() {
        return beginsAsJson;
    }

    /** Returns the form of the file. */
    public Form form() {
        return form;
    }

    /**
     * Moves to the next document.
     *
     * @return false at the end of the file
     * @throws IllegalArgumentException if the file cannot be read further; the message names file and line
     */
    public boolean next() {
        return switch (form) {
            case LINES -> nextLine();
            case ARRAY -> nextElement();
            case OBJECTS -> nextObject();
        };
    }

    private boolean nextLine() {
        while (text.peek() != InputText.END) {
            beginDocument();
            readLine();
            if (!isBlank()) {
                return true;
            }
            blankLines++;
        }
        return false;
    }

    private void readLine() {
        while (true) {
            text.readTo(InputText.END, document, MAX_DOCUMENT);
            checkSize();
            int c = text.read();
            if (c == InputText.END || c == '\n') {
                return;
            }
            if (text.peek() != '\n') {
                append(c); // a carriage return alone ends no line
            }
        }
    }

    private boolean isBlank() {
        for (int i = 0; i < document.length(); i++) {
            if (!isSpace(document.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean nextObject() {
        skipSpace();
        if (text.peek() == InputText.END) {
            return false;
        }
        readObject("the text between two objects is not part of one");
        return true;
    }

    private boolean nextElement() {
        skipSpace();
        if (!ended && !afterFirst) {
            text.read(); // the bracket that opens the array
            skipSpace();
            ended = text.peek() == ']' && text.read() == ']';
        } else if (!ended) {
            int c = text.read();
            ended = c == ']';
            if (c != ',' && !ended) {
                throw text.error(text.line(), "expected a comma or the end of the array after an object");
            }
        }
        skipSpace();
        if (ended && text.peek() != InputText.END) {
            throw text.error(text.line(), "text follows the end of the array" + EXPECTED);
        }
        if (!ended) {
            afterFirst = true;
            readObject("the array contains a value that is no object, or is not closed");
        }
        return !ended;
    }

    private void beginDocument() {
        document.setLength(0);
        line = text.line();
    }

    private void readObject(String otherwise) {
        beginDocument();
        if (text.peek() != '{') {
            throw text.error(line, otherwise + EXPECTED);
        }
        JsonNesting nesting = new JsonNesting();
        boolean complete = false;
        while (!complete) {
            int c = text.read();
            if (c == InputText.END) {
                throw text.error(line, "the object that begins here is not closed" + EXPECTED);
            }
            if (c == '\n' && nesting.inString()) {
                throw text.error(text.line() - 1, "a string is not closed at the end of the line");
            }
            append(c);
            complete = nesting.add(c);
        }
    }

    private void skipSpace() {
        while (isSpace(text.peek())) {
            text.read();
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private void append(int c) {
        document.append((char) c);
        checkSize();
    }

    private void checkSize() {
        if (document.length() > MAX_DOCUMENT) {
            throw text.error(
                    line, "the document that begins here has more than " + MAX_DOCUMENT + " characters" + EXPECTED);
        }
    }

    /** Returns the document as it is in the file. */
    public String text() {
        return document.toString();
    }

    /** Returns the line in which the document begins, from 1. */
    public long line() {
        return line;
    }

    /** Returns the number of blank lines so far, if the form is JSON Lines. */
    public long blankLines() {
        return blankLines;
    }

    @Override
    public void close() {
        text.close();
    }
}
