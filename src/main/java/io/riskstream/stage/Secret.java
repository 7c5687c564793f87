package io.riskstream.stage;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A reference to a secret: {@code env:NAME} for an environment variable of the worker, or {@code file:PATH} for a file on the worker, whose content
 * without surrounding white space is the secret. Only the reference is part of the topology, never the secret.
 *
 * @param reference {@code env:NAME} or {@code file:PATH}
 */
public record Secret(String reference) implements Serializable {
    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    /**
     * Creates a reference.
     *
     * @throws IllegalArgumentException if the text is not a reference; the message does not show it, because it may be the secret
     */
    public Secret {
        if (!isReference(reference)) {
            throw new IllegalArgumentException(
                    "expected env:NAME or file:PATH, where the worker finds the secret, never the secret itself");
        }
    }

    /** True if a text has the form of a reference. */
    public static boolean isReference(String text) {
        return text.startsWith(ENVIRONMENT) && text.length() > ENVIRONMENT.length()
                || text.startsWith(FILE) && text.length() > FILE.length();
    }

    /**
     * Reads the secret. The file is read at each call, so a changed secret is found. Call it on a worker, in {@link Stage#open} or when connecting.
     *
     * @throws IllegalStateException if there is no such environment variable
     * @throws UncheckedIOException if the file cannot be read
     */
    public String resolve() {
        if (reference.startsWith(ENVIRONMENT)) {
            String name = reference.substring(ENVIRONMENT.length());
            String value = System.getenv(name);
            if (value == null) {
                throw new IllegalStateException(
                        "secret " + reference + ": no environment variable " + name + " on this worker");
            }
            return value;
        }
        Path path = Path.of(reference.substring(FILE.length()));
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("secret " + reference + ": cannot read " + path, e);
        }
    }
}
