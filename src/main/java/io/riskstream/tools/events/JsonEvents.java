package io.riskstream.tools.events;

import io.riskstream.tools.input.JsonFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The documents of a JSON file as events in UTF-8. */
final class JsonEvents implements EventFile.Cursor {
    private final JsonFile documents;

    JsonEvents(Path file, Charset charset) {
        this.documents = new JsonFile(file, charset);
    }

    /** True if the first document begins as an object or an array. */
    boolean beginsAsJson() {
        return documents.beginsAsJson();
    }

    @Override
    public boolean next() {
        return documents.next();
    }

    @Override
    public byte[] value() {
        return documents.text().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long line() {
        return documents.line();
    }

    @Override
    public long blankLines() {
        return documents.blankLines();
    }

    @Override
    public String form() {
        return documents.form().toString();
    }

    @Override
    public void close() {
        documents.close();
    }
}
