package io.riskstream.tools.local;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the outputs of a run: {@code scores.jsonl} and {@code dead-letters.jsonl}, one JSON object per line. */
final class OutputFiles implements AutoCloseable {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final BufferedWriter scores;
    private final BufferedWriter deadLetters;

    OutputFiles(Path directory) throws IOException {
        scores = Files.newBufferedWriter(directory.resolve("scores.jsonl"));
        deadLetters = Files.newBufferedWriter(directory.resolve("dead-letters.jsonl"));
    }

    /**
     * Writes a score.
     *
     * @param text the message, which is kept as it is if it has one line; the JSON in it may span several
     * @param json the same message, parsed
     */
    void writeScore(String text, JsonObject json) throws IOException {
        boolean oneLine = text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        writeLine(scores, oneLine ? text : GSON.toJson(json));
    }

    void writeDeadLetter(JsonObject deadLetter) throws IOException {
        writeLine(deadLetters, GSON.toJson(deadLetter));
    }

    private static void writeLine(BufferedWriter file, String line) throws IOException {
        file.write(line);
        file.write('\n');
    }

    @Override
    public void close() throws IOException {
        try (scores;
                deadLetters) {
            // closes both even if one fails
        }
    }
}
